package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.files.BundledLibrary;
import org.parzc.nativecore.NativeLibrary;
import org.parzc.network.LibTorch;

/**
 * Commands, in processes of their own, on machines that lack something: one line and exit code 1,
 * never a trace.
 */
@Timeout(120)
@Tag("thorough")
class MachineLimitsTest {
  @TempDir private Path folder;
  private Path temporary;

  @BeforeEach
  void makeTemporary() throws IOException {
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  /** Runs a command as a shell script's {@code "$@"}, with options of Java before it. */
  private Cli.Result shell(String script, List<String> options, Object... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                script,
                "parzc",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Djava.io.tmpdir=" + temporary));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Parzc.class.getName()));
    command.addAll(List.of(Cli.strings(arguments)));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    int code = builder.start().waitFor();
    return new Cli.Result(code, Files.readString(out), Files.readString(err));
  }

  private List<String> statistics(String candidates) {
    return Cli.quickly(folder, "statistics", "cells.duckdb", "--candidates", candidates);
  }

  private static String oneLine(Cli.Result result) {
    assertThat(result.code()).as(result.err()).isEqualTo(1);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    return result.err().strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "spaces", "spaces --json", "completion"})
  void resultsThatDoNotFitOnTheDisk(String arguments) throws Exception {
    assertThat(oneLine(shell("\"$@\" > /dev/full", List.of(), (Object[]) arguments.split(" "))))
        .isEqualTo("parzc: results cannot be written to standard output: No space left on device");
  }

