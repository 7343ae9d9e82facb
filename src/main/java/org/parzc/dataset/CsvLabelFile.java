package org.parzc.dataset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.space.Architecture;

/** Tables of labels: CSV in UTF-8 with a header, read row by row. */
final class CsvLabelFile {
  private CsvLabelFile() {}

  /** @throws InputException as {@link LabelFile#read} */
  static Labels read(LabelRequest request) {
    CsvTable table = CsvTable.open(request.file());
    ArchitectureColumns architectures = table.architectureColumns(request.archColumn(), request.space());
    int column = table.labelColumn(request.labelColumn(), architectures);
    Map<Architecture, LabelledArchitecture> entries = new LinkedHashMap<>();
    InvalidEntries.Tally tally = request.invalid().tally(request.file(), request.space());
    table.forEach(row -> {
      if (request.unlabelled() == Unlabelled.REFUSED || !row.fields().get(column).isBlank()) {
        Optional<Architecture> read = tally.read(() -> architectures.architecture(row));
        if (read.isEmpty()) {
          return;
        }
        Architecture architecture = read.get();
        double label = label(table, row, column, request.range());
        LabelledArchitecture before = entries.putIfAbsent(architecture,
            new LabelledArchitecture(architecture, label, row.line()));
        if (before != null) {
          throw table.wrong(row, architectures.first(), 0, before.label() == label
              ? "duplicate of line " + before.line()
              : "found label %s, but line %d says %s".formatted(label, before.line(), before.label()));
        }
      }
    });
    tally.finish();
    String name = table.columns().get(column);
    if (entries.isEmpty()) {
      throw new InputException("%s: found no labels in column %s".formatted(request.file(), name));
    }
    return new Labels(request.file().toString(), name, List.copyOf(entries.values()));
  }

  private static double label(CsvTable table, CsvTable.Row row, int column, LabelRange range) {
    String text = row.fields().get(column);
    double label = LabelRange.number(text).orElseThrow(() -> table.wrong(row, column, 0,
        "%s: found %s, expected a number%s".formatted(table.columns().get(column), InputFile.excerpt(text),
            text.isBlank() ? "; --skip-unlabelled passes over such rows" : "")));
    if (!range.contains(label)) {
      throw table.wrong(row, column, 0, "%s: found %s, expected %s".formatted(table.columns().get(column),
          InputFile.excerpt(text), range));
    }
    return label;
  }
}
