package org.parzc.labels;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.parzc.InputException;
import org.parzc.files.InputFile;
import org.parzc.space.Architecture;

/** Tables of labels: CSV in UTF-8 with a header, read row by row. */
final class CsvLabelFile {
  private static final Pattern DECIMAL_COMMA = Pattern.compile("\\s*[+-]?\\d*,\\d+\\s*");

  private CsvLabelFile() {}

  /**
   * @throws InputException as {@link LabelFile#read}
   */
  static Labels read(LabelRequest request) {
    CsvTable table = CsvTable.open(request.file());
    ArchitectureColumns architectures =
        table.architectureColumns(request.rules().archColumn(), request.space());
    int column = table.labelColumn(request.labelColumn(), architectures);
    LabelCollector labels = new LabelCollector(request);
    InvalidEntries.Tally tally = request.tally();
    table.forEach(
        row -> {
          if (request.skipsUnlabelled() && Unlabelled.isMark(row.fields().get(column))) {
            labels.passOver();
            return;
          }
          Optional<Architecture> architecture = tally.read(() -> architectures.architecture(row));
          if (architecture.isPresent()) {
            LabelledArchitecture entry =
                new LabelledArchitecture(
                    architecture.get(), label(table, row, column, request.range()), row.line());
            labels.add(
                entry,
                before ->
                    table.wrong(
                        row,
                        architectures.first(),
                        0,
                        (before.label() == entry.label()
                                ? "duplicate of line " + before.line()
                                : "found label %s, but line %d says %s"
                                    .formatted(entry.label(), before.line(), before.label()))
                            + LabelCollector.AVERAGE));
          }
        });
    tally.finish();
    return labels.labels(
        table.columns().get(column), table.separatorRemark().map(List::of).orElse(List.of()));
  }

  private static double label(CsvTable table, CsvTable.Row row, int column, LabelRange range) {
    String text = row.fields().get(column);
    double label =
        LabelRange.number(text)
            .orElseThrow(
                () ->
                    table.wrong(
                        row,
                        column,
                        0,
                        "%s: found %s, expected a number%s"
                            .formatted(
                                table.columns().get(column),
                                InputFile.excerpt(text),
                                advice(text))));
    if (!range.contains(label)) {
      throw table.wrong(
          row,
          column,
          0,
          "%s: found %s, expected %s"
              .formatted(table.columns().get(column), InputFile.excerpt(text), range.expected()));
    }
    return label;
  }

  private static String advice(String text) {
    return Unlabelled.isMark(text)
        ? LabelCollector.SKIP
        : DECIMAL_COMMA.matcher(text).matches() ? " with a decimal point" : "";
  }
}
