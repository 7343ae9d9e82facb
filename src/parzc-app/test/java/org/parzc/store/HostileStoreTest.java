package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;
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

  @Test
  void storesThatAreCut() throws IOException {
    assertThat(isRefused(whole)).isFalse();
    for (int end = 0; end < whole.length; end += Math.max(1, whole.length / 12)) {
      assertThat(isRefused(Arrays.copyOf(whole, end)))
          .as("cut at %d of %d", end, whole.length)
          .isTrue();
    }
  }

  @Test
  void storesThatAreDamaged() throws IOException {
    Random random = new Random(1);
    int refused = 0;
    for (int attempt = 0; attempt < 24; attempt++) {
      byte[] damaged = whole.clone();
      int at = attempt < 8 ? random.nextInt(12_288) : random.nextInt(whole.length);
      if (attempt % 3 == 0) {
        damaged[at] ^= (byte) (1 << random.nextInt(8));
      } else {
        Arrays.fill(damaged, at, Math.min(whole.length, at + 200), (byte) random.nextInt(256));
      }
      refused += isRefused(damaged) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(6);
    for (int attempt = 0; attempt < 6; attempt++) {
      isRefused(Hostile.bytes(whole, random));
    }
  }

  /**
   * DuckDB has a checksum for every block. Half of the bits are taken where the file is not zero.
   */
  @Test
  void oneBitIsRefusedOrMeansNothing() throws IOException {
    Object right = content();
    int[] filled = IntStream.range(0, whole.length).filter(at -> whole[at] != 0).toArray();
    Random random = new Random(Long.getLong("parzc.test.seed", 1));
    int refused = 0;
    for (int flip = 0; flip < FLIPS; flip++) {
      int at = flip % 2 == 0 ? filled[random.nextInt(filled.length)] : random.nextInt(whole.length);
      int bit = 8 * at + random.nextInt(8);
      Files.write(file, Hostile.flipped(whole, bit));
      refused +=
          Hostile.isRefused(() -> assertThat(content()).as("bit %d", bit).isEqualTo(right)) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(FLIPS / 3);
  }

  /**
   * A log whose process died. What it has of a length that says more than there is, DuckDB takes
   * for the torn end of a write and leaves out with all that follows: rows may be missing then, and
   * none is wrong.
   */
  @Test
  void oneBitOfALogIsRefusedOrLosesItsEnd() throws IOException {
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
    Random random = new Random(Long.getLong("parzc.test.seed", 1));
    int refused = 0;
    for (int flip = 0; flip < FLIPS; flip++) {
      int bit = random.nextInt(8 * log.length);
      Files.write(file, before);
      Files.write(logFile, Hostile.flipped(log, bit));
      refused +=
          Hostile.isRefused(
                  () ->
                      assertThat(rows())
                          .as("bit %d", bit)
                          .hasSizeGreaterThanOrEqualTo(5)
                          .isSubsetOf(right))
              ? 1
              : 0;
      Files.deleteIfExists(logFile);
    }
    assertThat(refused).isGreaterThan(FLIPS * 9 / 10);
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
