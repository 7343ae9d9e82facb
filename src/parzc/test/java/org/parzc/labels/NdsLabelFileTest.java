package org.parzc.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;
import org.parzc.spaces.nasbench.NasBench201;

class NdsLabelFileTest {
  private static final String ADVICE = "; skip-invalid passes over such architectures";
  private static final SearchSpace ENAS = SearchSpaces.named("nds-enas");
  private static final String CELL =
      "skip_connect~0 skip_connect~1 sep_conv_3x3~0 avg_pool_3x3~2 sep_conv_5x5~1 "
          + "max_pool_3x3~0 skip_connect~0 skip_connect~1 skip_connect~4 skip_connect~4";

  /** One training as the study writes it, on lines of its own; the cell of {@link #CELL} twice. */
  private static final String TRAINING =
      """
      {"job_id": 1, "net": {"aux": false, "depth": 20,
        "genotype": {
          "normal": [["skip_connect", 0], ["skip_connect", 1], ["sep_conv_3x3", 0], ["avg_pool_3x3", 2],
            ["sep_conv_5x5", 1], ["max_pool_3x3", 0], ["skip_connect", 0], ["skip_connect", 1],
            ["skip_connect", 4], ["skip_connect", 4]],
          "normal_concat": [3, 5, 6],
          "reduce": [["skip_connect", 0], ["skip_connect", 1], ["sep_conv_3x3", 0], ["avg_pool_3x3", 2],
            ["sep_conv_5x5", 1], ["max_pool_3x3", 0], ["skip_connect", 0], ["skip_connect", 1],
            ["skip_connect", 4], ["skip_connect", 4]],
          "reduce_concat": [6, 5, 3]},
        "width": 36},
       "optim": {"lr": 0.1, "wd": 0.0005}, "params": 1.5, "train_ep_loss": [NaN, 2.5],
       "test_ep_top1": [90.5, 6.25, 7]}\
      """;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("ENAS.json");
  }

  private Labels read(String content, String label) throws IOException {
    Files.writeString(file, content);
    return LabelFile.read(file, ENAS, null, label, LabelRange.PERCENT);
  }

  private void assertRefused(String content, String message) {
    assertThatThrownBy(() -> read(content, null))
        .isInstanceOf(InputException.class)
        .hasMessage(file + message);
  }

  @Test
  void readsCellsSizeAndTheLastOrTheBestEpoch() throws IOException {
    String second = TRAINING.replace("36", "16").replace("7]}", "5.5]}");
    Labels last = read("[" + TRAINING + ",\n" + second + "]\n", null);
    assertThat(last.architectures())
        .extracting(Object::toString)
        .containsExactly(CELL + ";" + CELL + ";C=36;N=20", CELL + ";" + CELL + ";C=16;N=20");
    assertThat(last.values()).containsExactly(93, 94.5);
    assertThat(last.column()).isEqualTo("final_test_acc");
    assertThat(last.entries()).extracting(LabelledArchitecture::line).containsExactly(1, 14);
    Labels best = read("[" + TRAINING + ",\n" + second + "]\n", "best_test_acc");
    assertThat(best.values()).containsExactly(93.75, 94.5);
    assertThat(best.architectures()).isEqualTo(last.architectures());
  }

  @Test
  void trainingsWithoutALabelAndSeveralRunsOfOneArchitecture() throws IOException {
    String diverged = TRAINING.replace("36", "16").replace("7]}", "null]}");
    Files.writeString(
        file, "[" + TRAINING + "," + diverged + "," + TRAINING.replace("7]}", "9]}") + "]");
    Labels labels =
        LabelFile.read(
            file,
            ENAS,
            new LabelRules(
                null,
                null,
                LabelRange.PERCENT,
                Unlabelled.SKIPPED,
                Repeats.AVERAGED,
                Direction.HIGHER_IS_BETTER,
                InvalidEntries.REFUSED));
    assertThat(labels.values()).containsExactly(92);
    assertThat(labels.remarks())
        .containsExactly(
            "2 labels of 1 architectures joined to their means", "1 without a label passed over");
  }

  @Test
  void itsArchitecturesAreCandidates() throws IOException {
    Labels labels = read("[" + TRAINING + "]", null);
    assertThat(Candidates.read(file.toString(), ENAS, 0)).isEqualTo(labels.architectures());
  }

  @Test
  void messagesPointAtTheOffence() {
    Map.of(
            "1",
            ":1:1: found '1', expected a list of trainings",
            "[]",
            ": found an empty list, expected trainings",
            "[1]",
            ":1:2: found '1', expected an object with net and test_ep_top1",
            "[{}]",
            ":1:2: found an object without net",
            "[{\"net\": 3}]",
            ":1:10: found '3', expected an object with genotype, width and depth",
            "[{\"net\": {}}]",
            ":1:2: found an object without test_ep_top1",
            "[{\"net\": {}, \"test_ep_top1\": [7]}]",
            ":1:10: found a net without normal" + ADVICE,
            "[" + TRAINING + "] 1",
            ":13:36: found something after the list, expected the end",
            "[" + TRAINING + "," + TRAINING + "]",
            ":13:35: the same architecture as at 1:2; average-runs takes the mean "
                + "of an architecture's labels")
        .forEach(this::assertRefused);
    refused(
        "\"sep_conv_3x3\", 0], [\"avg_pool_3x3\", 2]",
        "\"conv_3x3\", 0], [\"avg_pool_3x3\", 2]",
        ":3:59: not an architecture of nds-enas: column 31: found 'conv_3x3', expected one of"
            + " skip_connect, sep_conv_3x3, sep_conv_5x5, avg_pool_3x3, max_pool_3x3"
            + ADVICE);
    refused(
        "\"avg_pool_3x3\", 2",
        "\"avg_pool_3x3\", 3",
        ":3:80: not an architecture of nds-enas: column 59: found "
            + "'3', expected an input before node 3, 0 to 2"
            + ADVICE);
    refused(
        "[\"skip_connect\", 4]]",
        "[\"skip_connect\"]]",
        ":5:43: found ']', expected normal: a whole number");
    refused(
        ",\n      [\"skip_connect\", 4], [\"skip_connect\", 4]]",
        "]",
        ":4:71: not an architecture of nds-enas: column 120: found ';skip_connect~0 skip_con…',"
            + " expected 10 terms, of which 2 are missing"
            + ADVICE);
    refused(
        "[3, 5, 6]",
        "[2, 5, 6]",
        ":6:23: normal_concat: found nodes 2, 5, 6, expected 3, 5, 6" + ADVICE);
    refused(
        "\"depth\": 20",
        "\"depth\": 2",
        ":1:47: not an architecture of nds-enas: column 308: found '2', "
            + "expected N from 3 to 999"
            + ADVICE);
    refused(
        "\"width\": 36", "\"width\": 36.5", ":11:12: found '36.5', expected width: a whole number");
    refused(
        "[90.5, 6.25, 7]",
        "[]",
        ":13:18: test_ep_top1: found no number; skip-unlabelled passes over such "
            + "architectures");
    refused(
        "6.25, 7]",
        "6.25, NaN]",
        ":13:31: test_ep_top1: found no number; skip-unlabelled passes over such "
            + "architectures");
    refused(
        "6.25, 7]",
        "6.25, null]",
        ":13:31: test_ep_top1: found no number; skip-unlabelled passes over such "
            + "architectures");
    refused(
        "6.25, 7]",
        "6.25, 170]",
        ":13:31: test_ep_top1: found the label -70.0, expected 0.0 to 100.0; "
            + "label-range MIN,MAX says which labels make sense");
    refused("6.25, 7]", "6.25, \"7\"]", ":13:31: test_ep_top1: found '7', expected a number");
    refused(
        "\"test_ep_top1\": [90.5, 6.25, 7]}",
        "\"x\": 1}",
        ":1:2: found an object without test_ep_top1");
  }

  /** Replaces the first occurrence. */
  private void refused(String before, String after, String message) {
    int at = TRAINING.indexOf(before);
    assertThat(at).isNotNegative();
    assertRefused(
        "[" + TRAINING.substring(0, at) + after + TRAINING.substring(at + before.length()) + "]",
        message);
  }

  @Test
  void aCutFileIsNotJson() {
    assertThatThrownBy(() -> read("[" + TRAINING.substring(0, 300), null))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(".*ENAS.json:\\d+:\\d+: not JSON: Unexpected end-of-input.*");
    assertThatThrownBy(() -> read("", null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("found the end, expected a list of trainings");
  }

  @Test
  void otherSpacesColumnsAndLabelsAreRefused() throws IOException {
    Files.writeString(file, "[" + TRAINING + "]");
    assertThatThrownBy(
            () -> LabelFile.read(file, new NasBench201(), null, null, LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + ": a JSON list of trainings holds architectures of nds-… spaces, not of"
                + " nasbench201");
    assertThatThrownBy(() -> LabelFile.read(file, ENAS, "arch", null, LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file + ": found architecture column 'arch', expected none for a file that is no table");
    assertThatThrownBy(() -> LabelFile.read(file, ENAS, null, "accuracy", LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": no label 'accuracy', expected final_test_acc or best_test_acc");
    assertThatThrownBy(
            () -> LabelFile.read(folder.resolve("none.json"), ENAS, null, null, LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("none.json") + ": no such file");
  }

  /** Reads a file given as its argument. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) {
      Labels labels = LabelFile.read(Path.of(arguments[0]), ENAS, null, null, LabelRange.PERCENT);
      System.out.println(labels.size());
    }
  }

  @Test
  void aFileLargerThanTheHeapIsRead() throws IOException, InterruptedException {
    int trainings = 40;
    String curve = "0.123456, ".repeat(200_000);
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < trainings; i++) {
        writer.write(i == 0 ? "[" : ", ");
        writer.write(
            TRAINING
                .replace("\"width\": 36", "\"width\": " + (16 + i))
                .replace("\"params\": 1.5", "\"train_it_top1\": [" + curve + "1]"));
      }
      writer.write("]");
    }
    assertThat(Files.size(file)).isGreaterThan(64L << 20);
    Path output = folder.resolve("output");
    Process reader =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx32m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Reader.class.getName(),
                    file.toString()))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(reader.waitFor()).isZero();
    assertThat(Files.readString(output, StandardCharsets.UTF_8).strip())
        .isEqualTo(String.valueOf(trainings));
  }
}
