package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command that reads labels refuses wrong ones in the same words, before it makes a store.
 */
class WrongLabelsTest {
  private static final String ADVICE = "; --skip-invalid passes over such architectures";
  private static final String A = Cli.cell(0);
  private static final String B = Cli.cell(1);
  private static final String AVERAGE =
      "; --average-runs takes the mean of an architecture's labels";
  private static final String RANGE = "; --label-range MIN,MAX says which labels make sense";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("labels.csv");
  }

  private String refused(String content, Object... options) {
    Cli.write(file, content);
    return fileRefused(options);
  }

  private String fileRefused(Object... options) {
    Path store = folder.resolve("store.duckdb");
    Set<String> lines =
        Stream.of(
                Cli.strings(
                    "train",
                    "--labels",
                    file,
                    "--store",
                    store,
                    "--model",
                    folder.resolve("model")),
                Cli.strings(
                    "rank",
                    "--labels",
                    file,
                    "--store",
                    store,
                    "--candidates",
                    "random:2",
                    "--out",
                    folder.resolve("ranking.csv")),
                Cli.strings("evaluate", "--labels", file, "--store", store, "--budgets", "4"))
            .map(command -> Cli.refused(folder, List.of(command), List.of(Cli.strings(options))))
            .collect(Collectors.toSet());
    assertThat(lines).hasSize(1);
    return lines.iterator().next();
  }

  @Test
  void anUnknownOperation() {
    String wrong = B.replaceFirst("\\|[a-z_0-9]+", "|conv_9x9");
    assertThat(refused("architecture,accuracy\n" + A + ",90\n" + wrong + ",90\n"))
        .isEqualTo(
            file
                + ":3:2: architecture: not an architecture of nasbench201: column 2: found"
                + " 'conv_9x9', expected one of none, skip_connect, nor_conv_1x1, nor_conv_3x3,"
                + " avg_pool_3x3"
                + ADVICE);
  }

  @Test
  void aCellWithAnEdgeTooFew() {
    assertThat(refused("architecture,accuracy\n|none~0|+|none~0|,90\n"))
        .isEqualTo(
            file
                + ":2:18: architecture: not an architecture of nasbench201: column 18: found the"
                + " end, expected one of none, skip_connect, nor_conv_1x1, nor_conv_3x3,"
                + " avg_pool_3x3"
                + ADVICE);
  }

  @Test
  void aRowWithAFieldTooMany() {
    assertThat(refused("architecture,accuracy\n" + A + ",90,1\n"))
        .isEqualTo(
            "%s:2:%d: found 3 fields, expected 2 (architecture,accuracy)"
                .formatted(file, A.length() + 5));
  }

  @Test
  void aColumnThatIsNotThere() {
    assertThat(refused("architecture,accuracy\n" + A + ",90\n", "--label-column", "acc"))
        .isEqualTo(file + ":1:1: no column 'acc', found architecture, accuracy");
    assertThat(refused("cell,accuracy\n" + A + ",90\n"))
        .isEqualTo(file + ":1:1: no column architecture or arch_str or arch, found cell, accuracy");
    assertThat(refused("cell,accuracy\n" + A + ",90\n", "--arch-column", "net"))
        .isEqualTo(file + ":1:1: no column 'net', found cell, accuracy");
  }

  @Test
  void columnsThatCouldBothBeTheLabel() {
    assertThat(refused("architecture,valid,test\n" + A + ",90,91\n"))
        .isEqualTo(
            file
                + ":1:1: found 2 columns that could be the label, expected the name of one of"
                + " architecture, valid, test");
  }

  @Test
  void aLabelTwice() {
    assertThat(refused("architecture,accuracy\n" + A + ",90\n" + B + ",80\n" + A + ",90\n"))
        .isEqualTo(file + ":4:1: duplicate of line 2" + AVERAGE);
  }

  @Test
  void labelsThatContradictEachOther() {
    assertThat(refused("architecture,accuracy\n" + A + ",90\n" + B + ",80\n" + A + ",91\n"))
        .isEqualTo(file + ":4:1: found label 91.0, but line 2 says 90.0" + AVERAGE);
  }

  @Test
  void aLabelThatIsNoNumber() {
    for (String label : new String[] {"inf", "nought"}) {
      assertThat(refused("architecture,accuracy\n" + A + ",90\n" + B + "," + label + "\n"))
          .isEqualTo(
              "%s:3:%d: accuracy: found '%s', expected a number"
                  .formatted(file, B.length() + 2, label));
    }
  }

  @Test
  void aLabelThatIsMissing() {
    assertThat(refused("architecture,accuracy\n" + A + ",90\n" + B + ",N/A\n"))
        .isEqualTo(
            ("%s:3:%d: accuracy: found "
                    + "'N/A', expected a number; --skip-unlabelled passes over such architectures")
                .formatted(file, B.length() + 2));
  }

  @Test
  void labelsThatAreAllEqual() {
    assertThat(
            refused(
                "architecture,accuracy\n"
                    + IntStream.range(0, 12)
                        .mapToObj(i -> Cli.cell(i) + ",90\n")
                        .collect(Collectors.joining())))
        .isEqualTo(
            file
                + ": all 12 labels in column accuracy are 90.0, expected "
                + "different ones: there is nothing to learn from");
  }

  @Test
  void rowNumbersAlone() {
    assertThat(refused(",architecture\n0," + A + "\n1," + B + "\n"))
        .isEqualTo(
            file
                + ":1:1: found no column that could be the label: '' seems to number the rows;"
                + " --label-column takes it all the same");
  }

  @Test
  void anOpenQuote() {
    assertThat(refused("architecture,accuracy\n" + A + ",90\n\"" + B + ",80\n"))
        .isEqualTo(file + ":3:1: found a quote that opens here and never closes");
  }

  @Test
  void aLabelThatIsNoPercentage() {
    for (String label : new String[] {"100.01", "-1", "1e3"}) {
      assertThat(refused("architecture,accuracy\n" + A + "," + label + "\n"))
          .isEqualTo(
              ("%s:2:%d: accuracy: found '%s', expected 0.0 to 100.0" + RANGE)
                  .formatted(file, A.length() + 2, label));
    }
  }

  @Test
  void aLabelOutsideTheRangeTheUserGave() {
    assertThat(
            refused(
                "architecture,accuracy\n" + A + ",-0.5\n" + B + ",2\n", "--label-range", "-1,1"))
        .isEqualTo(
            ("%s:3:%d: accuracy: found '2', expected -1.0 to 1.0" + RANGE)
                .formatted(file, B.length() + 2));
  }

  @Test
  void aRangeThatIsNone() {
    Cli.labels(file, 12);
    assertThat(fileRefused("--label-range", "1"))
        .isEqualTo("label range: found '1', expected MIN,MAX");
    assertThat(fileRefused("--label-range", "5,5"))
        .isEqualTo("label range: found 5.0,5.0, expected finite MIN < MAX");
  }

  @Test
  void fewerThanTenLabels() {
    Cli.labels(file, 9);
    assertThat(fileRefused()).isEqualTo(file + ": found 9 labels, expected at least 10");
  }

  @Test
  void anEmptyFile() {
    assertThat(refused("")).isEqualTo(file + ": the file is empty");
    assertThat(refused("\n\n")).isEqualTo(file + ": found no lines, expected a header and rows");
    assertThat(refused("architecture,accuracy\n"))
        .isEqualTo(file + ":1: found only a header, expected rows");
  }

  @Test
  void aFileThatIsNotThereOrNoText() {
    assertThat(fileRefused()).isEqualTo(file + ": no such file");
    Cli.write(file, new byte[] {'a', (byte) 0xff, '\n'});
    assertThat(fileRefused()).isEqualTo(file + ": found bytes that are not text, expected UTF-8");
  }

  @Test
  void theFirstOfManyWrongRowsIsNamed() {
    String rows =
        IntStream.range(0, 20)
            .mapToObj(i -> Cli.cell(i) + ",x" + i + "\n")
            .collect(Collectors.joining());
    assertThat(refused("architecture,accuracy\n" + rows)).contains(file + ":2:").contains("'x0'");
  }
}
