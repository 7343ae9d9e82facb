package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.OwnJar;
import org.parzc.space.SpaceContract;
import org.parzc.space.SpaceLoader;

/** A search space in a jar of its own, which is the code of the documentation's page. */
@Tag("slow")
class OwnSpaceTest {
  private static final Path PAGE = Path.of("docs", "add-a-space.md");

  @TempDir Path folder;

  private Path jar() {
    return OwnJar.of(folder, "Chains", OwnJar.codeOf(PAGE), SpaceLoader.class);
  }

  @Test
  void keepsToTheContract() throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar().toUri().toURL()})) {
      SpaceLoader chains = (SpaceLoader) loader.loadClass("Chains").getConstructor().newInstance();
      SpaceContract.check(chains.load("4"), 40);
      assertThat(
              chains
                  .load("4")
                  .parse("8-32")
                  .blueprint(chains.load("4").defaultSkeleton())
                  .parameters())
          .as("3·8·9 + 2·8 + 8·32·9 + 2·32 + 32·10 + 10")
          .isEqualTo(216 + 16 + 2304 + 64 + 330);
      assertThatThrownBy(() -> chains.load("x")).isInstanceOf(InputException.class);
    }
  }

  @Test
  void isThereForCommands() throws Exception {
    Path output = folder.resolve("output");
    Path store = folder.resolve("chains.duckdb");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + jar(),
                Parzc.class.getName()));
    command.addAll(
        List.of(
            "search",
            "--space",
            "chains:4",
            "--objective",
            "sum:grad_norm",
            "--population",
            "4",
            "--generations",
            "3",
            "--batch-size",
            "4",
            "--statistics",
            "l2_norm,grad_norm",
            "--proxies",
            "nwot",
            "--store",
            store.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    int code = builder.start().waitFor();
    assertThat(code).as(Files.readString(output)).isZero();
    assertThat(output).content().contains("chains:4", "architectures evaluated in 3 generations");
    assertThat(store).exists();
  }
}
