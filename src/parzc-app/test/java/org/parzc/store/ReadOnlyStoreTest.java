package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.InputException;
import org.parzc.statistics.ArchitectureStatistics;

/** Stores that not even root can write are read, by several at once, and stay as they are. */
class ReadOnlyStoreTest {
  private static final List<ArchitectureStatistics> STORED =
      List.of(Samples.architecture("a", 5), Samples.architecture("b", 7));

  @TempDir private Path folder;
  private Path directory;
  private Path file;

  @BeforeEach
  void fill() throws IOException {
    directory = Files.createDirectory(folder.resolve("stores"));
    file = directory.resolve("stats.duckdb");
    try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
      STORED.forEach(store::add);
    }
  }

  @AfterEach
  void makeWritable() throws Exception {
    run("umount", "--lazy", directory.toString());
    run("chattr", "-R", "-i", directory.toString());
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  private void mountReadOnly() throws Exception {
    String place = directory.toString();
    assumeTrue(
        run("mount", "--bind", place, place) == 0
            && run("mount", "-o", "remount,bind,ro", place) == 0,
        "cannot mount here (needs root)");
  }

  private void readsAndNothingElse(String why) throws IOException {
    try (DuckDbStore store = DuckDbStore.open(file, Samples.contents());
        DuckDbStore another = DuckDbStore.open(file, Samples.contents())) {
      assertThat(store.read(List.of("b", "a"))).containsExactly(STORED.get(1), STORED.get(0));
      assertThat(another.read()).isEqualTo(STORED);
      assertThat(store.readOnly()).contains(why);
      assertThatThrownBy(() -> store.add(Samples.architecture("c", 5)))
          .isInstanceOf(InputException.class)
          .hasMessage(file + ": " + why);
      assertThatThrownBy(() -> store.addFailure("c", "too large"))
          .isInstanceOf(InputException.class);
      assertThatThrownBy(() -> DuckDbStore.open(file, Samples.contents(Map.of("seed", "2"))))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("made with seed 1, asked for seed 2");
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).allMatch(one -> one.getFileName().toString().startsWith("stats.duckdb"));
    }
  }

  @ParameterizedTest
  @CsvSource({"stats.duckdb, cannot be written", "'', lies in a directory that cannot be written"})
  void rightsOfTheFileOrOfItsDirectory(String immutable, String why) throws Exception {
    Path changed = directory.resolve(immutable);
    assumeTrue(
        run("chattr", "+i", changed.toString()) == 0, "no immutable files here (needs root)");
    readsAndNothingElse(why);
  }

  @Test
  void aFileSystemThatIsReadOnly() throws Exception {
    mountReadOnly();
    readsAndNothingElse("cannot be written");
  }

  /** What a process that was killed left in DuckDB's log is read, too. */
  @Test
  void aLogThatNobodyFolded() throws Exception {
    Path log = directory.resolve("stats.duckdb.wal");
    ArchitectureStatistics last = Samples.architecture("c", 5);
    byte[] killed;
    byte[] before;
    try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
      store.add(last);
      before = Files.readAllBytes(file);
      killed = Files.readAllBytes(log);
    }
    Files.write(file, before);
    Files.write(log, killed);
    mountReadOnly();
    try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
      assertThat(store.read()).containsExactly(STORED.get(0), STORED.get(1), last);
    }
    assertThat(log).hasBinaryContent(killed);
  }

  @Test
  void aStoreThatIsOpenForReadingTakesNothing() {
    try (DuckDbStore store = DuckDbStore.openReadOnly(file)) {
      assertThatThrownBy(() -> store.add(STORED.get(0)))
          .isInstanceOf(InputException.class)
          .hasMessage(file + ": is open for reading");
    }
  }
}
