package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One architecture: its network, and what is measured of it. */
@Tag("slow")
class DescribeCommandTest {
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
}
