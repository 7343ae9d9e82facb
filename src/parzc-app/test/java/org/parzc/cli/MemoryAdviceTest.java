package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a machine's memory, and of a container's. */
class MemoryAdviceTest {
  private static final long GIGABYTE = 1L << 30;

  @TempDir private Path folder;

  @Test
  void enoughIsSaidToBe() {
    MemoryAdvice advice = new MemoryAdvice(24 * GIGABYTE, 2);
    assertThat(advice.isEnough()).isTrue();
    assertThat(advice.line())
        .isEqualTo("24.0 GB; statistics of networks of the default size need 1.5 GB on 2 threads");
  }

  @Test
  void fewerThreadsNeedLess() {
    MemoryAdvice advice = new MemoryAdvice(3 * GIGABYTE / 2, 4);
    assertThat(advice.isEnough()).isFalse();
    assertThat(advice.line())
        .isEqualTo(
            "1.5 GB; statistics of networks of the default size need 2.6 GB on 4 threads: give it"
                + " more, or take --threads 1");
  }

  @Test
  void oneThreadMayBeTooMany() {
    assertThat(new MemoryAdvice(GIGABYTE / 2, 1).line())
        .endsWith(
            "1.0 GB on 1 thread: give it more, or take smaller networks (--channels, --cells,"
                + " --batch-size)");
  }

  /** A limit of this machine's kind of control groups, as containers have it. */
  @Test
  @Tag("slow")
  void aLimitOfAContainerCounts() throws Exception {
    Path first = Path.of("/sys/fs/cgroup/memory");
    boolean isFirst = Files.isDirectory(first);
    Path group =
        (isFirst ? first : Path.of("/sys/fs/cgroup"))
            .resolve("parzc-" + ProcessHandle.current().pid());
    assumeTrue(Cli.shell("mkdir", group.toString()) == 0, "no control groups here (needs root)");
    try {
      String limit = group + (isFirst ? "/memory.limit_in_bytes" : "/memory.max");
      Path out = folder.resolve("out");
      assumeTrue(Cli.shell("sh", "-c", "echo 600M > " + limit) == 0, "no limits of memory here");
      int code =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "echo $$ > " + group + "/cgroup.procs && exec \"$@\"",
                  "sh",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Parzc.class.getName(),
                  "doctor",
                  "--device",
                  "cpu")
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor();
      assertThat(code).isZero();
      assertThat(Files.readString(out)).containsPattern("memory +0\\.6 GB; .*: give it more");
    } finally {
      Cli.shell("rmdir", group.toString());
    }
  }
}
