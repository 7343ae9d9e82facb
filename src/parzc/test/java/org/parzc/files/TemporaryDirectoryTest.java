package org.parzc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporary directories end with their owner, or with the next one. */
class TemporaryDirectoryTest {
  @TempDir private Path folder;

  /**
   * A process that makes one with a file in it, says so, and waits until it is killed or told to
   * make an end.
   */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws IOException {
      try (TemporaryDirectory made = TemporaryDirectory.create("kind")) {
        Files.writeString(made.path().resolve("file"), "content");
        System.out.write('\n');
        System.out.flush();
        System.in.read();
      }
    }
  }

  private Process start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.io.tmpdir=" + folder,
                Owner.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    InputStream said = process.getInputStream();
    assertThat(said.read()).isEqualTo('\n');
    return process;
  }

  private long left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void thoseOfTheDeadGoAndThoseOfTheLivingStay() throws Exception {
    start().destroyForcibly().waitFor();
    assertThat(left()).as("a directory and its lock").isEqualTo(2);
    Process living = start();
    assertThat(left()).as("the first one is gone").isEqualTo(2);
    Process another = start();
    assertThat(left()).isEqualTo(4);
    for (Process one : new Process[] {living, another}) {
      one.getOutputStream().close();
      assertThat(one.waitFor()).isZero();
    }
    assertThat(left()).isZero();
  }
}
