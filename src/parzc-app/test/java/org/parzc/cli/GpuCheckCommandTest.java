package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;
import org.parzc.torchscript.Modules;

/** Every check runs, with the CPU in the place of a GPU and a little of everything. */
@Tag("slow")
class GpuCheckCommandTest {
  @TempDir private Path folder;

  private void executable(String name, String script) throws IOException {
    assertThat(Cli.write(folder.resolve(name), "#!/bin/sh\n" + script).toFile().setExecutable(true))
        .isTrue();
  }

  @Test
  @Tag("thorough")
  void everyCheckRuns() throws Exception {
    executable("self_test", "echo 'on some device'; echo 'libparzc: 7 checks, 1 failed'; exit 1\n");
    executable(
        "gpu_benchmark",
        """
        cat > "$2" << 'END'
        [{"name": "node sums, share of a copy's", "value": 85.1, "unit": "%", "goal": 80, "met": true},
         {"name": "diffkendall, time", "value": 31, "unit": "ms", "goal": 25, "met": false},
         {"name": "diffkendall, pairs", "value": 160.5, "unit": "G/s", "goal": null, "met": null}]
        END
        """);
    Path json = folder.resolve("found.json");
    Path markdown = folder.resolve("found.md");
    Cli.Result result =
        Cli.run(
            "gpu-check",
            "--subject",
            "cpu",
            "--native-tests",
            folder,
            "--json",
            json,
            "--markdown",
            markdown,
            "--module",
            Modules.small(folder.resolve("a, \"b\".pt"), 3, 4, 10));
    assertThat(result.err()).isEmpty();
    List<String> lines = result.out().lines().toList();
    assertThat(lines.subList(lines.size() - 3, lines.size()))
        .as(result.out())
        .containsExactly(
            "2 failed:",
            "FAILED native library: every kernel against plain loops: libparzc: 7 checks, 1 failed",
            "FAILED native library: diffkendall, time: 31 ms (at most 25)");
    assertThat(result.code()).isEqualTo(1);

    JsonNode checks = Cli.json(Files.readString(json)).get("checks");
    assertThat(checks.findValuesAsText("failure")).isEmpty();
    assertThat(checks)
        .hasSize(10)
        .allSatisfy(check -> assertThat(check.get("findings")).isNotEmpty());
    assertThat(markdown)
        .content()
        .startsWith("cpu, ")
        .contains(
            "| doctor | runs |  |  | good |",
            "| native library | node sums, share of a copy's | 85.1 % | at least 80 | good |",
            "| processes | a killed one goes on where it was |  |  | good |",
            "| processes | a killed one has the same values |  |  | good |",
            "| TorchScript module | device and CPU: values beyond their rounding | 0 % | at most 1"
                + " | good: 0 of ",
            "| TorchScript module | batches of 4, 1 at a time | ")
        .containsPattern("speed \\| batches of 16, 2 at a time \\| [0-9.]+ networks/s")
        .containsPattern("predictor \\| training on 8 labels, cpu \\| [0-9.]+ s")
        .containsPattern("memory \\| networks measured \\| 20 \\| at least 20 \\| good");
  }

  @Test
  void withoutAGpuItSaysSoInOneLine() {
    Path json = folder.resolve("found.json");
    try {
      Device.open(DeviceRequest.CUDA);
      assumeFalse(true, "there is a GPU");
    } catch (InputException e) {
      assertThat(
              Cli.refused(
                  folder, "gpu-check", "--json", json, "--markdown", folder.resolve("found.md")))
          .startsWith("no GPU to check: ");
    }
  }

  @Test
  void aPlaceThatTakesNothingIsRefusedAtOnce() {
    assertThat(
            Cli.refused(
                folder,
                "gpu-check",
                "--subject",
                "cpu",
                "--json",
                folder.resolve("none/found.json")))
        .contains("none/found.json: the directory does not exist");
    assertThat(
            Cli.refused(
                folder, "gpu-check", "--subject", "cpu", "--module", folder.resolve("none.pt")))
        .isEqualTo("--module: found no file " + folder.resolve("none.pt"));
    assertThat(
            Cli.refused(
                folder,
                "gpu-check",
                "--subject",
                "cpu",
                "--json",
                folder.resolve("a.json"),
                "--markdown",
                folder.resolve("none/found.md")))
        .contains("none/found.md: the directory does not exist");
    assertThat(folder.toFile().setWritable(false)).isTrue();
    assumeFalse(Files.isWritable(folder), "root may write everywhere");
    assertThat(
            Cli.refused(
                folder, "gpu-check", "--subject", "cpu", "--json", folder.resolve("a.json")))
        .endsWith("a.json: the directory cannot be written to");
  }
}
