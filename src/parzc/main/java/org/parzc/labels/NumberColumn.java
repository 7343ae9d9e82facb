package org.parzc.labels;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.parzc.InputException;
import org.parzc.files.InputFile;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.SearchSpace;

/**
 * Numbers of architectures from a column of a CSV file: latencies, energies, whatever was measured
 * elsewhere.
 */
public final class NumberColumn {
  private static final String INDEX = "index";

  private NumberColumn() {}

  /**
   * Reads a column; rows in which it is empty, or says that there is no number, are passed over.
   *
   * @param index a CSV file with architectures and a column {@code index}, for a file that has only
   *     the latter; null if the file says the architectures itself, or if its indices are those of
   *     the space
   * @param name name of the column; {@code latency.edgegpu} is {@code edgegpu_latency}, too
   * @param invalid what to do with rows that are not architectures of the space, or have an index
   *     that is none
   * @throws InputException if a file is missing or no such table, there is no such column, a field
   *     is no number, an architecture is not of the space or occurs twice, or an index is not in
   *     the index file
   */
  public static Map<Architecture, Double> read(
      Path file, Path index, SearchSpace space, String name, InvalidEntries invalid) {
    CsvTable table = CsvTable.open(file);
    int column = table.column(table.columns().contains(name) ? name : turned(name));
    Function<CsvTable.Row, Architecture> architectures =
        index == null ? columns(table, space)::architecture : byIndex(table, index, space, invalid);
    InvalidEntries.Tally tally = invalid.tally(file, space);
    Map<Architecture, Double> numbers = new HashMap<>();
    table.forEach(
        row -> {
          String text = row.fields().get(column);
          if (!Unlabelled.isMark(text)) {
            double number =
                LabelRange.number(text)
                    .orElseThrow(
                        () ->
                            table.wrong(
                                row,
                                column,
                                0,
                                "%s: found %s, expected a number"
                                    .formatted(
                                        table.columns().get(column), InputFile.excerpt(text))));
            tally
                .read(() -> architectures.apply(row))
                .ifPresent(
                    architecture -> {
                      if (numbers.put(architecture, number) != null) {
                        throw table.wrong(
                            row, 0, 0, "found %s a second time".formatted(architecture));
                      }
                    });
          }
        });
    tally.finish();
    return numbers;
  }

  /**
   * Where nothing else says which architectures are meant, an index says it in a space that has
   * such.
   */
  private static ArchitectureColumns columns(CsvTable table, SearchSpace space) {
    boolean isIndexed =
        space instanceof EnumerableSpace
            && table.columns().contains(INDEX)
            && !ArchitectureColumns.areIn(table, space);
    return ArchitectureColumns.of(table, isIndexed ? INDEX : null, space);
  }

  private static String turned(String name) {
    return name.replaceFirst("^([^.]+)\\.([^.]+)$", "$2_$1");
  }

  private static Function<CsvTable.Row, Architecture> byIndex(
      CsvTable table, Path index, SearchSpace space, InvalidEntries invalid) {
    CsvTable source = CsvTable.open(index);
    int key = source.column(INDEX);
    ArchitectureColumns architectures = ArchitectureColumns.of(source, null, space);
    Map<String, Architecture> byIndex = new HashMap<>();
    InvalidEntries.Tally tally = invalid.tally(index, space);
    source.forEach(
        row ->
            tally
                .read(() -> architectures.architecture(row))
                .ifPresent(
                    architecture -> {
                      if (byIndex.put(row.fields().get(key).strip(), architecture) != null) {
                        throw source.wrong(
                            row,
                            key,
                            0,
                            "found index %s a second time"
                                .formatted(InputFile.excerpt(row.fields().get(key))));
                      }
                    }));
    tally.finish();
    int own = table.column(INDEX);
    return row -> {
      Architecture found = byIndex.get(row.fields().get(own).strip());
      if (found == null) {
        throw table.wrong(
            row,
            own,
            0,
            "found index %s, which is not in %s"
                .formatted(InputFile.excerpt(row.fields().get(own)), index));
      }
      return found;
    };
  }
}