  @Test
  void resultsOfLongWorkThatDoNotFitOnTheDisk() throws Exception {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 12);
    Cli.run(statistics(labels.toString())).done();
    assertThat(
            oneLine(
                shell(
                    "\"$@\" > /dev/full",
                    List.of(),
                    "evaluate",
                    "--labels",
                    labels,
                    "--store",
                    folder.resolve("cells.duckdb"),
                    "--budgets",
                    8,
                    "--splits",
                    1,
                    "--presets",
                    "default/members=1/epochs=1",
                    "--json",
                    "--quiet")))
        .endsWith("No space left on device");
  }

  /** Whoever reads the results may stop when it has seen enough, as head does. */
  @Test
  void aReaderThatHasSeenEnough() throws Exception {
    Cli.Result result = shell("\"$@\" | true; exit ${PIPESTATUS[0]}", List.of(), "completion");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).isEmpty();
  }

  @Test
  void noTemporaryDirectory() throws Exception {
    Files.delete(temporary);
    assertThat(shell("\"$@\"", List.of(), statistics("random:1")).code()).as("needs none").isZero();
    assertThat(
            oneLine(
                shell(
                    "\"$@\"",
                    List.of(),
                    "demo",
                    "--examples",
                    Path.of("examples", "fashion-mnist").toAbsolutePath())))
        .startsWith("parzc: failed: " + temporary + ": no temporary directory can be made there: ");
  }

  @Test
  void noPlaceForLibraries() throws Exception {
    Path file = Cli.write(folder.resolve("file"), "");
    assertThat(
            oneLine(
                shell(
                    "\"$@\"",
                    List.of("-Dorg.bytedeco.javacpp.cachedir=" + file),
                    statistics("random:1"))))
        .startsWith("parzc: failed: DuckDB's library cannot be unpacked: " + file);
  }

  @Test
  void noRoomForLibraries() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        Cli.shell("mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk.toString()) == 0,
        "cannot mount a small tmpfs here (needs root)");
    try {
      List<String> there = List.of("-Dorg.bytedeco.javacpp.cachedir=" + disk);
      assertThat(oneLine(shell("\"$@\"", there, statistics("random:1"))))
          .startsWith("parzc: failed: DuckDB's library cannot be unpacked: " + disk)
          .endsWith("No space left on device");
      oneLine(shell("\"$@\"", there, "describe", "1", "--measure"));
    } finally {
      Cli.shell("umount", "--lazy", disk.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 40, 64})
  void fewOpenFiles(int most) throws Exception {
    assertThat(oneLine(shell("ulimit -n " + most + "; \"$@\"", List.of(), statistics("random:1"))))
        .contains("ulimit -n");
  }

  @Test
  void littleMemoryForJava() throws Exception {
    assertThat(
            oneLine(
                shell(
                    "\"$@\"",
                    List.of("-Xmx16m"),
                    "describe",
                    "1",
                    "--images",
                    "normal:600",
                    "--measure",
                    "--batch-size",
                    3)))
        .contains("out of memory (Java heap space)");
  }

  @Test
  void noHome() throws Exception {
    Cli.Result result = shell("unset HOME; \"$@\"", List.of(), "doctor");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"doctor", "describe 1 --measure"})
  void anInstructionSetThatIsNone(String arguments) throws Exception {
    Cli.Result result = shell("PARZC_SIMD=sse9 \"$@\"", List.of(), List.of(arguments.split(" ")));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("parzc: PARZC_SIMD is sse9, expected baseline")
        .hasLineCount(1);
  }

  /** Libraries that need LibTorch's by name must not find those of another PyTorch. */
  @Test
  void anotherLibTorchOnTheLibraryPath() throws Exception {
    Path other = Files.createDirectory(folder.resolve("lib"));
    Path library =
        BundledLibrary.unpacked(NativeLibrary.class, Loader.getPlatform() + "/libparzc.so");
    for (String name : List.of("libc10.so", "libtorch_cpu.so", "libtorch.so")) {
      Files.copy(library, other.resolve(name));
    }
    Cli.Result result =
        shell("LD_LIBRARY_PATH=" + other + " \"$@\"", List.of(), "doctor", "--device", "cpu");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
  }

  @Test
  void littleMemoryForLibTorch() {
    LibTorch.start();
    try {
      torch.zeros(1L << 50);
    } catch (RuntimeException e) {
      Failure failure = Failure.of(e);
      assertThat(failure.line())
          .startsWith("failed: out of memory: DefaultCPUAllocator: can't allocate memory")
          .contains("4503599627370496")
          .endsWith("fewer --threads")
          .doesNotContain("\n");
      assertThat(failure.exitCode()).isEqualTo(1);
      return;
    }
    throw new AssertionError("a petabyte was there");
  }

  @Test
  void littleMemoryForAGpu() {
    Failure failure =
        Failure.of(
            new IllegalStateException(
                new RuntimeException(
                    "CUDA out of memory. Tried to allocate 2.00 GiB.\n"
                        + "Exception raised from malloc at CUDACachingAllocator.cpp:1")));
    assertThat(failure.line())
        .isEqualTo(
            "failed: out of memory: CUDA out of memory. Tried to allocate 2.00 GiB.; use "
                + "smaller batches or networks, or fewer --threads");
    assertThat(failure.exitCode()).isEqualTo(1);
  }

  @Test
  void noMoreThreads() {
    Failure failure =
        Failure.of(
            new IllegalStateException(
                new OutOfMemoryError(
                    "unable to create native thread: possibly out of memory or process/resource"
                        + " limits reached")));
    assertThat(failure.line())
        .isEqualTo(
            "failed: the system starts no more threads; use fewer --threads ('ulimit -u' "
                + "shows how many there may be)");
  }

  @Test
  void aFaultOfTheProgramSaysHowToSeeMore() {
    Failure failure = Failure.of(new NullPointerException("a\nb"));
    assertThat(failure.line())
        .isEqualTo(
            "failed: a fault of the program: java.lang.NullPointerException: a; "
                + "--verbose shows where it arose");
  }

  /** DuckDB's 61 MB, XGBoost's 18 MB and JLine's 14 kB lie in the cache. */
  @Test
  void killedCommandsLeaveNothing() throws Exception {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 12);
    Cli.run(statistics(labels.toString())).done();
    for (int millis : new int[] {400, 800, 1_200, 1_600, 3_000}) {
      Path own = folder.resolve("tmp" + millis);
      Process process =
          Cli.start(
              folder,
              folder.resolve("output"),
              own.getFileName().toString(),
              "evaluate",
              "--labels",
              labels,
              "--store",
              folder.resolve("cells.duckdb"),
              "--budgets",
              8,
              "--splits",
              50);
      process.waitFor(millis, TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      try (Stream<Path> left = Files.list(own)) {
        assertThat(left).as("after %d ms", millis).isEmpty();
      }
    }
  }
}
