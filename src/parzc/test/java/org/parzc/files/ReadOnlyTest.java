package org.parzc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadOnlyTest {
  @TempDir private Path folder;

  @Test
  void whatCanBeWrittenOrMadeHasNoReason() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(ReadOnly.reason(file)).isEmpty();
    assertThat(ReadOnly.reasonWithDirectory(file)).isEmpty();
    assertThat(ReadOnly.reasonWithDirectory(folder.resolve("none").resolve("file"))).isEmpty();
  }

  @Test
  void whatNobodyCanWriteHasOne() {
    Path file = Path.of("/proc/version");
    assumeTrue(Files.exists(file) && !Files.isWritable(file), "no /proc, which refuses even root");
    assertThat(ReadOnly.reason(file)).contains("cannot be written");
    assertThat(ReadOnly.reasonWithDirectory(file)).contains("cannot be written");
  }

  /** Its own rights are not all that a file needs, if others are made beside it. */
  @Test
  void whatLiesInADirectoryThatNobodyCanWriteHasOne() {
    Path file = Path.of("/proc/self/comm");
    assumeTrue(
        Files.isWritable(file) && !Files.isWritable(file.getParent()),
        "no /proc, in which even root makes no files");
    assertThat(ReadOnly.reason(file)).isEmpty();
    assertThat(ReadOnly.reasonWithDirectory(file))
        .contains("lies in a directory that cannot be written");
  }
}
