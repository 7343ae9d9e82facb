package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;

/** What the user can mend is said in one line that names the file. */
class RefusalTest {
  @TempDir Path directory;

  @Test
  void aFileThatIsNoDatabase() throws IOException {
    for (String content : List.of("", "hello", "hello ".repeat(5000))) {
      Files.writeString(file(), content);
      refused(
          () -> DuckDbStore.open(file(), Samples.contents()), "foreign store: not a DuckDB file");
      refused(() -> DuckDbStore.openReadOnly(file()), "foreign store: not a DuckDB file");
      assertThat(file()).hasContent(content);
    }
  }

  @Test
  void aDatabaseOfSomethingElse() throws SQLException {
    sql("CREATE TABLE node (a INTEGER)");
    refused(
        () -> DuckDbStore.open(file(), Samples.contents()),
        "foreign store: a DuckDB file without ParZC's tables");
  }

  @Test
  void aStoreOfANewerProgram() throws SQLException {
    DuckDbStore.open(file(), Samples.contents()).close();
    sql("UPDATE parzc_store SET schema_version = 2");
    refused(
        () -> DuckDbStore.openReadOnly(file()),
        "foreign store: schema version 2, this program knows up to 1: use the version that made"
            + " it");
  }

  @Test
  void aStoreWhoseTablesWereChanged() throws SQLException {
    DuckDbStore.open(file(), Samples.contents()).close();
    sql("ALTER TABLE node_row RENAME COLUMN slot TO place");
    refused(
        () -> DuckDbStore.openReadOnly(file()),
        "foreign store: table node_row has other columns than ParZC's");
  }

  @Test
  void aStoreThatIsCutShort() throws IOException {
    DuckDbStore store = DuckDbStore.open(file(), Samples.contents());
    store.add(Samples.architecture("a", 98));
    store.close();
    byte[] bytes = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(bytes, 13_000));
    assertThatThrownBy(() -> DuckDbStore.openReadOnly(file()).read())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file() + ": damaged store: ");
  }

  @Test
  void aStoreThatIsNotThere() {
    refused(() -> DuckDbStore.openReadOnly(file()), "no such store");
    assertThat(file()).doesNotExist();
  }

  @Test
  void aPathThatCannotHoldAStore() throws IOException {
    Path plain = Files.createFile(directory.resolve("plain"));
    for (Path file :
        List.of(directory.resolve("absent/stats.duckdb"), plain.resolve("stats.duckdb"))) {
      assertThatThrownBy(() -> DuckDbStore.open(file, Samples.contents()))
          .isInstanceOf(InputException.class)
          .hasMessage(file + ": the directory does not exist");
    }
    assertThatThrownBy(() -> DuckDbStore.open(directory, Samples.contents()))
        .isInstanceOf(InputException.class)
        .hasMessage(directory + ": a directory, expected a store");
    Path parameters = directory.resolve("a;threads=9");
    assertThatThrownBy(() -> DuckDbStore.open(parameters, Samples.contents()))
        .isInstanceOf(InputException.class)
        .hasMessage(parameters + ": a store's path cannot contain ';' or '?'");
  }

  @Test
  void aDirectoryThatCannotBeWritten() {
    Path file = Path.of("/sys/stats.duckdb");
    assumeTrue(
        Files.isDirectory(file.getParent()), "no /sys, the directory that refuses even root");
    assertThatThrownBy(() -> DuckDbStore.open(file, Samples.contents()))
        .isInstanceOf(InputException.class)
        .message()
        .matches(
            file
                + ": cannot be created: (permission denied|Operation not permitted|Read-only file"
                + " system)");
  }

  @Test
  void aStoreThatAnotherProcessHasOpen() throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.io.tmpdir=" + directory,
                Holder.class.getName(),
                file().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).isEqualTo("open");
      String found = "another process has it open (PID " + writer.pid() + ")";
      refused(() -> DuckDbStore.open(file(), Samples.contents()), found);
      refused(() -> DuckDbStore.openReadOnly(file()), found);
    } finally {
      writer.destroyForcibly().waitFor();
    }
    DuckDbStore.open(file(), Samples.contents()).close();
  }

  @Test
  void aStoreThatThisProcessWritesAndWantsToOpenForReading() {
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      assertThat(store.architectures()).isEmpty();
      refused(
          () -> DuckDbStore.openReadOnly(file()),
          "this process has it open already, for other access");
    }
  }

  @Test
  void aFullDisk() throws Exception {
    for (String size : List.of("8k", "300k", "1200k", "5m")) {
      Path disk = Files.createDirectory(directory.resolve("disk" + size));
      assumeTrue(
          run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString()) == 0,
          "cannot mount a small tmpfs here (needs root)");
      try {
        fillsUp(disk.resolve("stats.duckdb"));
      } finally {
        run("umount", disk.toString());
      }
    }
  }

  /**
   * Adds until the disk is full, then checks that everything acknowledged is there and nothing
   * else.
   */
  private static void fillsUp(Path file) throws IOException {
    int[] added = {0};
    assertThatThrownBy(
            () -> {
              try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
                for (; added[0] < 2000; added[0]++) {
                  store.add(Samples.architecture("a" + added[0], 98));
                }
              }
            })
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": No space left on device");
    if (!Files.exists(file)) {
      assertThat(added[0]).isZero();
      try (Stream<Path> left = Files.list(file.getParent())) {
        assertThat(left).isEmpty();
      }
      return;
    }
    try (DuckDbStore store = DuckDbStore.openReadOnly(file)) {
      assertThat(store.read()).hasSize(added[0]).allMatch(found -> found.nodes().size() == 98);
      Path export = file.resolveSibling("nodes.csv");
      assertThatThrownBy(() -> store.exportNodes(export))
          .isInstanceOf(InputException.class)
          .hasMessage(export + ": No space left on device");
    }
    try (Stream<Path> left = Files.list(file.getParent())) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.startsWith("stats.duckdb"));
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
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

  private void refused(ThrowingCallable action, String found) {
    assertThatThrownBy(action).isInstanceOf(InputException.class).hasMessage(file() + ": " + found);
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file());
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private Path file() {
    return directory.resolve("stats.duckdb");
  }

  /** Another process: opens the store, says so and keeps it. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (DuckDbStore store = DuckDbStore.open(Path.of(arguments[0]), Samples.contents())) {
        System.out.println("open");
        Thread.sleep(60_000);
        store.counts();
      }
    }
  }
}
