package org.parzc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What processes that died left beside a file goes with the next that writes it; what others still
 * write stays.
 */
@Timeout(60)
class UnfinishedTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("result.csv");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(one -> one.getFileName().toString()).sorted().toList();
    }
  }

  private void write() {
    AtomicFile.write(file, unfinished -> Files.writeString(unfinished, "words"));
  }

  @Test
  void whatIsLeftOverIsRemovedAndNothingElse() throws IOException {
    for (String left :
        List.of(
            ".result.csv.0123abcd.lock",
            ".result.csv.0123abcd.tmp",
            ".result.csv.0123abcd.tmp.wal",
            ".result.csv.ffffffff.lock")) {
      Files.writeString(folder.resolve(left), "half");
    }
    List<String> others =
        List.of(
            ".result.csv.4711.lock",
            ".result.csv.notes",
            ".results.csv.0123abcd.lock",
            "result.csv.0123abcd.lock");
    for (String other : others) {
      Files.writeString(folder.resolve(other), "somebody else's");
    }
    write();
    assertThat(names())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(others.stream(), Stream.of("result.csv")).toList());
  }

  @Test
  void whatThisProcessStillWritesStays() throws IOException {
    try (Unfinished slow = Unfinished.of(file)) {
      Files.writeString(slow.path(), "half");
      write();
      Unfinished.removeLeftOver(file);
      assertThat(slow.path()).hasContent("half");
      assertThat(names()).hasSize(3);
    }
    assertThat(names()).containsExactly("result.csv");
  }

  @Test
  void whatAnotherProcessWritesStaysUntilItDies() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Slow.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("writing");
      write();
      write();
      assertThat(names()).hasSize(3).filteredOn(name -> name.endsWith(".tmp")).hasSize(1);
    } finally {
      other.destroyForcibly().waitFor();
    }
    write();
    assertThat(names()).containsExactly("result.csv");
  }

  /** Writes and does not come to an end. */
  static final class Slow {
    private Slow() {}

    public static void main(String[] arguments) {
      AtomicFile.write(
          Path.of(arguments[0]),
          unfinished -> {
            Files.writeString(unfinished, "half");
            System.out.println("writing");
            try {
              Thread.sleep(60_000);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          });
    }
  }
}
