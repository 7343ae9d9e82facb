package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
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
    Path store = folder.resolve("chains.duckdb");
    Cli.Result found =
        Cli.runWith(
            List.of(jar()),
            folder,
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
            store);
    assertThat(found.code()).as(found.err()).isZero();
    assertThat(found.out() + found.err())
        .contains("chains:4", "architectures evaluated in 3 generations");
    assertThat(store).exists();
  }
}
