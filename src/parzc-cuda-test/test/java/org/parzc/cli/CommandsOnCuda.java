package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.cuda.StandIn;

/** The command line on machines with CUDA devices, without one, and with half of what they need. */
@EnabledIf(value = "org.parzc.cuda.StandIn#isBuilt", disabledReason = StandIn.NOT_BUILT)
class CommandsOnCuda {
  private static final int DEVICES = 2;
  private static final String LIBRARIES = "LD_LIBRARY_PATH";

  @TempDir private Path folder;

  @BeforeEach
  void begin() {
    StandIn.reset();
    StandIn.runAtMost(1);
  }

  @AfterEach
  void end() {
    StandIn.reset();
  }

  private List<String> statistics(Object... arguments) {
    return Cli.quickly(folder, "statistics", "cells.duckdb", arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "cuda", "cuda:0", "cuda:1", "cuda:all"})
  void doctorSaysWhichDeviceItFound(String device) {
    assertThat(Cli.run("doctor", "--device", device).done().out())
        .containsPattern("device +cuda.*Stand-in for an H100");
  }

  @Test
  void aDeviceThatIsNotThereIsRefused() {
    String line = Cli.refused(folder, "describe", "1", "--measure", "--device", "cuda:7");
    assertThat(line)
        .startsWith("--device: ")
        .contains("7")
        .containsPattern("\\b" + DEVICES + "\\b");
  }

  @Test
  void networksRunOnTheDeviceThatWasNamed() {
    long before = StandIn.peakMemory(0);
    Cli.run(statistics("--candidates", "random:3", "--device", "cuda:1")).done();
    assertThat(StandIn.peakMemory(1)).isPositive();
    assertThat(StandIn.peakMemory(0)).as("bytes on the other").isEqualTo(before);
    assertThat(StandIn.count().misplaced()).isZero();
  }

  @Test
  void networksRunOnAllDevices() {
    Cli.run(statistics("--candidates", "random:8", "--device", "cuda:all", "--threads", 4)).done();
    for (int device = 0; device < DEVICES; device++) {
      assertThat(StandIn.peakMemory(device)).as("bytes on device %d", device).isPositive();
    }
    assertThat(StandIn.count().misplaced()).isZero();
  }

  @Test
  void aLostDeviceEndsTheCommandAndTheSameCommandGoesOn() {
    List<String> command =
        statistics("--candidates", "random:6", "--device", "cuda", "--threads", 1);
    StandIn.failLaunch(1000, true);
    Cli.Result lost = Cli.run(command);
    assertThat(lost.code()).isIn(1, 2);
    assertThat(lost.complaints()).hasSize(1);
    assertThat(lost.complaints().get(0)).contains("cuda:0 was lost: ");
    StandIn.reset();
    StandIn.runAtMost(1);
    Cli.run(command).done();
  }

