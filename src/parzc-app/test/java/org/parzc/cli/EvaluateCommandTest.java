package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code evaluate} prints, and what its splits are. */
@Tag("slow")
class EvaluateCommandTest {
  /** As good as untrained, and quick. */
  private static final String PRESET = "default/members=2/epochs=2";

  @TempDir Path folder;

  private List<String> quickly(String command, String store, Object... arguments) {
    return Cli.quickly(folder, command, store, arguments);
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }

  @Test
  void evaluationsCompareWithTheBaselines() throws IOException {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 16);
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    List<String> command =
        List.of(
            "evaluate",
            "--labels",
            labels.toString(),
            "--store",
            path("s.duckdb"),
            "--budgets",
            "8",
            "--splits",
            "2",
            "--seed",
            "5",
            "--presets",
            PRESET);
    String table = Cli.run(command).done().out();
    assertThat(table)
        .startsWith(labels + ": 16 labels from column accuracy, higher is better")
        .contains("\n16 labelled architectures with statistics, 2 splits from seed 5");
    List<String> rankers =
        List.of(
            "MABN " + PRESET,
            "ridge",
            "XGBoost on nodes",
            "XGBoost on proxies",
            "rank average",
            "#params",
            "FLOPs",
            "Σ l2_norm",
            "Σ grad_norm",
            "Σ synflow",
            "nwot");
    assertThat(table).contains(rankers);
    JsonNode report = Cli.json(Cli.run(command, "--json", "--threads", 1).done().out());
    assertThat(report.get("architectures").asInt()).isEqualTo(16);
    JsonNode rows = report.get("rows");
    assertThat(rows).hasSize(rankers.size());
    rows.forEach(
        row -> {
          assertThat(row.get("splits")).hasSize(2);
          row.get("splits")
              .forEach(
                  split -> {
                    assertThat(split.get("tau").asDouble()).isBetween(-1.0, 1.0);
                    assertThat(split.get("ranked").asInt()).isEqualTo(8);
                    assertThat(split.get("seconds").asDouble()).isPositive();
                    boolean uncertain = row.get("ranker").asText().startsWith("MABN");
                    assertThat(split.has("calibration")).isEqualTo(uncertain);
                    assertThat(split.fieldNames())
                        .toIterable()
                        .filteredOn(name -> !List.of("calibration", "predictions").contains(name))
                        .containsExactly(
                            "seed",
                            "ranked",
                            "tau",
                            "rho",
                            "precisionAt1Percent",
                            "precisionAt5Percent",
                            "precisionAt10",
                            "bestInTopTen",
                            "seconds");
                  });
          double mean =
              (row.at("/splits/0/tau").asDouble() + row.at("/splits/1/tau").asDouble()) / 2;
          assertThat(table)
              .containsPattern(
                  "%d +%s +%.3f"
                      .formatted(
                          row.get("budget").asInt(),
                          Pattern.quote(row.get("ranker").asText()),
                          mean));
        });
    JsonNode predictions = rows.at("/0/splits/0/predictions");
    assertThat(predictions.get("architectures")).hasSize(8);
    assertThat(predictions.get("deviations")).hasSize(8).allMatch(one -> one.asDouble() > 0);
    assertThat(rows.at("/0/splits/1").has("predictions")).isFalse();
    assertThat(rows.findValuesAsText("ranker").get(1)).isEqualTo("ridge");
    assertThat(rows.at("/1/splits/0").has("predictions")).isFalse();
    JsonNode calibration = rows.at("/0/splits/0/calibration");
    assertThat(calibration.get("withinOne").asDouble())
        .isBetween(0.0, calibration.get("withinTwo").asDouble());
    assertThat(table)
        .containsPattern("8 +MABN " + PRESET + " +-?0\\.\\d{3} +[01]\\.\\d{3} +[01]\\.\\d{3}\n");
    assertThat(report.get("comparisons"))
        .hasSize(rankers.size() - 1)
        .allSatisfy(
            one -> {
              assertThat(one.get("ranker").asText()).isEqualTo("MABN " + PRESET);
              assertThat(table)
                  .containsPattern(
                      "MABN %s +%s +%+.3f"
                          .formatted(
                              PRESET,
                              Pattern.quote(one.get("against").asText()),
                              one.get("difference").asDouble())
                          .replace("+0", "\\+0"));
            });
    assertThat(
            Cli.json(Cli.run(command, "--json", "--compare", "ridge,nwot").done().out())
                .get("comparisons"))
        .hasSize(2 * (rankers.size() - 1));
  }

  /** Returns what does not depend on how fast the machine is. */
  private static String timeless(String table) {
    return table
        .lines()
        .map(line -> line.replaceFirst(" +\\d+\\.\\d\\d$", ""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void splitsAreKeptAndReadBack() throws IOException {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 16);
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    List<Object> command =
        List.of(
            "evaluate",
            "--labels",
            labels,
            "--store",
            path("s.duckdb"),
            "--budgets",
            "4,8",
            "--presets",
            PRESET);
    String drawn =
        Cli.run(command, "--splits", 3, "--seed", 5, "--write-splits", path("splits.csv"))
            .done()
            .out();
    assertThat(Files.readAllLines(folder.resolve("splits.csv")))
        .hasSize(2 + 3 * 8)
        .element(1)
        .isEqualTo("split,position,architecture");
    String read =
        Cli.run(
                command,
                "--read-splits",
                path("splits.csv"),
                "--write-splits",
                path("again.csv"),
                "--threads",
                1)
            .done()
            .out();
    assertThat(timeless(read)).isEqualTo(timeless(drawn));
    assertThat(folder.resolve("again.csv")).hasSameBinaryContentAs(folder.resolve("splits.csv"));
    assertThat(timeless(Cli.run(command, "--splits", 3, "--seed", 6).done().out()))
        .isNotEqualTo(timeless(drawn));

    assertThat(Cli.refused(folder, command, "--read-splits", path("splits.csv"), "--seed", 5))
        .isEqualTo(
            "--read-splits: found --splits or --seed too, but %s says both"
                .formatted(path("splits.csv")));
    assertThat(Cli.refused(folder, command, "--read-splits", path("splits.csv"), "--splits", 5))
        .startsWith("--read-splits: found --splits");
    assertThat(Cli.refused(folder, command, "--budgets", 9, "--read-splits", path("splits.csv")))
        .isEqualTo(
            path("splits.csv")
                + ":10:1: split 5 ends after 8 architectures, expected at least 9 for the largest"
                + " budget");
    assertThat(Cli.refused(folder, command, "--write-splits", path("no/splits.csv")))
        .contains("no/splits.csv");
    assertThat(Cli.refused(folder, command, "--splits", 0))
        .isEqualTo("--splits: found 0, expected at least 1");
    assertThat(Cli.refused(folder, command, "--splits", 1, "--compare", "MABN best"))
        .startsWith(
            "--compare: found 'MABN best', expected one of MABN %s, ridge, ".formatted(PRESET));
  }

  @Test
  void whatIsExcludedIsNeitherTrainedOnNorRanked() throws IOException {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 16);
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    Path excluded =
        Cli.write(
            folder.resolve("development.txt"),
            "# seen\n" + Cli.cell(2) + "\n" + Cli.cell(9) + "\n");
    List<Object> command =
        List.of(
            "evaluate",
            "--labels",
            labels,
            "--store",
            path("s.duckdb"),
            "--budgets",
            "8",
            "--splits",
            "4",
            "--presets",
            PRESET,
            "--exclude",
            excluded);
    assertThat(Cli.run(command, "--write-splits", path("splits.csv")).done().out())
        .contains(
            "\n14 labelled architectures with statistics, 2 more excluded, 4 splits from seed 0");
    assertThat(Files.readString(folder.resolve("splits.csv")))
        .doesNotContain(Cli.cell(2))
        .doesNotContain(Cli.cell(9));
    JsonNode report = Cli.json(Cli.run(command, "--json").done().out());
    assertThat(report.get("excluded").asInt()).isEqualTo(2);
    assertThat(report.at("/rows/0/splits/0/ranked").asInt()).isEqualTo(6);
  }

  @Test
  void whatIsIsomorphicToExcludedOnesIsExcludedTooAndSharesArePartsOfAll() throws IOException {
    List<String> cells =
        Stream.concat(IntStream.range(0, 12).mapToObj(Cli::cell), Cli.ISOMORPHIC.stream()).toList();
    Path labels =
        Cli.write(
            folder.resolve("labels.csv"),
            IntStream.range(0, cells.size())
                .mapToObj(i -> "%s,%d\n".formatted(cells.get(i), 40 + i))
                .collect(Collectors.joining("", "architecture,accuracy\n", "")));
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    List<Object> command =
        List.of(
            "evaluate",
            "--labels",
            labels,
            "--store",
            path("s.duckdb"),
            "--budgets",
            "4",
            "--json",
            "--presets",
            PRESET,
            "--exclude");
    Path one = Cli.write(folder.resolve("one.txt"), Cli.ISOMORPHIC.get(1));
    assertThat(Cli.json(Cli.run(command, one).done().out()).get("excluded").asInt())
        .isEqualTo(Cli.ISOMORPHIC.size());
    int left = 0;
    for (int part = 0; part < 3; part++) {
      left +=
          Cli.json(Cli.run(command, "share:%d/3".formatted(part)).done().out())
              .get("excluded")
              .asInt();
    }
    assertThat(left).isEqualTo(cells.size());
    assertThat(Cli.refused(folder, command, "share:3/3"))
        .isEqualTo("--exclude: found 'share:3/3', expected share:K/N with K less than N");
  }

  @Test
  void whatIsIsomorphicToTrainingArchitecturesIsNotRanked() throws IOException {
    List<String> cells =
        Stream.concat(IntStream.range(0, 12).mapToObj(Cli::cell), Cli.ISOMORPHIC.stream()).toList();
    assertThat(
            Cli.ISOMORPHIC.stream().map(text -> Cli.SPACE.parse(text).canonicalForm()).distinct())
        .hasSize(1);
    Path labels =
        Cli.write(
            folder.resolve("labels.csv"),
            IntStream.range(0, cells.size())
                .mapToObj(i -> "%s,%d\n".formatted(cells.get(i), 40 + i))
                .collect(Collectors.joining("", "architecture,accuracy\n", "")));
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    List<Object> command =
        List.of(
            "evaluate",
            "--labels",
            labels,
            "--store",
            path("s.duckdb"),
            "--budgets",
            "4",
            "--presets",
            PRESET,
            "--read-splits",
            Cli.write(
                folder.resolve("splits.csv"),
                "split,position,architecture\n0,0,%s\n0,1,%s\n0,2,%s\n"
                        .formatted(cells.get(0), cells.get(1), cells.get(2))
                    + "0,3,"
                    + Cli.ISOMORPHIC.get(0)
                    + "\n"));
    int all = cells.size() - 4;
    assertThat(
            Cli.json(Cli.run(command, "--json").done().out()).at("/rows/0/splits/0/ranked").asInt())
        .isEqualTo(all);
    assertThat(
            Cli.json(Cli.run(command, "--json", "--disjoint").done().out())
                .at("/rows/0/splits/0/ranked")
                .asInt())
        .isEqualTo(all - (Cli.ISOMORPHIC.size() - 1));
    assertThat(Cli.run(command, "--disjoint").done().out())
        .contains("not trained on, nor isomorphic to such, are ranked");
  }

  @Test
  void trainingSetsCanGrowBySuggestions() throws IOException {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 30);
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    List<Object> command =
        List.of(
            "evaluate",
            "--labels",
            labels,
            "--store",
            path("s.duckdb"),
            "--budgets",
            "8,14",
            "--presets",
            PRESET,
            "--labelling",
            "suggested");
    String table =
        Cli.run(command, "--splits", 2, "--seed", 3, "--write-splits", path("splits.csv"))
            .done()
            .out();
    assertThat(table)
        .contains("\n30 labelled architectures with statistics, 2 suggested splits from seed 3");
    List<String> training = Files.readAllLines(folder.resolve("splits.csv"));
    assertThat(training).hasSize(2 + 2 * 14);
    assertThat(
            training.stream()
                .skip(2)
                .limit(14)
                .map(line -> Cli.SPACE.parse(line.split(",")[2]).canonicalForm()))
        .doesNotHaveDuplicates();
    String read = Cli.run(command.subList(0, 9), "--read-splits", path("splits.csv")).done().out();
    assertThat(timeless(read)).isEqualTo(timeless(table).replace("suggested splits", "splits"));

    assertThat(Cli.refused(folder, command, "--read-splits", path("splits.csv")))
        .isEqualTo(
            "--labelling suggested: found --read-splits too, but %s says what to train on"
                .formatted(path("splits.csv")));
    assertThat(Cli.refused(folder, command, "--budgets", 29))
        .startsWith("budget 29: expected 2 to 28");
  }
}
