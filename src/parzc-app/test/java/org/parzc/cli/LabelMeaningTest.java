package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.space.Architecture;

/**
 * What labels mean, and what was made of them, is said; and costs and searches that fall short say
 * so.
 */
@Tag("slow")
class LabelMeaningTest {
  private static final int LABELS = 14;

  @TempDir private Path folder;

  /** Quarters, so that 100 minus a label is exact. */
  private static double accuracy(int i) {
    return 40.25 + i * 7 % 50;
  }

  private Path labels(String name, String column, IntFunction<String> label) {
    return Cli.write(
        folder.resolve(name),
        IntStream.range(0, LABELS)
            .mapToObj(i -> "%s,%s\n".formatted(Cli.cell(i), label.apply(i)))
            .collect(Collectors.joining("", "architecture," + column + "\n", "")));
  }

  private Path accuracies() {
    return labels("accuracies.csv", "accuracy", i -> String.valueOf(accuracy(i)));
  }

  private Path errors() {
    return labels("errors.csv", "error", i -> String.valueOf(100 - accuracy(i)));
  }

  private List<Object> quickly(Object... arguments) {
    return List.of(
            arguments,
            "--store",
            folder.resolve("cells.duckdb"),
            Cli.QUICK,
            "--preset",
            "default/epochs=2")
        .stream()
        .flatMap(
            one -> one instanceof Object[] many ? List.of(many).stream() : List.of(one).stream())
        .toList();
  }

  @Test
  void errorsRankAsTheAccuraciesThatTheyAre() throws IOException {
    Path byAccuracy = folder.resolve("1.csv");
    Path byError = folder.resolve("2.csv");
    Path page = folder.resolve("page.html");
    Path errors = errors();
    String said =
        Cli.run(
                quickly(
                    "rank",
                    "--labels",
                    accuracies(),
                    "--candidates",
                    "random:8",
                    "--out",
                    byAccuracy))
            .done()
            .out();
    assertThat(said)
        .contains("accuracies.csv: 14 labels from column accuracy, higher is better")
        .doesNotContain("sounds");
    List<Object> rank =
        quickly(
            "rank",
            "--labels",
            errors,
            "--candidates",
            "random:8",
            "--lower-is-better",
            "--folds",
            3,
            "--report",
            page,
            "--out",
            byError);
    assertThat(Cli.run(rank).done().out())
        .contains("errors.csv: 14 labels from column error, lower is better")
        .doesNotContain("sounds");
    assertThat(byError).hasSameBinaryContentAs(byAccuracy);
    assertThat(page).content().contains("error (lower is better)", "column error, lower is better");
    assertThat(
            Cli.run(
                    quickly(
                        "rank",
                        "--quiet",
                        "--labels",
                        errors,
                        "--candidates",
                        "random:8",
                        "--out",
                        byError))
                .err())
        .isEqualTo(
            errors
                + ": column error sounds like 'lower is better', but is read as 'higher is better';"
                + " see --lower-is-better\n");
    assertThat(byError.toFile()).isFile();
    assertThat(Files.readString(byError)).isNotEqualTo(Files.readString(byAccuracy));

    List<String> evaluate =
        List.of(
            "evaluate",
            "--store",
            folder.resolve("cells.duckdb").toString(),
            "--budgets",
            "8",
            "--splits",
            "2",
            "--presets",
            "default/epochs=2",
            "--json");
    JsonNode high = Cli.json(Cli.run(evaluate, "--labels", accuracies()).out());
    JsonNode low = Cli.json(Cli.run(evaluate, "--labels", errors, "--lower-is-better").out());
    assertThat(low.get("direction").asText()).isEqualTo("lower is better");
    assertThat(high.get("direction").asText()).isEqualTo("higher is better");
    assertThat(low.get("provenance").get("labels").asText())
        .isEqualTo("column error, lower is better");
    for (int row = 0; row < high.get("rows").size(); row++) {
      JsonNode expected = high.get("rows").get(row).get("splits").get(0);
      JsonNode found = low.get("rows").get(row).get("splits").get(0);
      assertThat(found.get("tau")).isEqualTo(expected.get("tau"));
      assertThat(found.get("calibration")).isEqualTo(expected.get("calibration"));
      assertThat(found.get("bestInTopTen").asDouble())
          .isEqualTo(100 - expected.get("bestInTopTen").asDouble());
    }
    JsonNode predicted = low.get("rows").get(0).get("splits").get(0).get("predictions");
    for (int i = 0; i < predicted.get("labels").size(); i++) {
      String cell = predicted.get("architectures").get(i).asText();
      int number =
          IntStream.range(0, LABELS)
              .filter(n -> Cli.cell(n).equals(cell))
              .findFirst()
              .orElseThrow();
      assertThat(predicted.get("labels").get(i).asDouble()).isEqualTo(100 - accuracy(number));
    }
  }

