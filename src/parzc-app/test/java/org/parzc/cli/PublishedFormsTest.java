package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Architectures in the forms in which they are published, and files in which some entry is none, by
 * command.
 */
class PublishedFormsTest {
  private static final String CELL =
      "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_3x3~1|+|nor_conv_1x1~0|nor_conv_3x3~1|"
          + "none~2|";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "nasbench201 ! 235 ! " + CELL,
        "nasbench101 ! ([[0, 1, 1], [0, 0, 1], [0, 0, 0]], ['INPUT', 'CONV3X3-BN-RELU', 'OUTPUT'])"
            + " ! 011/001/000;input|conv3x3-bn-relu|output",
        "nds-darts ! [[(0, 4), (1, 3), (0, 2), (1, 2), (0, 2), (1, 2), (0, 2), (1, 2)], [(0, 0),"
            + " (1, 0), (0, 2), (1, 2), (0, 2), (1, 2), (0, 2), (1, 2)]] ! sep_conv_5x5~0"
            + " sep_conv_3x3~1 skip_connect~0 skip_connect~1 skip_connect~0 skip_connect~1"
            + " skip_connect~0 skip_connect~1;max_pool_3x3~0 max_pool_3x3~1 skip_connect~0"
            + " skip_connect~1 skip_connect~0 skip_connect~1 skip_connect~0 skip_connect~1",
        "pit ! 0 ! 16;2;1 4 2;2 2 2"
      })
  void describe(String space, String form, String text) throws IOException {
    assertThat(
            Cli.json(Cli.run("describe", "--space", space, form, "--json").done().out())
                .get("architecture")
                .asText())
        .isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "statistics",
        "label",
        "train",
        "rank",
        "evaluate",
        "importance",
        "suggest",
        "search",
        "serve"
      })
  void everyCommandThatReadsArchitecturesMayPassOverSome(String command) {
    assertThat(Cli.run(command, "--help").done().out()).contains("--skip-invalid");
  }

  @Test
  void candidatesAndLabelsAndScoresWithAnEntryThatIsNone() {
    Path candidates = Cli.write(folder.resolve("cells.txt"), "235\n(4,0,3,1,4,5)\n(4,0,3,1,4,3)\n");
    String refusal =
        candidates
            + ":2:12: not an architecture of nasbench201: column 12: found '5', expected a number "
            + "from 0 to 4";
    assertThat(
            Cli.refused(
                folder, Cli.quickly(folder, "statistics", "s.duckdb", "--candidates", candidates)))
        .isEqualTo(refusal + "; --skip-invalid passes over such architectures");
    String told =
        candidates
            + ": 1 of 3 entries are not architectures of nasbench201 and are passed over; the"
            + " first: "
            + refusal;
    assertThat(
            Cli.run(
                    Cli.quickly(
                        folder,
                        "statistics",
                        "s.duckdb",
                        "--candidates",
                        candidates,
                        "--skip-invalid"))
                .done()
                .out())
        .contains(told, "s.duckdb: 2 architectures");

    Path scores =
        Cli.write(
            folder.resolve("zc.json"),
            IntStream.range(0, 12)
                .mapToObj(
                    i ->
                        "\"(%d, 0, 2, 2, 2, %d)\": {\"val_accuracy\": %d.5, \"nwot\": {\"score\": %d}}"
                            .formatted(i == 7 ? 9 : i % 4, i / 4, 60 + i, i))
                .collect(Collectors.joining(",", "{\"cifar10\": {", "}}")));
    List<String> rank =
        Cli.quickly(
            folder,
            "rank",
            "s.duckdb",
            "--labels",
            scores,
            "--scores",
            scores,
            "--candidates",
            candidates,
            "--preset",
            "default/epochs=2",
            "--draws",
            "1");
    assertThat(Cli.refused(folder, rank)).startsWith(candidates + ":2:12: not an architecture");
    String passed =
        scores
            + ": 1 of 12 entries are not architectures of nasbench201 and are passed over; the"
            + " first: "
            + scores
            + ":1:";
    Cli.Result result = Cli.run(rank, "--skip-invalid");
    assertThat(result.done().out().lines().filter(line -> line.startsWith(passed)))
        .as("labels and scores")
        .hasSize(2);
    assertThat(result.out()).contains(told, CELL);
    assertThat(Cli.run(rank, "--skip-invalid", "--quiet").err())
        .as("quiet commands tell it too")
        .contains(told);
  }
}
