package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Importance of nodes and statistics, from labels and a store to the table. */
@Tag("slow")
class ImportanceCommandTest {
  private static final int CELLS = 24;

  @TempDir static Path folder;

  private static Path labels;
  private static List<Object> command;

  @BeforeAll
  static void extract() {
    labels = Cli.labels(folder.resolve("labels.csv"), CELLS);
    command = command("store.duckdb", labels, labels.toString(), "--budget", "16");
  }

  /** Extracts candidates into a store of their own and returns the command that reads it. */
  private static List<Object> command(
      String store, Path accuracies, String candidates, Object... more) {
    Path file = folder.resolve(store);
    Cli.run("statistics", "--candidates", candidates, "--store", file, Cli.QUICK).done();
    return List.of("importance", "--labels", accuracies, "--store", file, List.of(more));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  @Tag("thorough")
  void nodesAndTheNetworkHaveARowEach() throws IOException {
    String table = Cli.run(command, "--threads", 1).done().out();
    assertThat(table)
        .contains("\nMABN and XGBoost trained on 16 labels; τ of MABN on the other 8: ");
    assertThat(Cli.run(command, "--threads", 2).done().out()).isEqualTo(table);
    JsonNode report = json(Cli.run(command, "--json").done().out());
    assertThat(report.get("tau").asDouble()).isBetween(-1.0, 1.0);
    assertThat(table).contains("8: %.3f".formatted(report.get("tau").asDouble()));
    JsonNode groups = report.get("groups");
    assertThat(groups.findValuesAsText("group"))
        .doesNotHaveDuplicates()
        .contains(
            "stem",
            "classifier",
            "stage1.0->3",
            "stage3.2->3",
            "network: sums",
            "network: proxies",
            "network: size",
            "network: topology");
    for (String method : List.of("gradient", "posterior", "trees")) {
      assertThat(groups.findValues(method).stream().mapToDouble(JsonNode::asDouble).sum())
          .as(method)
          .isCloseTo(1, within(1e-9));
    }
    groups.forEach(
        group ->
            assertThat(table)
                .containsPattern(
                    "%s +%d +%.1f +%.3f +%.1f +%.1f +%.4f"
                        .formatted(
                            group.get("group").asText(),
                            group.get("features").asInt(),
                            100 * group.get("gradient").asDouble(),
                            100 * group.get("spread").asDouble(),
                            100 * group.get("posterior").asDouble(),
                            100 * group.get("trees").asDouble(),
                            group.get("permutation").asDouble())));
  }

  @Test
  void statisticsHaveARowEach() throws IOException {
    assertThat(
            json(Cli.run(command, "--by", "statistic", "--permutations", 1, "--json").done().out())
                .get("groups")
                .findValuesAsText("group"))
        .containsExactlyInAnyOrder(
            "l2_norm",
            "grad_norm",
            "synflow",
            "operations",
            "network: nwot",
            "network: size",
            "network: topology");
  }

  @Test
  void theSeedFixesEveryNumber() {
    List<Object> quick = List.of(command, "--permutations", 1, "--by", "statistic");
    String table = Cli.run(quick, "--seed", 3).done().out();
    assertThat(Cli.run(quick, "--seed", 3).done().out()).isEqualTo(table);
    assertThat(Cli.run(quick, "--seed", 4).done().out()).isNotEqualTo(table);
  }

  @Test
  @Tag("thorough")
  void onPublishedLabels() throws IOException {
    Path published =
        Path.of(System.getProperty("parzc.shared", "../shared"), "data", "nasbench201_cifar10.csv");
    assumeTrue(Files.exists(published), "skipped: no " + published + " (set -Dparzc.shared=DIR)");
    JsonNode report =
        json(
            Cli.run(
                    command(
                        "published.duckdb",
                        published,
                        "random:40",
                        "--label-column",
                        "cifar10_test",
                        "--budget",
                        30,
                        "--json"))
                .done()
                .out());
    assertThat(report.get("groups").findValuesAsText("group"))
        .contains("stem", "network: topology");
    assertThat(
            report.get("groups").findValues("permutation").stream().mapToDouble(JsonNode::asDouble))
        .allMatch(lost -> lost >= -2 && lost <= 2)
        .anyMatch(lost -> lost != 0);
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThat(Cli.refused(folder, command, "--permutations", 0))
        .isEqualTo("--permutations: found 0, expected at least 1");
    assertThat(Cli.refused(folder, command, "--threads", 0))
        .isEqualTo("--threads: found 0, expected at least 1");
    for (int budget : new int[] {-1, 1, 23}) {
      assertThat(
              Cli.refused(
                  folder,
                  List.of(
                      "importance",
                      "--labels",
                      labels,
                      "--store",
                      folder.resolve("store.duckdb"),
                      "--budget",
                      budget)))
          .isEqualTo(
              "budget %d: expected 2 to 22, since 24 labelled architectures have statistics"
                  .formatted(budget));
    }
    assertThat(Cli.misused(folder, command, "--by", "layer"))
        .startsWith(
            "Invalid value for option '--by': expected one of [NODE, STATISTIC, NODE_STATISTIC]");
    assertThat(Cli.misused(folder, "importance", "--labels", labels, "--budget", 16))
        .isEqualTo("Missing required option: '--store=FILE'");
    Path none = folder.resolve("none.duckdb");
    assertThat(
            Cli.refused(folder, "importance", "--labels", labels, "--store", none, "--budget", 16))
        .contains(none.toString());
  }
}