  @Test
  void aPredictorRemembersTheDirection() throws IOException {
    Path model = folder.resolve("mabn");
    Cli.Result trained =
        Cli.run(
            quickly(
                "train", "--labels", errors(), "--lower-is-better", "--model", model, "--json"));
    assertThat(Cli.json(trained.out()).get("provenance").get("direction").asText())
        .isEqualTo("lower is better");
    assertThat(Files.readString(model)).contains("\"direction\" : \"lower is better\"");
  }

  @Test
  void whatWasJoinedPassedOverAndGuessedIsSaid() {
    Path table =
        Cli.write(
            folder.resolve("labels.csv"),
            IntStream.range(0, 3 * LABELS)
                .mapToObj(
                    i ->
                        "%d;%s;%s\n"
                            .formatted(
                                i,
                                Cli.cell(i / 3),
                                i == 5 ? "nan" : String.valueOf(accuracy(i / 3) + i % 3)))
                .collect(Collectors.joining("", "Unnamed: 0;architecture;accuracy\n", "")));
    assertThat(
            Cli.run(
                    quickly(
                        "suggest",
                        "--labels",
                        table,
                        "--average-runs",
                        "--skip-unlabelled",
                        "--candidates",
                        "random:5",
                        "--count",
                        1))
                .done()
                .out())
        .contains(
            table
                + ": 14 labels from column accuracy, higher is better\n"
                + table
                + ": fields are separated by ';'\n"
                + table
                + ": 41 labels of 14 architectures joined to their means\n"
                + table
                + ": 1 without a label passed over\n");
  }

  @Test
  void aSearchForTheLowestLabel() throws IOException {
    Path table =
        Cli.write(
            folder.resolve("all.csv"),
            IntStream.range(0, (int) Cli.SPACE.size())
                .mapToObj(Cli.SPACE::at)
                .map(cell -> cell.text() + "," + loss(cell) + "\n")
                .collect(Collectors.joining("", "architecture,loss\n", "")));
    Path state = folder.resolve("state.json");
    Path out = folder.resolve("found.csv");
    Path page = folder.resolve("page.html");
    List<Object> work =
        List.of(
            "search",
            "--objective",
            "label",
            "--labels",
            table,
            "--label-range",
            "0,500",
            "--algorithm",
            "exhaustive",
            "--evaluations",
            10_000,
            "--top",
            1);
    Cli.Result found =
        Cli.run(work, "--lower-is-better", "--state", state, "--out", out, "--report", page).done();
    String best = Cli.cell(0).replace("none", "nor_conv_3x3");
    assertThat(out).content().isEqualTo("rank,architecture,score\n1," + best + ",240.0\n");
    String ended = "ended after the last architecture of the space: 4930 of 10000 evaluations";
    assertThat(found.out()).contains("loss, lower is better", "240.0000", ended + "\n");
    assertThat(page).content().contains(ended + ".", "score (lower is better)", "240.0000");
    Path again = folder.resolve("again.html");
    Cli.run("report", "--search", state, "--report", again).done();
    assertThat(again)
        .content()
        .contains("score (lower is better)", "240.0000")
        .doesNotContain("-240");
    assertThat(Cli.refused(folder, work, "--state", state))
        .isEqualTo(
            state
                + ": made with direction lower is better, asked for direction higher is better (use"
                + " the same settings or another file)");
    JsonNode json = Cli.json(Cli.run(work, "--lower-is-better", "--json").out());
    assertThat(json.get("remarks").get(0).asText()).isEqualTo(ended);
    assertThat(json.get("evaluations").asInt()).isEqualTo(4_930);
    assertThat(json.get("found").get(0).get("score").asDouble()).isEqualTo(240);
    assertThat(
            Cli.refused(
                folder, "search", "--objective", "label", "--labels", table, "--lower-is-better"))
        .endsWith(
            "loss: found '300', expected 0.0 to 100.0; --label-range MIN,MAX says which labels make"
                + " sense");
  }

  private static int loss(Architecture cell) {
    return 300 - 10 * (cell.text().split("nor_conv_3x3", -1).length - 1);
  }

