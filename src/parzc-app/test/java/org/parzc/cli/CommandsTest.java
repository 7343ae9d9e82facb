package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.files.BuildVersion;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Statistics;
import picocli.CommandLine;

/** What each command does when all is well. */
@Tag("slow")
class CommandsTest {
  @TempDir Path folder;

  private List<String> quickly(String command, String store, Object... arguments) {
    return Cli.quickly(folder, command, store, arguments);
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
  void shellsCompleteCommandsAndOptions() throws IOException, InterruptedException {
    String script =
        Files.writeString(
                folder.resolve("completion"),
                Cli.run("completion").done().out()
                    + "compopt() { :; }\n" // which wants to be called by readline
                    + "COMP_WORDS=(parzc ev); COMP_CWORD=1; _complete_parzc; echo"
                    + " \"${COMPREPLY[@]}\"\n"
                    + "COMP_WORDS=(parzc rank --cand); COMP_CWORD=2; _complete_parzc; echo"
                    + " \"${COMPREPLY[@]}\"\n")
            .toString();
    Process shell = new ProcessBuilder("bash", "-e", script).redirectErrorStream(true).start();
    assertThat(
            new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip))
        .containsExactly("evaluate", "--candidates");
    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void theProgramExplainsItself() {
    assertThat(Cli.run("--help").done().out())
        .contains(commands())
        .contains("Exit codes: 0 done, 1 failed, 2 wrong");
    assertThat(Cli.run("--version").done().out())
        .isEqualTo("parzc %s%n".formatted(BuildVersion.VERSION))
        .containsPattern("\\d+\\.\\d+");
    assertThat(Cli.run().code()).isEqualTo(2);
    assertThat(Cli.run().out()).startsWith("Usage: parzc");
  }

  @Test
  void spacesListsAllThereIsToChoose() {
    assertThat(Cli.run("spaces").done().out())
        .containsPattern("nasbench201 +15,625 +98 +C=16 N=5 classes=10")
        .containsPattern("nasbench101 +101 +C=128 N=3 classes=10")
        .contains(
            Stream.concat(Statistics.nodeWise().stream(), Statistics.networkLevel().stream())
                .map(Quantity::name)
                .toList());
  }

  @Test
  void describeTakesTextOrIndex() {
    String text =
        "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_3x3~1|+|nor_conv_1x1~0|nor_conv_3x3~1|none~2|";
    String described = Cli.run("describe", text).done().out();
    assertThat(Cli.run("describe", 235).done().out()).isEqualTo(described);
    assertThat(described)
        .contains("architecture   " + text, "stem", "classifier")
        .containsPattern("params +\\d+")
        .containsPattern("flops +\\d+");
  }

  /**
   * Counts of the benchmark's own network: C = 16, N = 5, ten classes, all edges 3×3 convolutions.
   */
  @Test
  void describeCountsLikeTheBenchmark() throws IOException {
    String all =
        "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";
    JsonNode facts = Cli.json(Cli.run("describe", all, "--json").done().out());
    assertThat(facts.get("nodes").asInt()).isEqualTo(98);
    assertThat(facts.get("params").asLong()).isEqualTo(1_531_546);
    assertThat(facts.get("topology").size()).isPositive();
    assertThat(facts.has("statistics")).isFalse();
  }

  @Test
  void describeMeasures() throws IOException {
    List<String> command = List.of("describe", Cli.cell(1), "--measure");
    String table = Cli.run(command, Cli.QUICK).done().out();
    assertThat(table)
        .containsPattern("node +slot +operation +l2_norm +grad_norm +synflow")
        .containsPattern("\nnwot +");
    JsonNode statistics =
        Cli.json(Cli.run(command, "--json", Cli.QUICK).done().out()).get("statistics");
    JsonNode nodes = statistics.get("nodes");
    assertThat(nodes.size()).isPositive();
    nodes.forEach(
        node -> {
          assertThat(node.get("values").get("l2_norm").asDouble()).isPositive();
          assertThat(table)
              .contains("%.4g".formatted(node.get("values").get("l2_norm").asDouble()));
        });
    assertThat(statistics.get("proxies").get("nwot").asDouble()).isFinite();
  }

  /**
   * In float32, Σ w·g of a weight that batch norm follows is 0 but for rounding; in float64 it is
   * not.
   */
  @Test
  void describeMarksWhatIsRoundingNoise() throws IOException {
    List<String> command =
        List.of(
            "describe",
            Cli.cell(1),
            "--measure",
            "--channels",
            "4",
            "--cells",
            "1",
            "--batch-size",
            "4",
            "--statistics",
            "l2_norm,plain",
            "--proxies",
            "nwot");
    String table = Cli.run(command).done().out();
    assertThat(table).containsPattern(" ~-?\\d").contains("~: rounding noise in float32");
    assertThat(Cli.run(command, "--precision", "float64").done().out())
        .doesNotContainPattern(" ~-?\\d")
        .doesNotContain("rounding noise");
    JsonNode digits =
        Cli.json(Cli.run(command, "--json").done().out()).get("significant_digits").get("nodes");
    List<Double> plain =
        StreamSupport.stream(digits.spliterator(), false)
            .map(node -> node.get("plain").asDouble())
            .toList();
    assertThat(plain)
        .filteredOn(one -> one < 1)
        .hasSameSizeAs(table.lines().filter(line -> line.contains(" ~")).toList());
    digits.forEach(node -> assertThat(node.get("l2_norm").asDouble()).isGreaterThan(6));
  }

  @Test
  void statisticsSaysWhatIsRoundingNoise() throws IOException {
    List<String> command =
        List.of(
            "statistics",
            "--candidates",
            "random:4",
            "--seed",
            "3",
            "--channels",
            "4",
            "--cells",
            "1",
            "--batch-size",
            "4",
            "--statistics",
            "l2_norm,plain",
            "--proxies",
            "nwot",
            "--store");
    assertThat(Cli.run(command, path("a.duckdb")).done().out())
        .contains("rounding noise not looked for");
    assertThat(Cli.run(command, path("b.duckdb"), "--check-rounding", "2").done().out())
        .containsPattern("rounding noise in 2 networks of \\d+ nodes: plain in \\d+ nodes");
    JsonNode rounding =
        Cli.json(Cli.run(command, path("c.duckdb"), "--check-rounding", "2", "--json").out())
            .get("rounding");
    assertThat(rounding.get("networks").asInt()).isEqualTo(2);
    assertThat(rounding.get("noisyNodes").get("plain").asInt())
        .isBetween(1, rounding.get("nodes").asInt());
    assertThat(Cli.run(command, path("d.duckdb"), "--check-rounding", "-1").code()).isEqualTo(2);
    assertThat(
            Cli.refused(
                folder,
                command,
                path("d.duckdb"),
                "--check-rounding",
                "2",
                "--engine",
                "spark",
                "--parquet",
                folder))
        .startsWith("--check-rounding: found 2, expected 0 with --engine spark");
  }

  @Test
  void synflowWithBatchNormIsMeasuredIfAskedFor() throws IOException {
    List<String> command =
        List.of(
            "describe",
            Cli.cell(1),
            "--measure",
            "--json",
            "--channels",
            "4",
            "--cells",
            "1",
            "--batch-size",
            "4",
            "--proxies",
            "nwot");
    for (List<String> asked :
        List.of(
            List.<String>of(),
            List.of("--statistics", "all"),
            List.of("--statistics", "synflow_bn"))) {
      JsonNode node =
          Cli.json(Cli.run(command, asked).done().out()).get("statistics").get("nodes").get(0);
      assertThat(node.get("values").has("synflow_bn")).isEqualTo(!asked.isEmpty());
      assertThat(node.get("values").has("synflow")).isEqualTo(!asked.contains("synflow_bn"));
    }
  }

  @Test
  void doctorKnowsTheInstallation() throws IOException {
    String text = Cli.run("doctor").done().out();
    JsonNode facts = Cli.json(Cli.run("doctor", "--json").done().out());
    assertThat(List.of("parzc", "java", "native core", "device", "libtorch"))
        .allSatisfy(
            fact -> {
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
    assertThat(
            Cli.run(quickly("statistics", "same.duckdb", "--candidates", file.toString()))
                .done()
                .out())
        .contains("2 architectures extracted")
        .contains("(1 networks,");
    Files.write(file, List.of(plain));
    Cli.run(quickly("statistics", "same.duckdb", "--candidates", file.toString())).done();
    Files.write(file, List.of(plain, dead.replace("avg_pool_3x3", "none")));
    assertThat(
            Cli.run(
                    quickly(
                        "statistics",
                        "same.duckdb",
                        "--candidates",
                        file.toString(),
                        "--export-nodes",
                        path("same.csv"),
                        "--export-architectures",
                        path("sizes.csv")))
                .done()
                .out())
        .contains(
            "1 of 2 architectures are there already, skipped",
            "1 networks were measured before, under another")
        .doesNotContain("extracted");
    assertThat(
            Files.readAllLines(folder.resolve("same.csv")).stream()
                .skip(1)
                .map(line -> line.substring(line.indexOf(",") + 1))
                .distinct())
        .hasSize(8);
    assertThat(
            Files.readAllLines(folder.resolve("sizes.csv")).stream()
                .skip(1)
                .map(line -> line.substring(line.indexOf(",") + 1))
                .distinct()
                .count())
        .isEqualTo(1);
  }

  @Test
  void statisticsSkipWhatIsThereAndExportTheRest() throws IOException {
    List<String> six = quickly("statistics", "s.duckdb", "--candidates", "random:6");
    assertThat(Cli.run(six).done().out())
        .contains("6 architectures extracted")
        .contains("batch_size  4")
        .doesNotContain("skipped");
    assertThat(
            Cli.run(
                    quickly(
                        "statistics",
                        "s.duckdb",
                        "--candidates",
                        "random:9",
                        "--export-nodes",
                        path("nodes.csv"),
                        "--export-architectures",
                        path("architectures.csv")))
                .done()
                .out())
        .contains("6 of 9 architectures are there already, skipped")
        .contains("3 architectures extracted");
    List<String> architectures = Files.readAllLines(folder.resolve("architectures.csv"));
    assertThat(architectures)
        .hasSize(10)
        .first()
        .isEqualTo("architecture,params,flops,depth,nodes,nwot");
    long nodes =
        architectures.stream().skip(1).mapToLong(line -> Long.parseLong(line.split(",")[4])).sum();
    assertThat(Files.readAllLines(folder.resolve("nodes.csv")))
        .hasSize((int) nodes + 1)
        .first()
        .isEqualTo(
            "architecture,node_index,slot,slot_group,kind,shape,weights,live,non_finite,l2_norm,grad_norm,synflow");
    assertThat(Cli.run(six, "--export-nodes", path("nodes.parquet")).done().out())
        .contains("6 of 6 architectures are there already, skipped")
        .doesNotContain("extracted");
    assertThat(bytes("nodes.parquet")).startsWith('P', 'A', 'R', '1').endsWith('P', 'A', 'R', '1');
  }

  @Test
  void allStatisticsDoNotDependOnTheNumberOfThreads() {
    for (int threads : new int[] {1, 2}) {
      Cli.run(
              "statistics",
              "--candidates",
              "random:8",
              "--store",
              path("all" + threads),
              "--threads",
              threads,
              Cli.QUICK.subList(0, 6),
              "--export-nodes",
              path("nodes%d.csv".formatted(threads)),
              "--export-architectures",
              path("architectures%d.csv".formatted(threads)))
          .done();
    }
    assertThat(folder.resolve("nodes1.csv")).hasSameBinaryContentAs(folder.resolve("nodes2.csv"));
    assertThat(folder.resolve("architectures1.csv"))
        .hasSameBinaryContentAs(folder.resolve("architectures2.csv"));
  }

  @Test
  void rankingsAreRepeatable() throws IOException {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 14);
    Object[] job = {"--candidates", "random:12", "--preset", "default/epochs=5", "--seed", 3};
    List<String> fresh = quickly("rank", "a.duckdb", job);
    Cli.run(fresh, "--labels", labels, "--threads", 1, "--out", path("first.csv")).done();
    String again = Cli.run(fresh, "--labels", labels, "--out", path("again.csv")).done().out();
    Cli.run(
            quickly("rank", "b.duckdb", job),
            "--labels",
            labels,
            "--threads",
            2,
            "--out",
            path("threads.csv"))
        .done();
    Cli.run(
            quickly(
                "train",
                "a.duckdb",
                "--labels",
                labels,
                "--model",
                path("model"),
                "--preset",
                "default/epochs=5",
                "--seed",
                3))
        .done();
    Cli.run(
            quickly("rank", "c.duckdb", "--candidates", "random:12", "--seed", 3),
            "--model",
            path("model"),
            "--out",
            path("model.csv"))
        .done();

    List<String> lines = Files.readAllLines(folder.resolve("first.csv"));
    assertThat(lines).hasSize(13).first().isEqualTo("rank,architecture,score,std");
    List<Double> scores =
        lines.stream().skip(1).map(line -> Double.parseDouble(line.split(",")[2])).toList();
    assertThat(scores).isSortedAccordingTo((a, b) -> Double.compare(b, a)).doesNotHaveDuplicates();
    assertThat(lines.stream().skip(1).map(line -> line.split(",")[0]))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 12).mapToObj(String::valueOf).toList());
    assertThat(lines.stream().skip(1).map(line -> Double.parseDouble(line.split(",")[3])))
        .allMatch(std -> std > 0);
    assertThat(again).contains(lines.get(1).split(",")[1]);
    for (String other : List.of("again.csv", "threads.csv", "model.csv")) {
      assertThat(folder.resolve(other)).hasSameBinaryContentAs(folder.resolve("first.csv"));
    }
    Cli.run(
            quickly(
                "rank",
                "a.duckdb",
                "--candidates",
                "random:12",
                "--preset",
                "default/epochs=6",
                "--seed",
                3),
            "--labels",
            labels,
            "--out",
            path("longer.csv"))
        .done();
    assertThat(bytes("longer.csv")).isNotEqualTo(bytes("first.csv"));
  }

