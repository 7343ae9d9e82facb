package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;

/** Vision transformers from a table of labels to a ranking, on images of eight pixels a side. */
@Tag("slow")
class VisionTransformersTest {
  private static final List<String> QUICK =
      List.of(
          "--images",
          "normal:8",
          "--batch-size",
          "2",
          "--statistics",
          "grad_norm,fisher_tokens",
          "--proxies",
          "nwot,zen");

  @TempDir Path folder;

  /** Writes labels with the columns of the published tables. */
  private Path labels(SearchSpace space, int count) {
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder table = new StringBuilder(String.join(",", space.columns()) + ",accuracy\n");
    Stream.generate(() -> space.random(random))
        .filter(VisionTransformersTest::isSmall)
        .distinct()
        .limit(count)
        .forEach(
            architecture ->
                table
                    .append(architecture.text().replace(';', ','))
                    .append(',')
                    .append(60 + random.nextInt(20))
                    .append('\n'));
    return Cli.write(folder.resolve("labels.csv"), table.toString());
  }

  private static boolean isSmall(Architecture architecture) {
    return architecture.text().matches("(16|192|216|240);.*");
  }

  @ParameterizedTest
  @CsvSource({"autoformer, block3.qkv", "pit, stage2.pooling"})
  void fromDataToTable(String name, String slot) {
    SearchSpace space = SearchSpaces.named(name);
    Path labels = labels(space, 12);
    Path store = folder.resolve("store.duckdb");
    assertThat(
            Cli.run("statistics", "--space", name, "--candidates", labels, "--store", store, QUICK)
                .done()
                .out())
        .contains("12 architectures extracted", "input=3×8×8");
    assertThat(
            Cli.run(
                    "evaluate",
                    "--space",
                    name,
                    "--labels",
                    labels,
                    "--label-column",
                    "accuracy",
                    "--store",
                    store,
                    "--budgets",
                    "6",
                    "--splits",
                    "1",
                    "--presets",
                    "default/epochs=2")
                .done()
                .out())
        .contains("12 labelled architectures", "ridge", "MABN default", "Σ fisher_tokens", "zen")
        .doesNotContain("nwot", "NaN");
    assertThat(
            Cli.run(
                    "rank",
                    "--space",
                    name,
                    "--labels",
                    labels,
                    "--label-column",
                    "accuracy",
                    "--candidates",
                    labels,
                    "--store",
                    store,
                    QUICK)
                .done()
                .out())
        .contains("rank");
    String text = space.random(new SplittableRandom(5)).text();
    assertThat(Cli.run("describe", "--space", name, text).done().out())
        .contains(slot, "patch_embedding", "input=3×224×224");
    assertThat(Cli.refused(folder, "describe", "--space", name, "7;4"))
        .startsWith("architecture: column 1: found '7'");
    assertThat(Cli.refused(folder, "describe", "--space", name, "--cells", "2", text))
        .isEqualTo(
            "--channels, --cells: architectures of %s say their own width and depth"
                .formatted(name));
  }
}