  @Test
  void labelsOfACommandThatFailsForSome() throws IOException {
    Path state = folder.resolve("state.json");
    Path taken = folder.resolve("taken.csv");
    String command =
        "set -- $(printf %s {architecture} | cksum); test $(($1 % 4)) != 0 || exit 3; "
            + "test $(($1 % 4)) != 1 || { echo nan; exit; }; echo $(($1 % 97))";
    List<Object> work =
        List.of(
            "search",
            "--objective",
            "mabn",
            "--label-budget",
            20,
            "--label-rounds",
            2,
            "--population",
            10,
            "--evaluations",
            25,
            "--label-command",
            command,
            "--lower-is-better",
            "--state",
            state,
            "--labels-out",
            taken);
    Cli.Result found = Cli.run(quickly(work.toArray())).done();
    assertThat(found.out())
        .containsPattern("\\d+ labels could not be had\n")
        .containsPattern("failed: \\|.*: the label command ended with exit code 3\n")
        .containsPattern(
            "failed: \\|.*: the label command printed 'nan' as its last line, expected a number\n")
        .containsPattern("\\d+ labels, lower is better; the best is ");
    // The first line has the checksum of the others.
    List<String> lines = Files.readAllLines(taken).stream().skip(1).toList();
    assertThat(lines).hasSizeBetween(4, 20).startsWith("# lower is better", "architecture,label");
    JsonNode json = Cli.json(Cli.run(quickly(work.toArray()), "--json").out());
    assertThat(json.get("unlabelled").size() + lines.size() - 2).isEqualTo(20);
    assertThat(json.get("found").size()).isPositive();
    List<Object> broken =
        List.of(
            "search",
            "--objective",
            "mabn",
            "--label-budget",
            20,
            "--label-rounds",
            2,
            "--label-command",
            "false {architecture}");
    Cli.Result refused = Cli.run(quickly(broken.toArray()));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith("parzc: none of the first 5 labels could be had; that of |")
        .endsWith(": the label command ended with exit code 1\n")
        .hasLineCount(1);
  }

  @Test
  void costsThatLackRows() throws IOException {
    Path costs =
        Cli.write(
            folder.resolve("costs.csv"),
            IntStream.range(0, 15_000)
                .mapToObj(Cli.SPACE::at)
                .map(
                    cell ->
                        cell.text()
                            + ",1,"
                            + (cell.text().hashCode() % 3 == 0 ? "NaN" : "2")
                            + "\n")
                .collect(Collectors.joining("", "architecture,latency,energy\n", "")));
    long unknown =
        15_625
            - IntStream.range(0, 15_000)
                .filter(i -> Cli.SPACE.at(i).text().hashCode() % 3 != 0)
                .count();
    String latency =
        costs + ": latency of 625 of 15625 architectures is not known, they are left out";
    String energy =
        costs
            + ": energy of "
            + unknown
            + " of 15625 architectures is not known, they are left out";
    List<Object> search =
        List.of(
            "search",
            "--objective",
            "proxy:params",
            "--costs",
            costs,
            "--evaluations",
            20,
            "--population",
            10);
    Cli.Result bounded = Cli.run(search, "--where", "latency<=1", "--where", "energy<9").done();
    assertThat(bounded.out()).contains(latency + "\n" + energy + "\n");
    JsonNode front =
        Cli.json(Cli.run(search, "--algorithm", "nsga2", "--minimise", "energy", "--json").out());
    assertThat(front.get("remarks").get(0).asText()).isEqualTo(energy);
    assertThat(Cli.run(search, "--where", "params<=1M").done().out()).doesNotContain("left out");
  }

  @Test
  @Tag("thorough")
  void aSearchThatFindsNothingNewSaysSo() throws IOException {
    Path costs =
        Cli.write(
            folder.resolve("costs.csv"),
            IntStream.range(0, 2_000)
                .mapToObj(i -> Cli.cell(i) + ",1\n")
                .collect(Collectors.joining("", "architecture,latency\n", "")));
    long forms =
        IntStream.range(0, 2_000)
            .mapToObj(i -> Cli.SPACE.parse(Cli.cell(i)).canonicalForm())
            .distinct()
            .count();
    JsonNode found =
        Cli.json(
            Cli.run(
                    "search",
                    "--objective",
                    "proxy:params",
                    "--costs",
                    costs,
                    "--where",
                    "latency<=1",
                    "--algorithm",
                    "random",
                    "--population",
                    100,
                    "--evaluations",
                    3_000,
                    "--json")
                .out());
    assertThat(found.get("remarks").get(0).asText())
        .isEqualTo(
            "ended after 100 generations without anything new: " + forms + " of 3000 evaluations");
  }

  @Test
  void optionsAboutLabelsThatAreNotThere() {
    List<Object> search = List.of("search", "--objective", "proxy:params", "--evaluations", 5);
    for (Object option :
        List.of("--skip-unlabelled", "--average-runs", List.of("--label-column", "x"))) {
      assertThat(Cli.refused(folder, search, option))
          .startsWith(
              "--arch-column, --label-column, --skip-unlabelled, "
                  + "--average-runs: found no --labels");
    }
    assertThat(Cli.refused(folder, search, "--lower-is-better"))
        .isEqualTo("--lower-is-better: found no labels, expected --labels or --label-command");
    assertThat(
            Cli.misused(
                folder,
                "rank",
                "--model",
                "m",
                "--candidates",
                "all",
                "--store",
                "s",
                "--lower-is-better"))
        .contains("--labels=FILE");
  }
}
