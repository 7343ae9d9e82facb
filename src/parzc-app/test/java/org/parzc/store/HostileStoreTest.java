package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.Hostile;
import org.parzc.Seeded;
import org.parzc.statistics.ArchitectureStatistics;

/** Stores that were cut or damaged: each is read or refused in one line, and stays as it is. */
@Tag("slow")
class HostileStoreTest {
  private static final int FLIPS = 100;

  @TempDir private Path directory;
  private Path file;
  private byte[] whole;

  @BeforeEach
  void fill() throws IOException {
    file = directory.resolve("stats.duckdb");
    try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
      for (int i = 0; i < 5; i++) {
        store.add(Samples.architecture("a" + i, 20));
      }
      store.addFailure("b", "out of memory");
    }
    whole = Files.readAllBytes(file);
  }

  private boolean isRefused(byte[] content) throws IOException {
    Files.write(file, content);
    boolean refused =
        Hostile.isRefused(
            () -> {
              try (DuckDbStore store = DuckDbStore.openReadOnly(file)) {
                store.read();
                store.failures();
                store.counts();
                store.nonFinite();
              }
            });
    assertThat(file).hasBinaryContent(content);
    return refused;
  }

  /** DuckDB has a checksum for every block. */
  @Seeded(tries = 1)
  void damageIsRefusedOrMeansNothing(Draws draws) throws Exception {
    Hostile.isRefusedOrMeansTheSame(file, this::content, 150, draws);
    assertThat(draws.counted("refused")).isGreaterThan(50);
  }

  @Seeded(tries = 1)
  void whatIsReadStaysAsItIs(Draws draws) throws IOException {
    for (int attempt = 0; attempt < 10; attempt++) {
      draws.count(isRefused(Hostile.bytes(whole, draws)) ? "refused" : "read");
    }
  }

  /**
   * A log whose process died. What it has of a length that says more than there is, DuckDB takes
   * for the torn end of a write and leaves out with all that follows: rows may be missing then, and
   * none is wrong.
   */
  @Seeded(tries = 1)
  void damageOfALogIsRefusedOrLosesItsEnd(Draws draws) throws IOException {
    byte[] before;
    byte[] log;
    Path logFile = directory.resolve("stats.duckdb.wal");
    try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
      for (int i = 5; i < 8; i++) {
        store.add(Samples.architecture("a" + i, 20));
      }
      before = Files.readAllBytes(file);
      log = Files.readAllBytes(logFile);
    }
    List<ArchitectureStatistics> right = rows();
    for (int i = 0; i < FLIPS; i++) {
      Files.write(file, before);
      Files.write(logFile, Hostile.damaged(log, draws));
      boolean refused =
          Hostile.isRefused(
              () -> assertThat(rows()).hasSizeGreaterThanOrEqualTo(5).isSubsetOf(right));
      draws.count(refused ? "refused" : "without the end");
      Files.deleteIfExists(logFile);
    }
    assertThat(draws.counted("refused")).isPositive();
  }

  private List<ArchitectureStatistics> rows() {
    try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
      return store.read();
    }
  }

  private Object content() {
    try (DuckDbStore store = DuckDbStore.openReadOnly(file)) {
      return List.of(store.contents(), store.read(), store.failures(), store.counts());
    }
  }

  /** A process was killed while it made the store, and its id came back. */
  @Test
  void whatIsLeftOfMakingOneIsInNobodysWay() throws IOException {
    Files.delete(file);
    for (String left : List.of(".lock", ".tmp", ".tmp.wal")) {
      Files.write(directory.resolve(".stats.duckdb.0123abcd" + left), whole);
    }
    DuckDbStore.open(file, Samples.contents()).close();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void writersRefuseThemToo() throws IOException {
    Random random = new Random(2);
    for (int attempt = 0; attempt < 12; attempt++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(whole.length);
      Arrays.fill(damaged, at, Math.min(whole.length, at + 5_000), (byte) random.nextInt(256));
      Files.write(file, damaged);
      Hostile.isRefused(
          () -> {
            try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
              store.add(Samples.architecture("new", 20));
            }
          });
      Files.deleteIfExists(directory.resolve("stats.duckdb.wal"));
    }
  }

  @Test
  void logsThatAreDamaged() throws IOException {
    Random random = new Random(3);
    for (int attempt = 0; attempt < 6; attempt++) {
      Files.write(file, whole);
      byte[] log = new byte[1 + random.nextInt(3_000)];
      random.nextBytes(log);
      Files.write(directory.resolve("stats.duckdb.wal"), log);
      Hostile.isRefused(
          () -> {
            try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
              store.read();
            }
          });
      Files.deleteIfExists(directory.resolve("stats.duckdb.wal"));
    }
  }
}
