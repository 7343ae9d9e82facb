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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;
import org.parzc.spaces.nasbench.NasBench101;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.spaces.nds.NdsSpace;

/** Files in the layout of NAS-Bench-Suite-Zero, written here. */
@Tag("slow")
class SuiteZeroFileTest {
  private static final String ADVICE = "; skip-invalid passes over such architectures";
  private static final SearchSpace SPACE = new NasBench201();
  private static final String CELL = "(4, 0, 3, 1, 4, 3)";
  private static final String OTHER = "(0, 1, 2, 3, 4, 0)";
  private static final String GOOD =
      """
      {"cifar10": {
        "(4, 0, 3, 1, 4, 3)": {"id": 1, "val_accuracy": 89.5,
          "nwot": {"score": 780.5, "time": 0.5}, "synflow": {"time": 1, "score": -Infinity}, "grasp": 3e2,
          "epe_nas": {"score": null, "time": 0}, "snip_layerwise": {"score": [1, 2]}},
        "(0, 1, 2, 3, 4, 0)": {"val_accuracy": 90, "nwot": {"score": 12, "time": 0.5}}},
       "cifar100": {"(4, 0, 3, 1, 4, 3)": {"val_accuracy": 70, "nwot": {"score": 1, "time": 2}}}}
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("zc_nasbench201.json");
  }

  private Labels labels(String content, SearchSpace space, String column) throws IOException {
    return LabelFile.read(
        Files.writeString(file, content), space, null, column, LabelRange.PERCENT);
  }

  @Test
  void theAccuraciesOfADatasetAreLabels() throws IOException {
    Labels labels = labels(GOOD, SPACE, "cifar10/val_accuracy");
    assertThat(labels.column()).isEqualTo("cifar10/val_accuracy");
    assertThat(labels.entries())
        .containsExactly(
            new LabelledArchitecture(SPACE.interpret(CELL), 89.5, 2),
            new LabelledArchitecture(SPACE.interpret(OTHER), 90, 5));
    assertThat(labels(GOOD, SPACE, "cifar100/val_accuracy").values()).containsExactly(70);
    assertThat(labels(GOOD, SPACE, "cifar100/nwot").values()).containsExactly(1);
    String single = GOOD.substring(0, GOOD.indexOf(",\n \"cifar100")) + "}";
    assertThat(labels(single, SPACE, null))
        .isEqualTo(labels(single, SPACE, "cifar10/val_accuracy"))
        .isEqualTo(labels(single, SPACE, "val_accuracy"));
  }

  @Test
  void architecturesWithoutAValueCanBePassedOver() throws IOException {
    assertThatThrownBy(() -> labels(GOOD, SPACE, "cifar10/grasp"))
        .isInstanceOf(InputException.class);
    Files.writeString(file, GOOD);
    Labels labels =
        LabelFile.read(
            file,
            SPACE,
            new LabelRules(
                null,
                "cifar10/grasp",
                LabelRange.parse("0,1000"),
                Unlabelled.SKIPPED,
                Repeats.REFUSED,
                Direction.HIGHER_IS_BETTER,
                InvalidEntries.REFUSED));
    assertThat(labels.entries())
        .containsExactly(new LabelledArchitecture(SPACE.interpret(CELL), 300, 2));
    assertThat(labels.remarks()).containsExactly("1 without a label passed over");
  }

  @Test
  void severalLabelsOfOneArchitectureAreAveraged() throws IOException {
    Files.writeString(
        file,
        ("{\"c\": {\"%1$s\": {\"val_loss\": 3}, \"%2$s\": {\"val_loss\": 1}, "
                + "\"%1$s\": {\"val_loss\": 4}, \"%1$s\": {\"val_loss\": NaN}}}")
            .formatted(CELL, OTHER));
    Labels labels =
        LabelFile.read(
            file,
            SPACE,
            new LabelRules(
                null,
                "val_loss",
                LabelRange.PERCENT,
                Unlabelled.SKIPPED,
                Repeats.AVERAGED,
                Direction.LOWER_IS_BETTER,
                InvalidEntries.REFUSED));
    assertThat(labels.values()).containsExactly(-3.5, -1);
    assertThat(labels.remarks())
        .containsExactly(
            "2 labels of 1 architectures joined to their means", "1 without a label passed over");
  }

  @Test
  void theProxiesOfWantedArchitecturesAreScores() throws IOException {
    Files.writeString(file, GOOD);
    Architecture cell = SPACE.interpret(CELL);
    PublishedScores all =
        PublishedScores.read(
            file, SPACE, "cifar10", Set.of(cell, SPACE.interpret(OTHER)), InvalidEntries.REFUSED);
    assertThat(all.dataset()).isEqualTo("cifar10");
    assertThat(all.of(cell))
        .isEqualTo(
            Map.of(
                "published_nwot",
                780.5,
                "published_synflow",
                Double.NEGATIVE_INFINITY,
                "published_grasp",
                300.0));
    assertThat(all.of(SPACE.interpret(OTHER))).isEqualTo(Map.of("published_nwot", 12.0));
    assertThat(
            PublishedScores.read(
                    file,
                    SPACE,
                    "cifar100",
                    Set.of(cell, SPACE.interpret(OTHER)),
                    InvalidEntries.REFUSED)
                .scores())
        .containsOnlyKeys(cell);
    assertThat(
            PublishedScores.read(file, SPACE, "cifar10", Set.of(), InvalidEntries.REFUSED).scores())
        .isEmpty();
  }

  @Test
  void keysMeanCellsOfNasBench101() throws IOException {
    String key = "(0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 2, 1)";
    Labels labels =
        labels("{\"cifar10\": {\"" + key + "\": {\"val_accuracy\": 94}}}", new NasBench101(), null);
    assertThat(labels.architectures())
        .extracting(Architecture::text)
        .containsExactly("0101/0010/0001/0000;input|conv3x3-bn-relu|maxpool3x3|output");
    refused(
        "{\"cifar10\": {\"" + key.replace("(0, 1,", "(0, 2,") + "\": {}}}",
        new NasBench101(),
        ":1:19: not an architecture of nasbench101: column 5: found '2', expected a number from 0"
            + " to 1"
            + ADVICE);
    refused(
        "{\"cifar10\": {\"" + key.replace(", 4, 2, 1)", ", 4, 2)") + "\": {}}}",
        new NasBench101(),
        ":1:71: not an architecture of nasbench101: column 57: found 19 numbers, expected 20"
            + ADVICE);
    refused(
        "{\"cifar10\": {\"" + key.replace("0, 4, 2, 1)", "3, 4, 2, 1)") + "\": {}}}",
        new NasBench101(),
        ":1:64: not an architecture of nasbench101: column 50: found '3', expected input, operation"
            + " 1 of 4"
            + ADVICE);
  }

  @Test
  void keysMeanArchitecturesOfNasBench301() throws IOException {
    String cell = "((0, 3), (1, 5), (0, 3), (2, 0), (1, 1), (3, 6), (0, 2), (4, 4))";
    String text =
        "sep_conv_3x3~0 dil_conv_3x3~1 sep_conv_3x3~0 max_pool_3x3~2 avg_pool_3x3~1 dil_conv_5x5~3 "
            + "skip_connect~0 sep_conv_5x5~4";
    Labels labels =
        labels(
            "{\"cifar10\": {\"(%s, %s)\": {\"val_accuracy\": 94}}}".formatted(cell, cell),
            SearchSpaces.named("nds-darts"),
            null);
    assertThat(labels.architectures())
        .extracting(Architecture::text)
        .containsExactly(text + ";" + text);
  }

  @Test
  void keysMeanCellsOfSpacesThatSaySo() throws IOException {
    SearchSpace transNas = SearchSpaces.named("custom:examples/spaces/transnasbench101-micro.yaml");
    Labels labels =
        labels(
            "{\"class_scene\": {\"(1, 0, 2, 3, 3, 3)\": {\"val_accuracy\": 54}}}", transNas, null);
    assertThat(labels.architectures())
        .extracting(Architecture::text)
        .containsExactly("64-41414-1_02_333");
  }

  @Test
  void spacesWithoutKnownKeysAreRefused() {
    refused(
        GOOD,
        NdsSpace.all().get(0),
        ":2:4: not an architecture of nds-amoeba: column 1: found a list of 6, "
            + "expected two lists, a normal and a reduction cell"
            + ADVICE);
    String numbers = "[%s]".formatted("(0, 1), ".repeat(10));
    refused(
        "{\"cifar10\": {\"(%s, %s)\": {}}}".formatted(numbers, numbers),
        NdsSpace.all().get(0),
        ":1:21: not an architecture of nds-amoeba: column 7: found '1', expected the name of an"
            + " operation, for in nds-amoeba numbers have no known meaning"
            + ADVICE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "{} ! : no data set 'cifar10', found none",
        "{\"a\": {}, \"b\": {}} ! : no data set 'cifar10', found a, b",
        "{\"cifar10\": {}} ! : found no labels in column cifar10/val_accuracy",
        "{\"cifar10\": 3} ! :1:13: found '3', expected an object of architectures",
        "{\"cifar10\": {}, \"cifar10\": {}} ! :1:17: found data set 'cifar10' twice",
        "{\"cifar10\": {}} 1 ! :1:17: found something after the data sets, expected the end",
        "{\"cifar10\": {\"(1, 2)\": {}}} ! :1:20: not an architecture of nasbench201: column 6:"
            + " found 2 numbers, expected 6"
            + ADVICE,
        "{\"cifar10\": {\"(4, 0, 3, 1, 4, 5)\": {}}} ! :1:31: not an architecture of nasbench201:"
            + " column 17: found '5', expected a number from 0 to 4"
            + ADVICE,
        "{\"cifar10\": {\"(4, 0, 3, 1, 4, 3)\": []}} ! :1:36: found '[', expected an object of"
            + " values",
        "{\"cifar10\": {\"(4, 0, 3, 1, 4, 3)\": {\"x\": 1}}} ! :1:14: found no number"
            + " 'val_accuracy'; skip-unlabelled passes over such architectures",
        "{\"cifar10\": {\"(4, 0, 3, 1, 4, 3)\": {\"val_accuracy\": \"9\"}}} ! :1:14: found no"
            + " number 'val_accuracy'; skip-unlabelled passes over such architectures",
        "{\"cifar10\": {\"(4, 0, 3, 1, 4, 3)\": {\"val_accuracy\": NaN}}} ! :1:14: found no number"
            + " 'val_accuracy'; skip-unlabelled passes over such architectures",
        "{\"cifar10\": {\"(4, 0, 3, 1, 4, 3)\": {\"val_accuracy\": 101}}} ! :1:53: val_accuracy:"
            + " found 101.0, expected 0.0 to 100.0; label-range MIN,MAX says which labels make"
            + " sense"
      })
  void messagesPointAtTheOffence(String content, String message) throws IOException {
    Files.writeString(file, content);
    assertThatThrownBy(
            () -> LabelFile.read(file, SPACE, null, "cifar10/val_accuracy", LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(file + message);
  }

  @Test
  void severalDatasetsNeedAName() {
    refused(GOOD, SPACE, ":6:2: found data sets cifar10, cifar100, expected the name of one");
  }

  @Test
  void repeatedArchitecturesAreRefused() throws IOException {
    Files.writeString(file, GOOD.replace(OTHER, CELL));
    assertThatThrownBy(
            () -> LabelFile.read(file, SPACE, null, "cifar10/val_accuracy", LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + ":5:3: the same architecture as at 2:3"
                + "; average-runs takes the mean of an architecture's labels");
    assertThatThrownBy(
            () ->
                PublishedScores.read(
                    file, SPACE, "cifar10", Set.of(SPACE.interpret(CELL)), InvalidEntries.REFUSED))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ":5:3: the same architecture as at 2:3");
  }

  @Test
  void cutFilesAndOtherColumnsAreRefused() throws IOException {
    Files.writeString(file, GOOD.substring(0, 200));
    assertThatThrownBy(
            () -> LabelFile.read(file, SPACE, null, "cifar10/val_accuracy", LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(".*json:\\d+:\\d+: not JSON: Unexpected end-of-input.*");
    assertThatThrownBy(() -> LabelFile.read(file, SPACE, "arch", null, LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file + ": found architecture column 'arch', expected none for a file that is no table");
  }

  private void refused(String content, SearchSpace space, String message) {
    assertThatThrownBy(() -> labels(content, space, null))
        .isInstanceOf(InputException.class)
        .hasMessage(file + message);
  }

  /** Reads files given as its arguments. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) {
      Path file = Path.of(arguments[0]);
      Labels labels = LabelFile.read(file, SPACE, null, arguments[1], LabelRange.PERCENT);
      if (arguments[0].endsWith(".json")) {
        PublishedScores.read(
            file,
            SPACE,
            "cifar10",
            Set.copyOf(labels.architectures().subList(0, 10)),
            InvalidEntries.REFUSED);
      }
      System.out.println(labels.size());
    }
  }

  private String inSmallHeap(String column) throws IOException, InterruptedException {
    assertThat(Files.size(file)).isGreaterThan(200L << 20);
    Path output = folder.resolve("output");
    Process reader =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx32m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Reader.class.getName(),
                    file.toString(),
                    column))
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(reader.waitFor()).isZero();
    return Files.readString(output, StandardCharsets.UTF_8).strip();
  }

  @Test
  @Tag("thorough")
  void aFileLargerThanTheHeapIsRead() throws IOException, InterruptedException {
    String layers =
        IntStream.range(0, 2_000).mapToObj(i -> "0.123456").collect(Collectors.joining(", "));
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      String separator = "{\"cifar100\": {\"skipped\": [" + layers + "]}, \"cifar10\": {";
      for (int cell = 0; cell < 11_000; cell++) {
        writer.write(
            "%s\"(%d, %d, %d, %d, %d, %d)\": {\"val_accuracy\": 90, \"layers\": {\"score\": [%s]}}"
                .formatted(
                    separator,
                    cell / 3125 % 5,
                    cell / 625 % 5,
                    cell / 125 % 5,
                    cell / 25 % 5,
                    cell / 5 % 5,
                    cell % 5,
                    layers));
        separator = ",\n";
      }
      writer.write("}}");
    }
    assertThat(inSmallHeap("cifar10/val_accuracy")).isEqualTo("11000");
  }

  @Test
  @Tag("thorough")
  void aTableLargerThanTheHeapIsRead() throws IOException, InterruptedException {
    file = folder.resolve("table.csv");
    String filler = "x".repeat(50_000);
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      writer.write("architecture,note,accuracy\n");
      for (int cell = 0; cell < 4_400; cell++) {
        writer.write(new NasBench201().at(cell).text() + "," + filler + ",90\n");
      }
    }
    assertThat(inSmallHeap("accuracy")).isEqualTo("4400");
  }
}
