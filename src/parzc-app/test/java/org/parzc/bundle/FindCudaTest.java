package org.parzc.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a bundle finds CUDA's libraries. Those asked for have names that no real machine has, but
 * for the runtime.
 */
class FindCudaTest {
  @TempDir private Path folder;
  private Path list;

  @BeforeEach
  void writeList() throws IOException {
    list =
        Files.writeString(
            folder.resolve("list.txt"),
            "libcudart.so.13\nlibparzctest1.so.1\nlibparzctest2.so.9\n");
  }

  private Path library(String place, String... names) throws IOException {
    Path lib = Files.createDirectories(folder.resolve(place));
    for (String name : names) {
      Files.createFile(lib.resolve(name));
    }
    return lib;
  }

  /** Returns the folders found and the names missing, as the launcher sees them. */
  private List<String> find(String... environment) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("env", "-i"));
    command.addAll(List.of(environment));
    // An error and a name that is not set end it, as in the launcher.
    command.addAll(
        List.of(
            "sh",
            "-euc",
            "PATH=/bin:/usr/bin; . scripts/bundle/find-cuda.sh; find_cuda \"$1\"; echo"
                + " \"$cuda_folders\"; echo \"$cuda_missing\"",
            "sh",
            list.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).as("%s", lines).isZero();
    return lines;
  }

  @Test
  void inAToolkitAndItsExtras() throws Exception {
    Path lib = library("tool kit/lib64", "libcudart.so.13", "libparzctest1.so.1");
    Path extras = library("tool kit/extras/CUPTI/lib64", "libparzctest2.so.9");
    assertThat(find("CUDA_HOME=" + folder.resolve("tool kit")))
        .containsExactly(lib + ":" + extras, "");
  }

  @Test
  void besideAPyTorch() throws Exception {
    String packages = "env/lib/python3.12/site-packages/";
    Path main = library(packages + "nvidia/cu13/lib", "libcudart.so.13", "libparzctest1.so.1");
    Path cudnn = library(packages + "nvidia/cudnn/lib", "libparzctest2.so.9");
    library(packages + "nvidia/other/lib", "libunused.so");
    library(packages + "torch/lib", "libtorch_cpu.so", "libparzctest2.so.9");
    assertThat(find("VIRTUAL_ENV=" + folder.resolve("env")))
        .containsExactly(main + ":" + cudnn, "");
    assertThat(find("CONDA_PREFIX=" + folder.resolve("env")))
        .containsExactly(main + ":" + cudnn, "");
  }

  @Test
  void wherePythonLooks() throws Exception {
    Path main =
        library(
            "odd place/nvidia/cu13/lib",
            "libcudart.so.13",
            "libparzctest1.so.1",
            "libparzctest2.so.9");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/python3")),
        "needs python3, which alone knows of such places");
    assertThat(find("PYTHONPATH=" + folder.resolve("odd place")))
        .containsExactly(main.toString(), "");
  }

  @Test
  void severalPlacesTogether() throws Exception {
    Path kit = library("kit/lib64", "libcudart.so.13", "libparzctest1.so.1");
    Path packages =
        library(
            "env/lib/python3.12/site-packages/nvidia/cudnn/lib",
            "libcudart.so.13",
            "libparzctest2.so.9");
    assertThat(find("CUDA_HOME=" + folder.resolve("kit"), "VIRTUAL_ENV=" + folder.resolve("env")))
        .containsExactly(kit + ":" + packages, "");
  }

  @Test
  void ofAnotherVersionNothingIsTaken() throws Exception {
    library("cuda12/lib64", "libcudart.so.12", "libparzctest1.so.1", "libparzctest2.so.9");
    assertThat(find("CUDA_HOME=" + folder.resolve("cuda12")).get(1))
        .endsWith(" libparzctest1.so.1 libparzctest2.so.9");
  }

  @Test
  void whereTheUserSays() throws Exception {
    Path one = library("one", "libcudart.so.13", "libparzctest1.so.1");
    Path two = library("two", "libparzctest2.so.9");
    Path torch = library("torch/lib", "libtorch_cpu.so", "libparzctest2.so.9");
    assertThat(find("PARZC_CUDA_LIBRARIES=" + one + ":" + two))
        .containsExactly(one + ":" + two, "");
    assertThat(find("PARZC_CUDA_LIBRARIES=" + one, "LD_LIBRARY_PATH=" + torch).get(1))
        .isEqualTo(" libparzctest2.so.9");
    assertThat(find("PARZC_CUDA_LIBRARIES=" + one, "LD_LIBRARY_PATH=" + torch + ":" + two))
        .containsExactly(one + ":" + two, "");
  }
}
