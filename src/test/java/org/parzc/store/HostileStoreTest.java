package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;

/** Stores that were cut or damaged: each is read or refused in one line, and stays as it is. */
class HostileStoreTest {
  @TempDir
  private Path directory;
  private Path file;
  private byte[] whole;

  @BeforeEach
  void fill() throws IOException {
    file = directory.resolve("stats.duckdb");
    try (StatisticsStore store = StatisticsStore.open(file, Samples.contents())) {
      for (int i = 0; i < 5; i++) {
        store.add(Samples.architecture("a" + i, 20));
      }
      store.addFailure("b", "out of memory");
    }
    whole = Files.readAllBytes(file);
  }

  private boolean isRefused(byte[] content) throws IOException {
    Files.write(file, content);
    boolean refused = Hostile.isRefused(() -> {
      try (StatisticsStore store = StatisticsStore.openReadOnly(file)) {
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
      assertThat(isRefused(Arrays.copyOf(whole, end))).as("cut at %d of %d", end, whole.length).isTrue();
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

  @Test
  void writersRefuseThemToo() throws IOException {
    Random random = new Random(2);
    for (int attempt = 0; attempt < 12; attempt++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(whole.length);
      Arrays.fill(damaged, at, Math.min(whole.length, at + 5_000), (byte) random.nextInt(256));
      Files.write(file, damaged);
      Hostile.isRefused(() -> {
        try (StatisticsStore store = StatisticsStore.open(file, Samples.contents())) {
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
      Hostile.isRefused(() -> {
        try (StatisticsStore store = StatisticsStore.open(file, Samples.contents())) {
          store.read();
        }
      });
      Files.deleteIfExists(directory.resolve("stats.duckdb.wal"));
    }
  }
}
