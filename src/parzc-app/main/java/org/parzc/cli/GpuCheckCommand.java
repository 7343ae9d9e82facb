package org.parzc.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.files.BuildVersion;
import org.parzc.gpucheck.CheckResult;
import org.parzc.gpucheck.DeviceUnderTest;
import org.parzc.gpucheck.Extent;
import org.parzc.gpucheck.Finding;
import org.parzc.gpucheck.GpuCheck;
import org.parzc.gpucheck.GpuReport;
import org.parzc.gpucheck.Program;
import org.parzc.gpucheck.Surroundings;
import org.parzc.report.GpuCheckTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a GPU. */
@Command(
    name = "gpu-check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks this machine's GPU in under six minutes: native tests, statistics against the CPU's,"
          + " speed, memory, processes.",
      "Goes on after a failure and prints the failures last. Exit code: 0 all good, 1 something"
          + " failed, 2 no GPU."
    },
    footer = {"", "Example:", "  parzc gpu-check --json gpu-check.json --markdown gpu-check.md"})
final class GpuCheckCommand implements Callable<Integer> {
  /** What is checked instead of a GPU, to test the checks. */
  private enum Subject {
    GPU,
    CPU
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      defaultValue = "gpu-check.json",
      description = "Takes what was found, as JSON (default: ${DEFAULT-VALUE}).")
  private Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      defaultValue = "gpu-check.md",
      description = "Takes what was found, as a table in Markdown (default: ${DEFAULT-VALUE}).")
  private Path markdown;

  @Option(
      names = "--module",
      paramLabel = "FILE",
      description = "A TorchScript module to measure too, such as a ResNet-50 (.pt).")
  private Path module;

  @Option(
      names = "--native-tests",
      paramLabel = "DIR",
      description =
          "Where self_test and gpu_benchmark lie (default: lib/native-tests beside the launcher).")
  private Path nativeTests = Path.of(System.getProperty("parzc.home", "."), "lib", "native-tests");

  @Option(names = "--subject", hidden = true, defaultValue = "gpu")
  private Subject subject;

  @Override
  public Integer call() {
    Output output = Output.of(spec);
    boolean isGpu = subject == Subject.GPU;
    DeviceUnderTest device = isGpu ? DeviceUnderTest.gpu() : DeviceUnderTest.cpu();
    requireWritable(json);
    requireWritable(markdown);
    if (module != null && !Files.isRegularFile(module)) {
      throw new InputException("--module: found no file " + module);
    }
    output.say("%s%n", device.description());
    GpuReport report =
        GpuCheck.run(
            device,
            isGpu ? Extent.full() : Extent.little(),
            new Surroundings(
                BuildVersion.VERSION, thisProgram(), nativeTests, Optional.ofNullable(module)),
            check -> tell(check, output));
    AtomicFile.write(json, file -> Files.writeString(file, report.json()));
    AtomicFile.write(markdown, file -> Files.writeString(file, GpuCheckTable.markdown(report)));
    output.say("%n%s and %s written%n", json, markdown);
    List<String> failures = report.failures();
    output.conclude("%n%s%n", failures.isEmpty() ? "all good" : failures.size() + " failed:");
    failures.forEach(failure -> output.conclude("FAILED %s%n", failure));
    return failures.isEmpty() ? 0 : 1;
  }

  /**
   * Refuses a place that the results could not be written to, before the minutes that they take.
   */
  private static void requireWritable(Path file) {
    AtomicFile.requirePlace(file);
    if (!Files.isWritable(file.toAbsolutePath().getParent())) {
      throw new InputException(file + ": the directory cannot be written to");
    }
  }

  private static void tell(CheckResult check, Output output) {
    output.say("%n%s (%.0f s)%n", check.name(), check.seconds());
    check
        .findings()
        .forEach(
            finding -> {
              String outcome = GpuReport.outcome(finding);
              output.say(
                  "  %-8s %s%s%n",
                  finding.state() == Finding.State.MEASURED
                      ? ""
                      : finding.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                  finding.name(),
                  outcome.isEmpty() ? "" : ": " + outcome);
            });
    if (check.failure() != null) {
      output.say("  %-8s %s%n", "failed", check.failure());
    }
  }

  /** Returns this program, to be started with the same settings of Java. */
  private static Program thisProgram() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Parzc.class.getName()));
    return new Program(command);
  }
}
