package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spaces from files, and labels and proxies in the layout of NAS-Bench-Suite-Zero, from command to
 * table.
 */
@Tag("slow")
class PublishedFilesTest {
  private static final String TRANSNAS = "custom:examples/spaces/transnasbench101-micro.yaml";
  private static final int CELLS = 24;

  @TempDir private Path folder;

  /** Returns a file whose accuracies a published proxy orders without fault. */
  private String published() {
    return Cli.write(
            folder.resolve("zc_transbench101_micro.json"),
            IntStream.range(0, CELLS)
                .mapToObj(
                    i ->
                        "\"(%d, %d, 3, 0, 1, %d)\": {\"val_accuracy\": %d.5, \"nwot\": {\"score\": %d, \"time\": 0.1}}"
                            .formatted(i % 4, i / 4 % 4, i / 16, 40 + i, i * i))
                .collect(Collectors.joining(",\n", "{\"class_scene\": {", "}}")))
        .toString();
  }

  private List<String> arguments(String command, Object... more) {
    return List.of(
        Cli.strings(
            command,
            "--space",
            TRANSNAS,
            "--store",
            folder.resolve("store.duckdb"),
            List.of(more)));
  }

  private List<String> extracting(String command, Object... more) {
    return List.of(
        Cli.strings(arguments(command, more), "--images", Cli.idx(folder, 64), Cli.QUICK));
  }

  @Test
  void publishedProxiesAreBaselinesAndFeatures() throws IOException {
    String file = published();
    Cli.run(extracting("statistics", "--candidates", file)).done();
    List<String> evaluate =
        arguments(
            "evaluate",
            "--labels",
            file,
            "--label-column",
            "class_scene/val_accuracy",
            "--budgets",
            "16",
            "--splits",
            "1",
            "--presets",
            "default/epochs=2");
    JsonNode rows =
        new ObjectMapper()
            .readTree(Cli.run(evaluate, "--scores", file, "--json").out())
            .get("rows");
    assertThat(tau(rows, "published_nwot")).isEqualTo(1);
    assertThat(tau(rows, "nwot")).isLessThan(1);
    assertThat(Cli.run(evaluate, "--scores", file).done().out())
        .contains(
            file + ": class_scene: proxies of %d of %d architectures".formatted(CELLS, CELLS),
            "published_nwot");
    assertThat(Cli.run(evaluate).done().out()).doesNotContain("published_nwot");
    assertThat(tau(rows, "ridge"))
        .isNotEqualTo(
            tau(
                new ObjectMapper().readTree(Cli.run(evaluate, "--json").out()).get("rows"),
                "ridge"));
  }

  private static double tau(JsonNode rows, String ranker) {
    for (JsonNode row : rows) {
      if (row.get("ranker").asText().equals(ranker)) {
        return row.get("splits").get(0).get("tau").asDouble();
      }
    }
    throw new AssertionError("no row " + ranker + " in " + rows);
  }

  @Test
  void aPredictorNeedsTheProxiesItWasTrainedOn() {
    String file = published();
    Path model = folder.resolve("model");
    Cli.run(
            extracting(
                "train",
                "--labels",
                file,
                "--scores",
                file,
                "--preset",
                "default/epochs=2",
                "--model",
                model))
        .done();
    List<String> rank =
        extracting("rank", "--model", model, "--candidates", "random:5", "--draws", "2");
    Cli.run(rank, "--scores", file).done();
    assertThat(Cli.refused(folder, rank))
        .isEqualTo(
            model
                + ": made with scores published, asked for scores none (use the same settings or"
                + " another file)");
    assertThat(
            Cli.run(
                    extracting(
                        "rank",
                        "--labels",
                        file,
                        "--scores",
                        file,
                        "--candidates",
                        file,
                        "--preset",
                        "default/epochs=2"))
                .done()
                .out())
        .contains("proxies of %d of %d architectures".formatted(CELLS, CELLS));
  }

  @Test
  void wrongScoresAndSpacesAreRefusedBeforeAnythingIsMade() {
    String file = published();
    List<String> train = extracting("train", "--labels", file, "--model", folder.resolve("model"));
    assertThat(Cli.refused(folder, train, "--scores-dataset", "a"))
        .isEqualTo("--scores-dataset: found a, but no --scores");
    assertThat(Cli.refused(folder, train, "--scores", file, "--scores-dataset", "a"))
        .isEqualTo(file + ": no data set 'a', found class_scene");
    Path space = Cli.write(folder.resolve("space.yaml"), "name: [");
    assertThat(Cli.refused(folder, "describe", "0", "--space", "custom:" + space))
        .startsWith(space + ":1:");
    assertThat(Cli.refused(folder, "describe", "64-41414-1_02_334", "--space", TRANSNAS))
        .contains("column 17: found '4', expected one of 0, 1, 2, 3");
    assertThat(Cli.run("spaces").done().out()).contains("custom:…");
  }
}
