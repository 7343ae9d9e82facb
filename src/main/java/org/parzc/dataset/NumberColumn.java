package org.parzc.dataset;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/** Numbers of architectures from a column of a CSV file: latencies, energies, whatever was measured elsewhere. */
public final class NumberColumn {
  private static final String INDEX = "index";

  private NumberColumn() {}

  /**
   * Reads a column; rows in which it is empty, or says that there is no number, are passed over.
   *
   * @param index a CSV file with architectures and a column {@code index}, for a file that has only the latter; null
   *     if the file says the architectures itself
   * @param name name of the column; {@code latency.edgegpu} is {@code edgegpu_latency}, too
   * @throws InputException if a file is missing or no such table, there is no such column, a field is no number, an
   *     architecture is not of the space or occurs twice, or an index is not in the index file
   */
  public static Map<Architecture, Double> read(Path file, Path index, SearchSpace space, String name) {
    CsvTable table = CsvTable.open(file);
    int column = table.column(table.columns().contains(name) ? name : turned(name));
    Function<CsvTable.Row, Architecture> architectures = index == null
        ? table.architectureColumns(null, space)::architecture : byIndex(table, index, space);
    Map<Architecture, Double> numbers = new HashMap<>();
    table.forEach(row -> {
      String text = row.fields().get(column);
      if (!Unlabelled.isMark(text)) {
        double number = LabelRange.number(text).orElseThrow(() -> table.wrong(row, column, 0,
            "%s: found %s, expected a number".formatted(table.columns().get(column), InputFile.excerpt(text))));
        Architecture architecture = architectures.apply(row);
        if (numbers.put(architecture, number) != null) {
          throw table.wrong(row, 0, 0, "found %s a second time".formatted(architecture));
        }
      }
    });
    return numbers;
  }

  private static String turned(String name) {
    return name.replaceFirst("^([^.]+)\\.([^.]+)$", "$2_$1");
  }

  private static Function<CsvTable.Row, Architecture> byIndex(CsvTable table, Path index, SearchSpace space) {
    CsvTable source = CsvTable.open(index);
    int key = source.column(INDEX);
    ArchitectureColumns architectures = source.architectureColumns(null, space);
    Map<String, Architecture> byIndex = new HashMap<>();
    source.forEach(row -> {
      if (byIndex.put(row.fields().get(key).strip(), architectures.architecture(row)) != null) {
        throw source.wrong(row, key, 0, "found index %s a second time".formatted(
            InputFile.excerpt(row.fields().get(key))));
      }
    });
    int own = table.column(INDEX);
    return row -> {
      Architecture found = byIndex.get(row.fields().get(own).strip());
      if (found == null) {
        throw table.wrong(row, own, 0, "found index %s, which is not in %s".formatted(
            InputFile.excerpt(row.fields().get(own)), index));
      }
      return found;
    };
  }
}