  @Test
  void rankingsPrintAsJsonAlone() throws IOException {
    Cli.Result result =
        Cli.run(
            quickly(
                "rank",
                "a.duckdb",
                "--candidates",
                "random:3",
                "--preset",
                "default/epochs=2",
                "--json",
                "--labels",
                Cli.labels(folder.resolve("labels.csv"), 10)));
    JsonNode ranking = Cli.json(result.out());
    assertThat(ranking).hasSize(3);
    assertThat(ranking.get(0).get("rank").asInt()).isEqualTo(1);
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("architectures extracted");
  }

  @Test
  void rankingsSayHowGoodTheyMayBe() throws IOException {
    List<String> rank =
        quickly(
            "rank",
            "a.duckdb",
            "--candidates",
            "random:3",
            "--preset",
            "default/epochs=2",
            "--labels",
            Cli.labels(folder.resolve("labels.csv"), 10),
            "--folds",
            3,
            "--report",
            path("ranking.html"));
    List<String> told =
        Cli.run(rank, "--threads", 1)
            .done()
            .out()
            .lines()
            .filter(line -> line.contains("-fold "))
            .toList();
    assertThat(told)
        .singleElement()
        .asString()
        .matches("3-fold cross-validation on 10 labels: τ -?\\d\\.\\d{3}, ρ -?\\d\\.\\d{3}");
    assertThat(Cli.run(rank, "--threads", 2).done().out()).contains(told.get(0));
    assertThat(Files.readString(folder.resolve("ranking.html")))
        .contains("3-fold cross-validation on 10 labels, all architectures");
  }

