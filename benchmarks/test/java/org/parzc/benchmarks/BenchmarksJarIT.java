package org.parzc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.benchmarks.report.RunConditions;

/** The jar runs wherever it is copied to, and its results say what it was built from. */
class BenchmarksJarIT {
  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    Files.copy(Path.of(System.getProperty("parzc.benchmarks.jar")), folder.resolve("copied.jar"));
    Files.createDirectory(folder.resolve("cache"));
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djmh.ignoreLock=true",
                "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"),
                "-jar",
                "copied.jar"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    assertThat(builder.start().waitFor()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }

  @Test
  void runsAndSaysItsCommit() throws Exception {
    assertThat(
            run(
                "--json",
                "results.json",
                "KernelCallBenchmark.(getter|operation)",
                "-f",
                "1",
                "-wi",
                "0",
                "-i",
                "1",
                "-r",
                "10ms",
                "-foe",
                "true"))
        .contains("# ParZC 0.1.0, commit " + RunConditions.builtCommit());
    Files.writeString(folder.resolve("README.md"), "<!-- results -->\n<!-- /results -->\n");
    run("--report", "README.md", "results.json");
    assertThat(folder.resolve("README.md"))
        .content()
        .contains("- commit: " + RunConditions.builtCommit(), "| getter |", "| operation |");
  }

  @Test
  void theCommitIsAHash() {
    assertThat(RunConditions.builtCommit()).matches("unknown|(.+-g)?[0-9a-f]{12}(-dirty)?");
  }
}