  @Test
  void labelsAreMadeOnTheDeviceThatWasNamed() {
    List<Object> command =
        List.of(
            "label",
            "--candidates",
            "random:3",
            "--images",
            "idx:examples/fashion-mnist/t64-images-idx3-ubyte.gz",
            "--train-images",
            40,
            "--test-images",
            20,
            "--channels",
            4,
            "--cells",
            1,
            "--epochs",
            1,
            "--batch-size",
            20,
            "--threads",
            2,
            "--device",
            "cuda:1",
            "--out",
            folder.resolve("labels.csv"));
    long before = StandIn.peakMemory(0);
    Cli.run(command.toArray()).done();
    assertThat(StandIn.peakMemory(1)).isPositive();
    assertThat(StandIn.peakMemory(0)).as("bytes on the other").isEqualTo(before);
    assertThat(StandIn.count().misplaced()).isZero();
    assertThat(StandIn.count().ofAll("thread: pt_autograd"))
        .as("launches of LibTorch's thread")
        .isZero();
    Path lost = folder.resolve("lost.csv");
    StandIn.failLaunch(500, true);
    Cli.Result result =
        Cli.run(
            Stream.concat(command.subList(0, command.size() - 1).stream(), Stream.of(lost))
                .toArray());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.complaints()).hasSize(1);
    assertThat(result.complaints().get(0)).contains("cuda:1 was lost: ");
  }

  /** A command in a process of its own, where the environment or the class path is another. */
  private Cli.Result elsewhere(
      Map<String, String> environment, String classPath, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.library.path="
                    + environment.getOrDefault(LIBRARIES, StandIn.LIBRARIES.toString()),
                "-Dorg.bytedeco.javacpp.pathsFirst=true",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                classPath,
                Parzc.class.getName()));
    command.addAll(List.of(Cli.strings(arguments)));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Cli.Result(code, Files.readString(out), Files.readString(err));
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static void fallsBack(Cli.Result result, String reason) {
    assertThat(result.err()).as("%s", result).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out()).containsPattern("device +cpu, .*" + reason);
  }

  private static void isRefused(Cli.Result result, String reason) {
    assertThat(result.code()).as("%s", result).isEqualTo(2);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("parzc: --device: ").containsPattern(reason);
  }

  @Test
  void withoutADeviceTheCpuIsTakenAndCudaRefused() throws Exception {
    Map<String, String> none = Map.of("CUDA_STAND_IN_DEVICES", "0");
    String reason = "no CUDA-capable device is detected";
    fallsBack(elsewhere(none, classPath(), "doctor", "--device", "auto"), reason);
    isRefused(
        elsewhere(none, classPath(), "describe", "1", "--measure", "--device", "cuda"), reason);
  }

  @Test
  void withoutCudnnTheCpuIsTakenAndCudaRefused() throws Exception {
    Path part = Files.createDirectory(folder.resolve("part"));
    for (Path file : files(StandIn.LIBRARIES, "libcudnn")) {
      Files.copy(file, part.resolve(file.getFileName()));
    }
    Map<String, String> without = Map.of(LIBRARIES, part.toString());
    fallsBack(elsewhere(without, classPath(), "doctor", "--device", "auto"), "libcudnn");
    isRefused(
        elsewhere(without, classPath(), "describe", "1", "--measure", "--device", "cuda"),
        "libcudnn");
  }

  @Test
  void withoutLibTorchForCudaTheCpuIsTakenAndCudaRefused() throws Exception {
    String folderOfLibTorch = "org/bytedeco/pytorch/linux-x86_64-gpu";
    String unpacked =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(entry -> Files.isDirectory(Path.of(entry, folderOfLibTorch)))
            .findFirst()
            .orElseThrow();
    // Hard links: through others, a library would find its neighbours where it really lies.
    Path whole = Path.of(unpacked).toAbsolutePath();
    Path copy = Files.createTempDirectory(whole.getParent(), "without");
    try {
      for (Path file : files(whole, "libtorch_cuda.so")) {
        Path link = copy.resolve(whole.relativize(file));
        Files.createDirectories(link.getParent());
        Files.createLink(link, file);
      }
      withoutIt(unpacked, copy);
    } finally {
      MoreFiles.deleteRecursively(copy);
    }
  }

  private void withoutIt(String unpacked, Path copy) throws Exception {
    String classPath =
        Arrays.stream(classPath().split(File.pathSeparator))
            .map(entry -> entry.equals(unpacked) ? copy.toString() : entry)
            .collect(Collectors.joining(File.pathSeparator));
    fallsBack(elsewhere(Map.of(), classPath, "doctor", "--device", "auto"), "torch_cuda");
    isRefused(
        elsewhere(Map.of(), classPath, "describe", "1", "--measure", "--device", "cuda"),
        "torch_cuda");
  }

  /** Returns the files below a folder, without some. */
  private static List<Path> files(Path folder, String missing) throws IOException {
    try (Stream<Path> files = Files.walk(folder.toAbsolutePath())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith(missing))
          .toList();
    }
  }
}
