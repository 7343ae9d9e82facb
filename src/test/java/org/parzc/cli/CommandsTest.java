package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Statistics;
import picocli.CommandLine;

/** What each command does when all is well. */
class CommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Cells that compute the same functions: one convolution on one of two ways to the output. */
  private static final List<String> TWINS = List.of(
      "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|skip_connect~2|",
      "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|",
      "|none~0|+|nor_conv_3x3~0|none~1|+|none~0|none~1|skip_connect~2|");

  @TempDir
  Path folder;

  private static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  private List<String> quickly(String command, String store, Object... arguments) {
    return Stream.of(List.of(command, "--store", folder.resolve(store).toString()), List.of(Cli.strings(arguments)),
        Cli.QUICK).flatMap(List::stream).toList();
  }

  private byte[] bytes(String file) {
    return Cli.bytes(folder.resolve(file));
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }

  static Set<String> commands() {
    return new TreeSet<>(new CommandLine(new Parzc()).getSubcommands().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    String help = Cli.run(command, "--help").done().out();
    assertThat(help).startsWith("Usage: parzc " + command);
    assertThat(help.substring(help.indexOf("Example:"))).contains("  parzc " + command);
  }

  @Test
  void theProgramExplainsItself() {
    assertThat(Cli.run("--help").done().out()).contains(commands()).contains("Exit codes: 0 done, 1 failed, 2 wrong");
    assertThat(Cli.run("--version").done().out()).isEqualTo("parzc %s%n".formatted(BuildVersion.VERSION))
        .containsPattern("\\d+\\.\\d+");
    assertThat(Cli.run().code()).isEqualTo(2);
    assertThat(Cli.run().out()).startsWith("Usage: parzc");
  }

  @Test
  void spacesListsAllThereIsToChoose() {
    assertThat(Cli.run("spaces").done().out()).containsPattern("nasbench201 +15,625 +98 +C=16 N=5 classes=10")
        .containsPattern("nasbench101 +101 +C=128 N=3 classes=10")
        .contains(Stream.concat(Statistics.nodeWise().stream(), Statistics.networkLevel().stream())
            .map(Quantity::name).toList());
  }

  @Test
  void describeTakesTextOrIndex() {
    String text = Cli.SPACE.at(4_621).text();
    String described = Cli.run("describe", text).done().out();
    assertThat(Cli.run("describe", 4_621).done().out()).isEqualTo(described);
    assertThat(described).contains("architecture   " + text, "stem", "classifier")
        .containsPattern("params +\\d+").containsPattern("flops +\\d+");
  }

  /** Counts of the benchmark's own network: C = 16, N = 5, ten classes, all edges 3×3 convolutions. */
  @Test
  void describeCountsLikeTheBenchmark() throws IOException {
    String all = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";
    JsonNode facts = json(Cli.run("describe", all, "--json").done().out());
    assertThat(facts.get("nodes").asInt()).isEqualTo(98);
    assertThat(facts.get("params").asLong()).isEqualTo(1_531_546);
    assertThat(facts.get("topology").size()).isPositive();
    assertThat(facts.has("statistics")).isFalse();
  }

  @Test
  void describeMeasures() throws IOException {
    List<String> command = List.of("describe", Cli.cell(1), "--measure");
    String table = Cli.run(command, Cli.QUICK).done().out();
    assertThat(table).containsPattern("node +slot +operation +l2_norm +grad_norm +synflow").containsPattern("\nnwot +");
    JsonNode statistics = json(Cli.run(command, "--json", Cli.QUICK).done().out()).get("statistics");
    JsonNode nodes = statistics.get("nodes");
    assertThat(nodes.size()).isPositive();
    nodes.forEach(node -> {
      assertThat(node.get("values").get("l2_norm").asDouble()).isPositive();
      assertThat(table).contains("%.4g".formatted(node.get("values").get("l2_norm").asDouble()));
    });
    assertThat(statistics.get("proxies").get("nwot").asDouble()).isFinite();
  }

  @Test
  void doctorKnowsTheInstallation() throws IOException {
    String text = Cli.run("doctor").done().out();
    JsonNode facts = json(Cli.run("doctor", "--json").done().out());
    assertThat(List.of("parzc", "java", "native core", "device", "libtorch")).allSatisfy(fact -> {
      assertThat(facts.get(fact).asText()).isNotEmpty();
      assertThat(text).contains(facts.get(fact).asText());
    });
    assertThat(facts.get("native core").asText()).contains("instruction set");
    assertThat(Cli.run("doctor", "--device", "cpu").done().out()).contains("1 thread (asked for)");
  }

  @Test
  void networksThatComputeTheSameAreMeasuredOnce() throws IOException {
    String dead = "|nor_conv_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|skip_connect~0|none~1|none~2|";
    String other = "|none~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|none~2|";
    String plain = "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|";
    Path file = Files.write(folder.resolve("same.txt"), List.of(dead, other));
    assertThat(Cli.run(quickly("statistics", "same.duckdb", "--candidates", file.toString())).done().out())
        .contains("2 architectures extracted").contains("(1 networks,");
    Files.write(file, List.of(plain));
    Cli.run(quickly("statistics", "same.duckdb", "--candidates", file.toString())).done();
    Files.write(file, List.of(plain, dead.replace("avg_pool_3x3", "none")));
    assertThat(Cli.run(quickly("statistics", "same.duckdb", "--candidates", file.toString(), "--export-nodes",
        path("same.csv"), "--export-architectures", path("sizes.csv"))).done().out())
        .contains("1 of 2 architectures are there already, skipped", "1 networks were measured before, under another")
        .doesNotContain("extracted");
    assertThat(Files.readAllLines(folder.resolve("same.csv")).stream().skip(1)
        .map(line -> line.substring(line.indexOf(",") + 1)).distinct()).hasSize(8);
    assertThat(Files.readAllLines(folder.resolve("sizes.csv")).stream().skip(1)
        .map(line -> line.substring(line.indexOf(",") + 1)).distinct().count()).isEqualTo(1);
  }

  @Test
  void statisticsSkipWhatIsThereAndExportTheRest() throws IOException {
    List<String> six = quickly("statistics", "s.duckdb", "--candidates", "random:6");
    assertThat(Cli.run(six).done().out()).contains("6 architectures extracted").contains("batch_size  4")
        .doesNotContain("skipped");
    assertThat(Cli.run(quickly("statistics", "s.duckdb", "--candidates", "random:9", "--export-nodes",
        path("nodes.csv"), "--export-architectures", path("architectures.csv"))).done().out())
        .contains("6 of 9 architectures are there already, skipped").contains("3 architectures extracted");
    List<String> architectures = Files.readAllLines(folder.resolve("architectures.csv"));
    assertThat(architectures).hasSize(10).first().isEqualTo("architecture,params,flops,depth,nodes,nwot");
    long nodes = architectures.stream().skip(1).mapToLong(line -> Long.parseLong(line.split(",")[4])).sum();
    assertThat(Files.readAllLines(folder.resolve("nodes.csv"))).hasSize((int) nodes + 1).first().isEqualTo(
        "architecture,node_index,slot,slot_group,kind,shape,weights,live,non_finite,l2_norm,grad_norm,synflow");
    assertThat(Cli.run(six, "--export-nodes", path("nodes.parquet")).done().out())
        .contains("6 of 6 architectures are there already, skipped").doesNotContain("extracted");
    assertThat(bytes("nodes.parquet")).startsWith('P', 'A', 'R', '1').endsWith('P', 'A', 'R', '1');
  }

  @Test
  void allStatisticsDoNotDependOnTheNumberOfThreads() {
    for (int threads : new int[] {1, 2}) {
      Cli.run("statistics", "--candidates", "random:8", "--store", path("all" + threads), "--threads", threads,
          Cli.QUICK.subList(0, 6), "--export-nodes", path("nodes%d.csv".formatted(threads)),
          "--export-architectures", path("architectures%d.csv".formatted(threads))).done();
    }
    assertThat(folder.resolve("nodes1.csv")).hasSameBinaryContentAs(folder.resolve("nodes2.csv"));
    assertThat(folder.resolve("architectures1.csv")).hasSameBinaryContentAs(folder.resolve("architectures2.csv"));
  }

  @Test
  void rankingsAreRepeatable() throws IOException {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 14);
    Object[] job = {"--candidates", "random:12", "--preset", "default/epochs=5", "--seed", 3};
    List<String> fresh = quickly("rank", "a.duckdb", job);
    Cli.run(fresh, "--labels", labels, "--threads", 1, "--out", path("first.csv")).done();
    String again = Cli.run(fresh, "--labels", labels, "--out", path("again.csv")).done().out();
    Cli.run(quickly("rank", "b.duckdb", job), "--labels", labels, "--threads", 2, "--out", path("threads.csv")).done();
    Cli.run(quickly("train", "a.duckdb", "--labels", labels, "--model", path("model"), "--preset", "default/epochs=5", "--seed", 3))
        .done();
    Cli.run(quickly("rank", "c.duckdb", "--candidates", "random:12", "--seed", 3), "--model", path("model"), "--out",
        path("model.csv")).done();

    List<String> lines = Files.readAllLines(folder.resolve("first.csv"));
    assertThat(lines).hasSize(13).first().isEqualTo("rank,architecture,score,std");
    List<Double> scores = lines.stream().skip(1).map(line -> Double.parseDouble(line.split(",")[2])).toList();
    assertThat(scores).isSortedAccordingTo((a, b) -> Double.compare(b, a)).doesNotHaveDuplicates();
    assertThat(lines.stream().skip(1).map(line -> line.split(",")[0]))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 12).mapToObj(String::valueOf).toList());
    assertThat(lines.stream().skip(1).map(line -> Double.parseDouble(line.split(",")[3]))).allMatch(std -> std > 0);
    assertThat(again).contains(lines.get(1).split(",")[1]);
    for (String other : List.of("again.csv", "threads.csv", "model.csv")) {
      assertThat(folder.resolve(other)).hasSameBinaryContentAs(folder.resolve("first.csv"));
    }
    Cli.run(quickly("rank", "a.duckdb", "--candidates", "random:12", "--preset", "default/epochs=6", "--seed", 3), "--labels", labels,
        "--out", path("longer.csv")).done();
    assertThat(bytes("longer.csv")).isNotEqualTo(bytes("first.csv"));
  }

  @Test
  void rankingsPrintAsJsonAlone() throws IOException {
    Cli.Result result = Cli.run(quickly("rank", "a.duckdb", "--candidates", "random:3", "--preset", "default/epochs=2", "--json",
        "--labels", Cli.labels(folder.resolve("labels.csv"), 10)));
    JsonNode ranking = json(result.out());
    assertThat(ranking).hasSize(3);
    assertThat(ranking.get(0).get("rank").asInt()).isEqualTo(1);
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("architectures extracted");
  }

  @Test
  void evaluationsCompareWithTheBaselines() throws IOException {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 16);
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    List<String> command = List.of("evaluate", "--labels", labels.toString(), "--store", path("s.duckdb"),
        "--budgets", "8", "--splits", "2", "--seed", "5");
    String table = Cli.run(command).done().out();
    assertThat(table).startsWith("16 labelled architectures with statistics, 2 splits from seed 5");
    List<String> rankers = List.of("MABN default", "ridge", "XGBoost on nodes", "XGBoost on proxies", "rank average",
        "#params", "FLOPs", "Σ l2_norm", "Σ grad_norm", "Σ synflow", "nwot");
    assertThat(table).contains(rankers);
    JsonNode report = json(Cli.run(command, "--json", "--threads", 1).done().out());
    assertThat(report.get("architectures").asInt()).isEqualTo(16);
    JsonNode rows = report.get("rows");
    assertThat(rows).hasSize(rankers.size());
    rows.forEach(row -> {
      assertThat(row.get("splits")).hasSize(2);
      row.get("splits").forEach(split -> {
        assertThat(split.get("tau").asDouble()).isBetween(-1.0, 1.0);
        assertThat(split.get("ranked").asInt()).isEqualTo(8);
        assertThat(split.get("seconds").asDouble()).isPositive();
        assertThat(split.fieldNames()).toIterable().containsExactly("seed", "ranked", "tau", "rho",
            "precisionAt1Percent", "precisionAt5Percent", "precisionAtTopTen", "bestInTopTen", "seconds");
      });
      double mean = (row.at("/splits/0/tau").asDouble() + row.at("/splits/1/tau").asDouble()) / 2;
      assertThat(table).containsPattern("%d +%s +%.3f".formatted(row.get("budget").asInt(),
          Pattern.quote(row.get("ranker").asText()), mean));
    });
    assertThat(report.get("comparisons")).hasSize(rankers.size() - 1).allSatisfy(one -> {
      assertThat(one.get("ranker").asText()).isEqualTo("MABN default");
      assertThat(table).containsPattern("MABN default +%s +%+.3f".formatted(
          Pattern.quote(one.get("against").asText()), one.get("difference").asDouble()).replace("+0", "\\+0"));
    });
    assertThat(json(Cli.run(command, "--json", "--compare", "ridge,nwot").done().out()).get("comparisons"))
        .hasSize(2 * (rankers.size() - 1));
  }

  /** Returns what does not depend on how fast the machine is. */
  private static String timeless(String table) {
    return table.lines().map(line -> line.replaceFirst(" +\\d+\\.\\d\\d$", "")).collect(Collectors.joining("\n"));
  }

  @Test
  void splitsAreKeptAndReadBack() throws IOException {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 16);
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    List<Object> command = List.of("evaluate", "--labels", labels, "--store", path("s.duckdb"), "--budgets", "4,8");
    String drawn = Cli.run(command, "--splits", 3, "--seed", 5, "--write-splits", path("splits.csv")).done().out();
    assertThat(Files.readAllLines(folder.resolve("splits.csv"))).hasSize(1 + 3 * 8)
        .first().isEqualTo("split,position,architecture");
    String read = Cli.run(command, "--read-splits", path("splits.csv"), "--write-splits", path("again.csv"),
        "--threads", 1).done().out();
    assertThat(timeless(read)).isEqualTo(timeless(drawn));
    assertThat(folder.resolve("again.csv")).hasSameBinaryContentAs(folder.resolve("splits.csv"));
    assertThat(timeless(Cli.run(command, "--splits", 3, "--seed", 6).done().out())).isNotEqualTo(timeless(drawn));

    assertThat(Cli.refused(folder, command, "--read-splits", path("splits.csv"), "--seed", 5)).isEqualTo(
        "--read-splits: found --splits or --seed too, but %s says both".formatted(path("splits.csv")));
    assertThat(Cli.refused(folder, command, "--read-splits", path("splits.csv"), "--splits", 5))
        .startsWith("--read-splits: found --splits");
    assertThat(Cli.refused(folder, command, "--budgets", 9, "--read-splits", path("splits.csv"))).isEqualTo(
        path("splits.csv") + ":9:1: split 5 ends after 8 architectures, expected at least 9 for the largest budget");
    assertThat(Cli.refused(folder, command, "--write-splits", path("no/splits.csv"))).contains("no/splits.csv");
    assertThat(Cli.refused(folder, command, "--splits", 0)).isEqualTo("--splits: found 0, expected at least 1");
    assertThat(Cli.refused(folder, command, "--splits", 1, "--compare", "MABN best"))
        .startsWith("--compare: found 'MABN best', expected one of MABN default, ridge, ");
  }

  @Test
  void whatIsExcludedIsNeitherTrainedOnNorRanked() throws IOException {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 16);
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    Path excluded = Cli.write(folder.resolve("development.txt"), "# seen\n" + Cli.cell(2) + "\n" + Cli.cell(9) + "\n");
    List<Object> command = List.of("evaluate", "--labels", labels, "--store", path("s.duckdb"), "--budgets", "8",
        "--splits", "4", "--exclude", excluded);
    assertThat(Cli.run(command, "--write-splits", path("splits.csv")).done().out())
        .startsWith("14 labelled architectures with statistics, 2 more excluded, 4 splits from seed 0");
    assertThat(Files.readString(folder.resolve("splits.csv"))).doesNotContain(Cli.cell(2)).doesNotContain(Cli.cell(9));
    JsonNode report = json(Cli.run(command, "--json").done().out());
    assertThat(report.get("excluded").asInt()).isEqualTo(2);
    assertThat(report.at("/rows/0/splits/0/ranked").asInt()).isEqualTo(6);
  }

  @Test
  void twinsOfTrainingArchitecturesAreNotRanked() throws IOException {
    List<String> cells = Stream.concat(IntStream.range(0, 12).mapToObj(Cli::cell), TWINS.stream()).toList();
    assertThat(TWINS.stream().map(text -> Cli.SPACE.parse(text).canonicalForm()).distinct()).hasSize(1);
    Path labels = Cli.write(folder.resolve("labels.csv"), IntStream.range(0, cells.size())
        .mapToObj(i -> "%s,%d\n".formatted(cells.get(i), 40 + i)).collect(Collectors.joining("",
            "architecture,accuracy\n", "")));
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    List<Object> command = List.of("evaluate", "--labels", labels, "--store", path("s.duckdb"), "--budgets", "4",
        "--read-splits", Cli.write(folder.resolve("splits.csv"), "split,position,architecture\n0,0,%s\n0,1,%s\n0,2,%s\n"
            .formatted(cells.get(0), cells.get(1), cells.get(2)) + "0,3," + TWINS.get(0) + "\n"));
    int all = cells.size() - 4;
    assertThat(json(Cli.run(command, "--json").done().out()).at("/rows/0/splits/0/ranked").asInt()).isEqualTo(all);
    assertThat(json(Cli.run(command, "--json", "--disjoint").done().out()).at("/rows/0/splits/0/ranked").asInt())
        .isEqualTo(all - (TWINS.size() - 1));
    assertThat(Cli.run(command, "--disjoint").done().out()).contains("not trained on, nor twins of such, are ranked");
  }

  @Test
  void trainingSetsCanGrowBySuggestions() throws IOException {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 30);
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", labels)).done();
    List<Object> command = List.of("evaluate", "--labels", labels, "--store", path("s.duckdb"), "--budgets", "8,14",
        "--labelling", "suggested");
    String table = Cli.run(command, "--splits", 2, "--seed", 3, "--write-splits", path("splits.csv")).done().out();
    assertThat(table).startsWith("30 labelled architectures with statistics, 2 suggested splits from seed 3");
    List<String> training = Files.readAllLines(folder.resolve("splits.csv"));
    assertThat(training).hasSize(1 + 2 * 14);
    assertThat(training.stream().skip(1).limit(14).map(line -> Cli.SPACE.parse(line.split(",")[2]).canonicalForm()))
        .doesNotHaveDuplicates();
    String read = Cli.run(command.subList(0, 7), "--read-splits", path("splits.csv")).done().out();
    assertThat(timeless(read)).isEqualTo(timeless(table).replace("suggested splits", "splits"));

    assertThat(Cli.refused(folder, command, "--read-splits", path("splits.csv"))).isEqualTo(
        "--labelling suggested: found --read-splits too, but %s says what to train on".formatted(path("splits.csv")));
    assertThat(Cli.refused(folder, command, "--budgets", 29)).startsWith("budget 29: expected 2 to 28");
  }

  private static List<String> architectures(String json) throws IOException {
    return json(json).findValuesAsText("architecture");
  }

  @Test
  void suggestionsWithoutLabelsAreDiverse() throws IOException {
    Path candidates = Cli.write(folder.resolve("candidates.txt"), Stream.concat(TWINS.stream(),
        IntStream.range(0, 12).mapToObj(Cli::cell)).collect(Collectors.joining("\n")));
    List<String> command = quickly("suggest", "s.duckdb", "--candidates", candidates);
    String table = Cli.run(command, "--count", 5, "--out", path("next.csv"), "--threads", 1).done().out();
    List<String> lines = Files.readAllLines(folder.resolve("next.csv"));
    assertThat(lines).hasSize(6).startsWith("architecture,reason");
    assertThat(lines.subList(1, 6)).allMatch(line -> line.endsWith(",diverse"))
        .allSatisfy(line -> assertThat(table).contains(line.split(",")[0] + "  "));
    // What was suggested is a file of candidates.
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", path("next.csv"))).done();
    Cli.Result all = Cli.run(command, "--count", 13, "--json");
    assertThat(architectures(all.out()).stream().map(text -> Cli.SPACE.parse(text).canonicalForm())).hasSize(13)
        .doesNotHaveDuplicates();
    assertThat(architectures(all.out()).subList(0, 5)).isEqualTo(
        lines.stream().skip(1).map(line -> line.split(",")[0]).toList());
    assertThat(Cli.refused(folder, command, "--count", 14)).isEqualTo("--count: found 14, expected at most 13, the "
        + "number of candidates that are neither labelled nor twins of others");
  }

  @Test
  void suggestionsWithLabelsAreOthers() throws IOException {
    Path labels = Cli.write(folder.resolve("labels.csv"), Files.readString(
        Cli.labels(folder.resolve("cells.csv"), 12)) + TWINS.get(0) + ",50\n");
    Path candidates = Cli.write(folder.resolve("candidates.txt"), Stream.concat(TWINS.stream(),
        IntStream.range(6, 24).mapToObj(Cli::cell)).collect(Collectors.joining("\n")));
    List<String> command = quickly("suggest", "s.duckdb", "--candidates", candidates, "--labels", labels, "--preset", "default/epochs=3",
        "--seed", 2);
    Cli.run(command, "--count", 6, "--out", path("next.csv"), "--threads", 1).done();
    Cli.run(command, "--count", 6, "--out", path("again.csv"), "--threads", 2).done();
    assertThat(folder.resolve("again.csv")).hasSameBinaryContentAs(folder.resolve("next.csv"));
    List<String> lines = Files.readAllLines(folder.resolve("next.csv"));
    assertThat(lines.stream().skip(1).map(line -> line.split(",")[1])).containsExactly("promising", "uncertain",
        "promising", "uncertain", "promising", "uncertain");
    assertThat(lines.stream().skip(1).map(line -> line.split(",")[0])).doesNotHaveDuplicates()
        .isSubsetOf(IntStream.range(12, 24).mapToObj(Cli::cell).toList());
    assertThat(Cli.refused(folder, command, "--count", 13)).startsWith("--count: found 13, expected at most 12");
    assertThat(Cli.refused(folder, command, "--count", 0)).isEqualTo("--count: found 0, expected at least 1");
    assertThat(Cli.refused(folder, command, "--count", 6, "--draws", 0))
        .isEqualTo("--draws: found 0, expected at least 1");
    assertThat(Cli.refused(folder, command, "--count", 6, "--out", path("no/next.csv"))).contains("no/next.csv");
  }

  @Test
  void labelsAreMadeAndResumed() throws IOException {
    Path out = folder.resolve("labels.csv");
    List<String> command = List.of("label", "--candidates", "random:6", "--images", Cli.idx(folder, 60),
        "--train-images", "40", "--test-images", "20", "--channels", "4", "--cells", "1", "--epochs", "1",
        "--batch-size", "20", "--out", out.toString());
    assertThat(Cli.run(command, "--threads", 1).done().out()).contains("6 labels, 6 made now");
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(11).startsWith("# parzc %s label: accuracy (%%) on 20 test images after training on 40"
        .formatted(BuildVersion.VERSION));
    assertThat(lines.get(4)).isEqualTo("architecture,accuracy");
    assertThat(lines.stream().skip(5).map(line -> Double.parseDouble(line.split(",")[1])))
        .allMatch(accuracy -> accuracy >= 0 && accuracy <= 100 && accuracy * 20 % 100 == 0);

    Files.write(out, lines.subList(0, 8));
    assertThat(Cli.run(command, "--threads", 2).done().out())
        .contains("3 of 6 architectures are there already, skipped").contains("6 labels, 3 made now");
    assertThat(Files.readAllLines(out)).isEqualTo(lines);
  }
}
