package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rankings: repeatable, readable by programs, and how good they may be. */
@Tag("slow")
class RankCommandTest {
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
}
