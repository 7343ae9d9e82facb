package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.space.Architecture;

/** Searches from the command line. */
@Tag("slow")
class SearchCommandTest {
  @TempDir Path folder;
  private Path labels;

  @BeforeEach
  void everyCellHasALabel() {
    labels =
        Cli.write(
            folder.resolve("labels.csv"),
            LongStream.range(0, Cli.SPACE.size())
                .mapToObj(Cli.SPACE::at)
                .map(cell -> "%s,%s,%s\n".formatted(cell.text(), accuracy(cell), latency(cell)))
                .collect(Collectors.joining("", "arch_str,accuracy,edge_latency\n", "")));
  }

  private static int count(Architecture cell, String operation) {
    return cell.text().split(operation, -1).length - 1;
  }

  private static double accuracy(Architecture cell) {
    return 10 * count(cell, "nor_conv_3x3") + count(cell, "skip_connect");
  }

  private static double latency(Architecture cell) {
    return 2.5 * count(cell, "nor_conv_3x3");
  }

  private List<Object> byLabel() {
    return List.of(
        "search", "--objective", "label", "--labels", labels, "--label-column", "accuracy");
  }

  @Test
  void findsTheBestLabel() {
    Path out = folder.resolve("found.csv");
    Cli.Result result =
        Cli.run(
                byLabel(),
                "--algorithm",
                "exhaustive",
                "--evaluations",
                10_000,
                "--top",
                2,
                "--out",
                out)
            .done();
    String best = Cli.cell(0).replace("none", "nor_conv_3x3");
    assertThat(result.out())
        .contains("4,930 architectures evaluated in 16 generations")
        .containsPattern("\\n +1  " + Pattern.quote(best) + "  60.0000\\n");
    assertThat(out)
        .content()
        .startsWith("rank,architecture,score\n1," + best + ",60.0\n2,")
        .hasLineCount(3);
  }

  @Test
  void constraintsHoldForEverythingFound() throws Exception {
    JsonNode found =
        new ObjectMapper()
            .readTree(
                Cli.run(
                        byLabel(),
                        "--costs",
                        labels,
                        "--where",
                        "latency.edge<=5",
                        "--where",
                        "params>50K",
                        "--generations",
                        30,
                        "--json")
                    .out())
            .get("found");
    assertThat(found)
        .hasSize(10)
        .allSatisfy(
            one ->
                assertThat(latency(Cli.SPACE.parse(one.get("architecture").asText())))
                    .isLessThanOrEqualTo(5));
    assertThat(found.get(0).get("score").asDouble()).isEqualTo(24);
  }

