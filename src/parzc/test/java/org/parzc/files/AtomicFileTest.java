package org.parzc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;

class AtomicFileTest {
  @TempDir private Path directory;

  @Test
  void replacesWhatWasThere() throws IOException {
    Path file = directory.resolve("a.txt");
    Files.writeString(file, "old");
    AtomicFile.write(
        file,
        unfinished -> {
          Files.writeString(unfinished, "new");
          assertThat(file).hasContent("old");
        });
    assertThat(file).hasContent("new");
    assertThat(directory).isDirectoryContaining(path -> path.equals(file));
  }

  @Test
  void leavesTheOldFileAndNothingElseWhenWritingFails() throws IOException {
    Path file = directory.resolve("a.txt");
    Files.writeString(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    unfinished -> {
                      Files.writeString(unfinished, "half");
                      throw new IOException("no space left");
                    }))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a.txt")
        .hasMessageContaining("no space left");
    assertThat(file).hasContent("old");
    try (var left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void refusesDirectoriesAndMissingOnes() {
    assertThatThrownBy(() -> AtomicFile.write(directory, unfinished -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected a file");
    assertThatThrownBy(() -> AtomicFile.write(directory.resolve("no/a.txt"), unfinished -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("does not exist");
  }
}
