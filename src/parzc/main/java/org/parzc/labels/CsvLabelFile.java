package org.parzc.labels;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.files.InputFile;
import org.parzc.space.Architecture;

/** Tables of labels: CSV in UTF-8 with a header, read row by row. */
final class CsvLabelFile {
  private static final Pattern DECIMAL_COMMA = Pattern.compile("\\s*[+-]?\\d*,\\d+\\s*");

  /**
   * Names of columns that number the rows, as pandas, R and people write them, which are never
   * taken for labels.
   */
  private static final Pattern ROW_NUMBERS =
      Pattern.compile(
          "|#|id|idx|index|row|row[ _]?(?:id|idx|index|no|nr|number)|unnamed: \\d+|level_\\d+",
          Pattern.CASE_INSENSITIVE);

  private CsvLabelFile() {}

  /**
   * @throws InputException as {@link LabelFile#read}
   */
  static Labels read(LabelRequest request) {
    CsvTable table = CsvTable.open(request.file());
    ArchitectureColumns architectures =
        ArchitectureColumns.of(table, request.rules().archColumn(), request.space());
    int column = column(table, request.labelColumn(), architectures);
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

  /**
   * Returns the column of the labels.
   *
   * @param name its name, null for the only one there can be, which none is that numbers the rows
   * @throws InputException if there is none, or several and no name
   */
  private static int column(CsvTable table, String name, ArchitectureColumns architectures) {
    if (name != null) {
      return table.column(name);
    }
    List<Integer> others =
        IntStream.range(0, table.columns().size())
            .filter(c -> !architectures.positions().contains(c))
            .boxed()
            .toList();
    List<Integer> possible =
        others.stream()
            .filter(c -> !ROW_NUMBERS.matcher(table.columns().get(c)).matches())
            .toList();
    if (possible.isEmpty() && !others.isEmpty()) {
      throw table.wrongHeader(
          "found no column that could be the label: %s seems to number the rows; %s takes"
                  .formatted(
                      InputFile.excerpt(table.columns().get(others.get(0))),
                      InputException.setting("label-column"))
              + " it all the same");
    }
    // A single other column is meant even if all its labels are wrong: the message is then about
    // the first of them.
    List<Integer> numeric = possible.size() == 1 ? possible : numeric(table, possible);
    if (numeric.size() != 1) {
      throw table.wrongHeader(
          "found %d columns that could be the label, expected the name of one of %s"
              .formatted(numeric.size(), String.join(", ", table.columns())));
    }
    return numeric.get(0);
  }

  /** Returns which of the columns have a number in some row. */
  private static List<Integer> numeric(CsvTable table, List<Integer> candidates) {
    Set<Integer> numeric = new TreeSet<>();
    table.forEach(
        row ->
            candidates.stream()
                .filter(column -> !numeric.contains(column))
                .filter(column -> LabelRange.number(row.fields().get(column)).isPresent())
                .forEach(numeric::add));
    return List.copyOf(numeric);
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