  @Test
  void nsga2ShowsItsFront() throws Exception {
    Path out = folder.resolve("front.csv");
    Cli.Result result =
        Cli.run(
                byLabel(),
                "--algorithm",
                "nsga2",
                "--minimise",
                "latency.edge",
                "--costs",
                labels,
                "--generations",
                15,
                "--population",
                40,
                "--out",
                out)
            .done();
    assertThat(result.out()).contains("latency.edge");
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).first().isEqualTo("rank,architecture,score,latency.edge");
    assertThat(lines).hasSizeGreaterThan(4).element(1).asString().endsWith(",0.0");
    assertThat(lines).last().asString().endsWith(",60.0,15.0");
  }

  @Test
  void aProxyAndAPredictorFromOneStore() {
    Path store = folder.resolve("cells.duckdb");
    Path model = folder.resolve("mabn");
    Cli.run(
            "train",
            "--labels",
            Cli.labels(folder.resolve("few.csv"), 12),
            "--store",
            store,
            "--model",
            model,
            "--preset",
            "default/epochs=2",
            Cli.QUICK)
        .done();
    Path first = folder.resolve("1.csv");
    Path second = folder.resolve("2.csv");
    List<Object> work =
        List.of(
            "search",
            "--objective",
            "predictor:" + model,
            "--store",
            store,
            "--population",
            5,
            "--evaluations",
            8,
            "--optimism",
            0.5,
            Cli.QUICK);
    Cli.run(work, "--threads", 1, "--out", first).done();
    Cli.run(work, "--threads", 2, "--out", second).done();
    assertThat(first).hasSameBinaryContentAs(second).content().hasLineCount(9);
    assertThat(
            Cli.run(
                    "search",
                    "--objective",
                    "sum:grad_norm",
                    "--store",
                    store,
                    "--population",
                    5,
                    "--evaluations",
                    6,
                    Cli.QUICK)
                .done()
                .out())
        .contains("6 architectures evaluated");
    assertThat(
            Cli.refused(
                folder,
                "search",
                "--objective",
                "predictor:" + model,
                "--store",
                store,
                Cli.QUICK,
                "--precision",
                "float64"))
        .isEqualTo(
            model
                + ": made with precision float32, asked for precision float64"
                + " (use the same settings or another file)");
  }

  @Test
  void labelsAreTakenOnTheWayWithinTheBudget() throws Exception {
    Path taken = folder.resolve("taken.csv");
    Path state = folder.resolve("state.json");
    Path log = folder.resolve("log");
    List<Object> work =
        List.of(
            "search",
            "--objective",
            "mabn",
            "--store",
            folder.resolve("cells.duckdb"),
            "--label-budget",
            20,
            "--label-rounds",
            2,
            "--preset",
            "default/epochs=2",
            "--population",
            10,
            "--evaluations",
            25,
            Cli.QUICK);
    Cli.Result result =
        Cli.run(work, "--labels", labels, "--label-column", "accuracy", "--labels-out", taken)
            .done();
    assertThat(result.out())
        .contains("20 labels, higher is better; the best is ", "25 architectures evaluated");
    List<String> lines = Files.readAllLines(taken);
    assertThat(lines).hasSize(22).element(1).isEqualTo("architecture,label");
    assertThat(lines.subList(2, 22))
        .allSatisfy(
            line ->
                assertThat(Double.parseDouble(line.split(",")[1]))
                    .isEqualTo(accuracy(Cli.SPACE.parse(line.split(",")[0]))));

    String command =
        "echo {architecture} >> "
            + log
            + "; grep -F -- {architecture}, "
            + labels
            + " | cut -d, -f2";
    Path again = folder.resolve("again.csv");
    List<Object> byCommand =
        List.of("--label-command", command, "--labels-out", again, "--state", state);
    Cli.run(work, byCommand).done();
    assertThat(again).hasSameBinaryContentAs(taken);
    assertThat(log).content().hasLineCount(20);
    assertThat(Cli.run(work, byCommand).done().out()).contains("20 labels, ");
    assertThat(log).content().as("labels are bought once").hasLineCount(20);
  }

  @Test
  void repeatedSearchesAreCompared() throws Exception {
    Path out = folder.resolve("trials.csv");
    Cli.Result result =
        Cli.run(
                byLabel(),
                "--algorithm",
                "random",
                "--evaluations",
                30,
                "--repeat",
                3,
                "--truth",
                "edge_latency",
                "--seed",
                5,
                "--out",
                out)
            .done();
    assertThat(result.out())
        .containsPattern("mean ± std .* 30 ± 0 +30 ± 0 ")
        .contains("edge_latency");
    List<String> lines = Files.readAllLines(out);
    assertThat(lines)
        .hasSize(4)
        .first()
        .isEqualTo("seed,architecture,edge_latency,architectures,labels,cpu_seconds");
    assertThat(lines.subList(1, 4))
        .extracting(line -> line.split(",")[0])
        .containsExactly("5", "6", "7");
    assertThat(lines.subList(1, 4))
        .allSatisfy(
            line ->
                assertThat(Double.parseDouble(line.split(",")[2]))
                    .isEqualTo(latency(Cli.SPACE.parse(line.split(",")[1]))));
    assertThat(
            Cli.run(
                    "search",
                    "--objective",
                    "proxy:params",
                    "--labels",
                    labels,
                    "--label-column",
                    "accuracy",
                    "--evaluations",
                    5,
                    "--repeat",
                    1)
                .done()
                .out())
        .containsPattern("5 ± 0 +0 ± 0 ");
  }

  @Test
  void aStateOfAnotherSearchIsRefused() {
    Path state = folder.resolve("state.json");
    Cli.run(byLabel(), "--generations", 2, "--state", state).done();
    assertThat(Cli.refused(folder, byLabel(), "--generations", 2, "--state", state, "--seed", 1))
        .isEqualTo(
            state + ": made with seed 0, asked for seed 1 (use the same settings or another file)");
    assertThat(
            Cli.refused(
                folder, byLabel(), "--generations", 2, "--state", state, "--where", "params<=1M"))
        .startsWith(
            state + ": made with constraints none, asked for constraints params<=1000000.0 ");
    Cli.write(
        labels,
        new String(Cli.bytes(labels), StandardCharsets.UTF_8).replaceFirst(",0.0,", ",0.5,"));
    assertThat(Cli.refused(folder, byLabel(), "--generations", 2, "--state", state))
        .startsWith(state + ": made with labels ");
  }

  @Test
  void wrongArguments() {
    assertThat(Cli.refused(folder, byLabel(), "--where", "params=1M"))
        .isEqualTo("constraint 'params=1M': column 7: found '=1M', expected <, <=, > or >=");
    assertThat(Cli.refused(folder, byLabel(), "--where", "latency<1"))
        .startsWith("unknown cost 'latency'");
    assertThat(Cli.refused(folder, byLabel(), "--algorithm", "nsga2"))
        .isEqualTo("--algorithm nsga2: found no --minimise, expected a cost");
    assertThat(Cli.refused(folder, byLabel(), "--minimise", "params"))
        .isEqualTo("--minimise: found algorithm evolution, expected nsga2");
    assertThat(Cli.refused(folder, byLabel(), "--evaluations", 0))
        .isEqualTo("--evaluations: found 0, expected at least 1");
    assertThat(Cli.refused(folder, byLabel(), "--algorithm", "anneal"))
        .startsWith("unknown algorithm 'anneal'");
    assertThat(Cli.refused(folder, byLabel(), "--costs-index", labels))
        .endsWith(", but no --costs");
    assertThat(Cli.refused(folder, byLabel(), "--label-budget", 20))
        .endsWith("found another objective, expected --objective mabn");
    assertThat(Cli.refused(folder, "search", "--objective", "mabn"))
        .isEqualTo("--objective mabn: found no --label-budget, expected the number of labels");
    assertThat(
            Cli.refused(
                folder,
                "search",
                "--objective",
                "mabn",
                "--label-budget",
                20,
                "--label-rounds",
                1,
                "--store",
                folder.resolve("s.duckdb")))
        .contains("found neither --labels nor --label-command");
    assertThat(Cli.refused(folder, "search", "--objective", "proxy:params", "--repeat", 2))
        .startsWith("--repeat: found no --labels");
    assertThat(Cli.refused(folder, byLabel(), "--repeat", 2, "--json"))
        .startsWith("--repeat: found ");
    assertThat(Cli.refused(folder, byLabel(), "--truth", "accuracy"))
        .isEqualTo("--truth: found accuracy, but no --repeat");
    assertThat(Cli.refused(folder, "search", "--objective", "label"))
        .isEqualTo("--objective label: found no --labels, expected the table");
    assertThat(Cli.refused(folder, "search", "--objective", "accuracy"))
        .startsWith("--objective: found 'accuracy', expected predictor:FILE");
    assertThat(Cli.refused(folder, "search", "--objective", "proxy:nwot"))
        .isEqualTo("--objective proxy:nwot: found no --store, expected a place for statistics");
    assertThat(Cli.refused(folder, "search", "--objective", "sum:nwots"))
        .startsWith("--objective: found 'sum:nwots', expected one of those recorded: ");
    assertThat(
            Cli.refused(
                folder,
                "search",
                "--objective",
                "predictor:" + folder,
                "--store",
                folder.resolve("s.duckdb")))
        .contains("expected a file that 'parzc train' wrote");
  }
}
