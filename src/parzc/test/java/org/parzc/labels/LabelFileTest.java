package org.parzc.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.InputException;
import org.parzc.images.ImageFiles;
import org.parzc.space.EnumerableSpace;
import org.parzc.spaces.nasbench.NasBench201;

/** Files of labels that are read: their columns, separators and numbers, and what is refused. */
class LabelFileTest {
  private static final EnumerableSpace SPACE = new NasBench201();
  private static final String A = SPACE.at(0).text();
  private static final String B = SPACE.at(1).text();

  private static final String AVERAGE = "; average-runs takes the mean of an architecture's labels";
  private static final String SKIP = "; skip-unlabelled passes over such architectures";
  private static final LabelRules SKIPPING =
      new LabelRules(
          null,
          "label",
          LabelRange.PERCENT,
          Unlabelled.SKIPPED,
          Repeats.REFUSED,
          Direction.HIGHER_IS_BETTER,
          InvalidEntries.REFUSED);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("labels.csv");
  }

  private Labels read(String content) {
    return read(content, null, null, LabelRange.PERCENT);
  }

  private Labels read(String content, String archColumn, String labelColumn, LabelRange range) {
    ImageFiles.write(file, content.getBytes(StandardCharsets.UTF_8));
    return LabelFile.read(file, SPACE, archColumn, labelColumn, range);
  }

  private void assertRefused(String content, String message) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(InputException.class)
        .hasMessage(file + message);
  }

  @Test
  void readsInOrderWithLines() {
    Labels labels = read("architecture,accuracy\n" + B + ",93.5\n\n# a remark\n" + A + ",10\n");
    assertThat(labels.entries())
        .containsExactly(
            new LabelledArchitecture(SPACE.at(1), 93.5, 2),
            new LabelledArchitecture(SPACE.at(0), 10, 5));
    assertThat(labels.column()).isEqualTo("accuracy");
    assertThat(labels.values()).containsExactly(93.5, 10);
    assertThat(labels.architectures()).containsExactly(SPACE.at(1), SPACE.at(0));
  }

  @Test
  void readsWindowsLineEndsQuotesAndAByteOrderMark() {
    Labels labels =
        read("\uFEFFarch,note,acc\r\n\"" + A + "\",\"x, \"\"y\"\"\",50\r\n" + B + ",,60");
    assertThat(labels.values()).containsExactly(50, 60);
    assertThat(labels.entries().get(1).line()).isEqualTo(3);
  }

  @Test
  void prefersTheUsualArchitectureColumnsInOrder() {
    assertThat(
            read("arch,architecture,label\nx," + A + ",1\n", null, "label", LabelRange.PERCENT)
                .size())
        .isOne();
    assertThat(
            read("arch,arch_str,label\nx," + A + ",1\n", null, "label", LabelRange.PERCENT).size())
        .isOne();
    assertThat(read("cell,label\n" + A + ",1\n", "cell", null, LabelRange.PERCENT).size()).isOne();
  }

  @Test
  void picksTheOnlyNumericColumn() {
    assertThat(read("architecture,name,accuracy\n" + A + ",best,1\n").column())
        .isEqualTo("accuracy");
  }

  @Test
  void refusesToGuessTheLabelColumn() {
    assertRefused(
        "architecture,test,valid\n" + A + ",1,2\n",
        ":1:1: found 2 columns that could be the label, "
            + "expected the name of one of architecture, test, valid");
    assertRefused(
        "architecture,test,valid\n" + A + ",x,y\n",
        ":1:1: found 0 columns that could be the label, "
            + "expected the name of one of architecture, test, valid");
    assertRefused(
        "architecture\n" + A + "\n",
        ":1:1: found 0 columns that could be the label, "
            + "expected the name of one of architecture");
  }

  @Test
  void refusesUnknownColumns() {
    assertRefused(
        "cell,label\n" + A + ",1\n",
        ":1:1: no column architecture or arch_str or arch, found cell, label");
    String content = "architecture,label\n" + A + ",1\n";
    assertThatThrownBy(() -> read(content, null, "acc", LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ":1:1: no column 'acc', found architecture, label");
    assertThatThrownBy(() -> read(content, "cell", null, LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ":1:1: no column 'cell', found architecture, label");
  }

  @Test
  void refusesARepeatedColumn() {
    assertRefused("architecture,label,label\n" + A + ",1,2\n", ":1:20: found column 'label' twice");
  }

  @Test
  void refusesAWrongNumberOfFields() {
    assertRefused(
        "architecture,label\n" + A + "\n",
        ":2:" + (A.length() + 1) + ": found 1 fields, expected 2 (architecture,label)");
    assertRefused(
        "architecture,label\n" + A + ",1\n" + B + ",1,7\n",
        ":3:" + (B.length() + 4) + ": found 3 fields, expected 2 (architecture,label)");
  }

  @Test
  void pointsAtAnUnknownOperationInsideTheFile() {
    String wrong = "|none~0|+|none~0|conv~1|+|none~0|none~1|none~2|";
    String message =
        "architecture: not an architecture of nasbench201: column 18: found 'conv', expected one of"
            + " none, skip_connect, nor_conv_1x1, nor_conv_3x3, avg_pool_3x3; skip-invalid passes"
            + " over such architectures";
    assertRefused("architecture,label\n" + A + ",1\n" + wrong + ",1\n", ":3:18: " + message);
    assertRefused("label,architecture\n99," + wrong + "\n", ":2:21: " + message);
    assertRefused("note,label,architecture\n\"a,b\",99,\"" + wrong + "\"\n", ":2:28: " + message);
  }

  @Test
  void keepsMessagesOnOneLine() {
    assertThatThrownBy(() -> read("architecture,label\n\"|a\nb~0|\",1\n"))
        .isInstanceOf(InputException.class)
        .message()
        .doesNotContain("\n")
        .contains("'a·b'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Infinity", "high", "0x10", "93f", "1.2.3", "9,300,1"})
  void refusesWhatIsNotANumber(String label) {
    assertRefused(
        "label,architecture\n\"" + label + "\"," + A + "\n",
        ":2:2: label: found '" + label + "', expected a number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "NaN", "nan", "NA", "N/A", "n/a", "null", "None", "-", "<NA>", "#N/A"})
  void whatSaysThatThereIsNoNumberIsRefusedUnlessSuchRowsAreSkipped(String mark) {
    String content = "architecture,label\n" + A + ",7\n" + B + "," + mark + "\n";
    assertRefused(
        content,
        ":3:" + (B.length() + 2) + ": label: found '" + mark + "', expected a number" + SKIP);
    Labels labels = LabelFile.read(file, SPACE, SKIPPING);
    assertThat(labels.entries()).containsExactly(new LabelledArchitecture(SPACE.at(0), 7, 2));
    assertThat(labels.remarks()).containsExactly("1 without a label passed over");
  }

  @Test
  void decimalCommasAreNamed() {
    String content = "architecture;label\n" + A + ";92,38\n";
    assertRefused(
        content,
        ":2:"
            + (A.length() + 2)
            + ": label: found '92,38', expected a number with a decimal point");
  }

  @ParameterizedTest
  @ValueSource(strings = {";", "\t"})
  void otherSeparatorsAreTakenAndSaid(String separator) {
    String other = separator.equals(";") ? "'" + separator + "'" : "tabs";
    Labels labels =
        read(
            ("\"note\"~architecture~acc\n\"a,b\"~"
                    + A.replace('~', '!')
                    + "~1\n~"
                    + B.replace('~', '!')
                    + "~2\n")
                .replace("~", separator)
                .replace('!', '~'));
    assertThat(labels.values()).containsExactly(1, 2);
    assertThat(labels.remarks()).containsExactly("fields are separated by " + other);
    assertThat(
            read(
                    "cell,acc\n".replace(",", separator) + A + separator + "1\n",
                    "cell",
                    null,
                    LabelRange.PERCENT)
                .size())
        .isOne();
    assertRefused(
        "architecture,acc\n".replace(",", separator) + A + separator + "x\n",
        ":2:" + (A.length() + 2) + ": acc: found 'x', expected a number");
  }

  @Test
  void aSeparatorInsideANameOrATextIsNone() {
    assertThat(read("architecture,\"accuracy; %\"\n" + A + ",1\n").column())
        .isEqualTo("accuracy; %");
    assertThat(read("architecture;accuracy, %\n" + A + ";1\n").column()).isEqualTo("accuracy, %");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "index",
        "Index",
        "Unnamed: 0",
        "Unnamed: 12",
        "id",
        "row",
        "row_id",
        "level_0"
      })
  void rowNumbersAreNoLabels(String name) {
    assertThat(read(name + ",architecture,accuracy\n0," + A + ",1\n1," + B + ",2\n").column())
        .isEqualTo("accuracy");
    assertRefused(
        name + ",architecture\n0," + A + "\n1," + B + "\n",
        ":1:1: found no column that could be the "
            + "label: '"
            + name
            + "' seems to number the rows; label-column takes it all the same");
    assertThat(
            read(name + ",architecture\n0," + A + "\n1," + B + "\n", null, name, LabelRange.PERCENT)
                .values())
        .containsExactly(0, 1);
  }

  @Test
  void runsAreAveragedOnRequest() {
    ImageFiles.write(
        file,
        ("architecture,label\n"
                + A
                + ",91\n"
                + B
                + ",5\n"
                + A
                + ",93\n"
                + SPACE.at(2)
                + ",0.1\n"
                + SPACE.at(2)
                + ",0.1\n"
                + SPACE.at(2)
                + ",0.1\n"
                + A
                + ",95.5\n")
            .getBytes(StandardCharsets.UTF_8));
    Labels labels =
        LabelFile.read(
            file,
            SPACE,
            new LabelRules(
                null,
                null,
                LabelRange.PERCENT,
                Unlabelled.REFUSED,
                Repeats.AVERAGED,
                Direction.HIGHER_IS_BETTER,
                InvalidEntries.REFUSED));
    // (91 + 93 + 95.5) / 3; equal labels give themselves, not 0.10000000000000002.
    assertThat(labels.values()).containsExactly(279.5 / 3, 5, 0.1);
    assertThat(labels.entries()).extracting(LabelledArchitecture::line).containsExactly(2, 3, 5);
    assertThat(labels.remarks())
        .containsExactly("6 labels of 2 architectures joined to their means");
  }

  @Test
  void lowerLabelsAreTurnedAroundWhereTheyAreBetter() {
    ImageFiles.write(
        file,
        ("architecture,error\n" + A + ",7.5\n" + B + ",20\n").getBytes(StandardCharsets.UTF_8));
    Labels labels =
        LabelFile.read(
            file,
            SPACE,
            new LabelRules(
                null,
                null,
                LabelRange.PERCENT,
                Unlabelled.REFUSED,
                Repeats.REFUSED,
                Direction.LOWER_IS_BETTER,
                InvalidEntries.REFUSED));
    assertThat(labels.values()).containsExactly(-7.5, -20);
    assertThat(labels.entries()).extracting(LabelledArchitecture::label).containsExactly(7.5, 20.0);
    assertThat(labels.direction().oriented(labels.values())).containsExactly(7.5, 20);
  }

  @Test
  void equalLabelsAreRefused() {
    assertThat(read("architecture,label\n" + A + ",1\n" + B + ",2\n").requireDifferent().size())
        .isEqualTo(2);
    Labels equal = read("architecture,label\n" + A + ",90\n" + B + ",90.0\n");
    assertThatThrownBy(equal::requireDifferent)
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + ": all 2 labels in column label are 90.0, expected different ones: there is"
                + " nothing to learn from");
  }

  @Test
  void aFileWithoutAnyLabelIsRefused() {
    ImageFiles.write(file, ("architecture,label\n" + A + ", \n").getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> LabelFile.read(file, SPACE, SKIPPING))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": found no labels in column label");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "100.01", "1e999999999"})
  void refusesALabelOutOfRange(String label) {
    assertRefused(
        "architecture,label\n" + A + "," + label + "\n",
        ":2:"
            + (A.length() + 2)
            + ": label: found '"
            + label
            + "', expected 0.0 to 100.0; "
            + "label-range MIN,MAX says which labels make sense");
  }

  @Test
  void theRangeIsConfigurableAndClosed() {
    LabelRange range = LabelRange.parse("-1,1");
    assertThat(read("architecture,label\n" + A + ",-1\n" + B + ",1\n", null, null, range).size())
        .isEqualTo(2);
    assertThat(range).isEqualTo(new LabelRange(-1, 1));
    assertThat(range.contains(Double.NaN)).isFalse();
  }

  @Test
  void refusesDuplicatesAndConflicts() {
    assertRefused(
        "architecture,label\n" + A + ",91.2\n" + B + ",5\n" + A + ",91.2\n",
        ":4:1: duplicate of line 2" + AVERAGE);
    assertRefused(
        "architecture,label\n" + A + ",91.2\n" + A + ",91.3\n",
        ":3:1: found label 91.3, but line 2 says 91.2" + AVERAGE);
  }

  @Test
  void refusesFilesWithoutRows() {
    assertRefused("", ": the file is empty");
    assertRefused("\n\n", ": found no lines, expected a header and rows");
    assertRefused("architecture,label\n", ":1: found only a header, expected rows");
  }

  @Test
  void refusesAMissingFile() {
    assertThatThrownBy(() -> LabelFile.read(file, SPACE, null, null, LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": no such file");
  }

  @Test
  void refusesWhatIsNotText() {
    ImageFiles.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> LabelFile.read(file, SPACE, null, null, LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": found bytes that are not text, expected UTF-8");
  }

  @Test
  void quotesThatGoWrongAreNamedWhereTheyOpen() {
    String quote = ": found a quote that opens here and ";
    assertRefused("architecture,label\n\"" + A + ",1\n", ":2:1" + quote + "never closes");
    assertRefused(
        "architecture,label\n" + A + ",1\n# \"a remark\n" + B + ",\"2\n",
        ":4:" + (B.length() + 2) + quote + "never closes");
    assertRefused("\"architecture,label\n" + A + ",1\n", ":1:1" + quote + "never closes");
    assertRefused(
        "note,architecture,label\r\n\"a \"\"b,\",\"" + A + ",1\r\n\"c\"," + B + ",2\r\n",
        ":2:10"
            + quote
            + "closes in line 3 before 'c\","
            + B.substring(0, 37)
            + "…', expected it to close before a separator or the end of a line");
    assertRefused(
        "architecture,label\n" + A + ",\"1\"x\n",
        ":2:"
            + (A.length() + 2)
            + quote
            + "closes in line 2 before 'x', expected it to close before a separator or the end of a"
            + " line");
    assertThat(read("note,architecture,label\n\"a\nb\" ,\"" + A + "\",1\n").values())
        .containsExactly(1);
  }

  @Test
  void asksForEnoughLabels() {
    Labels labels = read("architecture,label\n" + A + ",1\n" + B + ",2\n");
    assertThat(labels.requireAtLeast(2)).isSameAs(labels);
    assertThatThrownBy(() -> labels.requireAtLeast(10))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": found 2 labels, expected at least 10");
  }
}
