package org.parzc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.InputException;
import org.parzc.Seeded;
import org.parzc.SystemCalls;

/**
 * A process that replaces a file is killed at its system calls that change the directory, or
 * refused them: whoever reads the file then finds the old or the new content whole, and whoever
 * writes it next succeeds and removes what was left.
 */
@Timeout(600)
@Tag("slow")
class KilledWriterTest {
  private static final String OLD = "old".repeat(2_000);
  private static final String NEW = "new".repeat(3_000);

  @TempDir private Path folder;

  /** The process to kill. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      Path file = Path.of(arguments[0], "file");
      try {
        AtomicFile.write(file, unfinished -> Files.writeString(unfinished, NEW));
      } catch (InputException e) {
        System.out.println(e.getMessage());
        System.exit(SystemCalls.REFUSED);
      }
    }
  }

  @Seeded(tries = 1)
  void aReaderFindsOldOrNewAndTheNextWriterSucceeds(Draws draws) throws Exception {
    Path directory = folder.resolve("directory");
    Path file = directory.resolve("file");
    SystemCalls writer =
        new SystemCalls(Writer.class, directory, () -> Files.writeString(file, OLD));
    assertThat(writer.calls())
        .extracting(SystemCalls.Call::name)
        .contains("openat", "write", "fsync", "rename", "unlink");
    writer.disturb(
        writer.calls(),
        draws,
        (place, end) -> {
          String content = Files.readString(file);
          assertThat(content).as(place).isIn(end.code() == 0 ? List.of(NEW) : List.of(OLD, NEW));
          AtomicFile.write(file, unfinished -> Files.writeString(unfinished, "next"));
          assertThat(file).as(place).hasContent("next");
          assertThat(writer.names()).as(place).containsExactly("file");
        });
  }
}