  @Test
  void labelsAreMadeAndResumed() throws IOException {
    Path out = folder.resolve("labels.csv");
    List<String> command =
        List.of(
            "label",
            "--candidates",
            "random:6",
            "--images",
            Cli.idx(folder, 60),
            "--train-images",
            "40",
            "--test-images",
            "20",
            "--channels",
            "4",
            "--cells",
            "1",
            "--epochs",
            "1",
            "--batch-size",
            "20",
            "--out",
            out.toString());
    assertThat(Cli.run(command, "--threads", 1).done().out()).contains("6 labels, 6 made now");
    List<String> lines = Files.readAllLines(out);
    assertThat(lines)
        .hasSize(12)
        .element(1)
        .isEqualTo(
            "# parzc %s label: accuracy (%%) on 20 test images after training on 40"
                .formatted(BuildVersion.VERSION));
    assertThat(lines.get(5)).isEqualTo("architecture,accuracy");
    assertThat(lines.stream().skip(6).map(line -> Double.parseDouble(line.split(",")[1])))
        .allMatch(accuracy -> accuracy >= 0 && accuracy <= 100 && accuracy * 20 % 100 == 0);

    Files.write(out, lines.subList(0, 9));
    assertThat(Cli.refused(folder, command))
        .isEqualTo(
            out
                + ": its lines are not those that its first line has the checksum of: it was"
                + " changed after it was written; without that line it is read as it is");
    Files.write(out, lines.subList(1, 9));
    assertThat(Cli.run(command, "--threads", 2).done().out())
        .contains("3 of 6 architectures are there already, skipped")
        .contains("6 labels, 3 made now");
    assertThat(Files.readAllLines(out)).isEqualTo(lines);
  }
}
