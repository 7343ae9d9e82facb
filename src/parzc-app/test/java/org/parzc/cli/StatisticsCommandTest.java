package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics of many architectures: measured once, kept, exported. */
@Tag("slow")
class StatisticsCommandTest {
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
}
