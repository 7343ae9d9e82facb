package org.parzc.evaluation;

import com.google.common.collect.Iterables;
import com.google.common.primitives.Ints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.files.CheckedTable;
import org.parzc.labels.CsvTable;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;

/**
 * Splits as a CSV file with the columns {@code split}, {@code position} and {@code architecture}:
 * which architectures are trained on, in which order, below a comment that tells whether they were
 * changed. The split's name is its seed, a whole number; positions count from 0 without a gap.
 */
public final class SplitFile {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
  private static final List<String> HEADER = List.of("split", "position", "architecture");

  private SplitFile() {}

  /**
   * Writes the training sets of splits; the file appears whole or not at all.
   *
   * @param budget how many architectures of each split
   * @param architectures what the indices of the splits stand for
   * @throws InputException if it cannot be written
   */
  public static void write(
      Path file, List<Split> splits, int budget, List<Architecture> architectures) {
    StringBuilder lines = new StringBuilder();
    try (CSVPrinter csv = FORMAT.print(lines)) {
      csv.printRecord(HEADER);
      for (Split split : splits) {
        int[] training = split.training(budget);
        for (int position = 0; position < training.length; position++) {
          csv.printRecord(split.seed(), position, architectures.get(training[position]).text());
        }
      }
    } catch (IOException e) {
      throw new AssertionError("a StringBuilder never fails", e);
    }
    AtomicFile.write(
        file, unfinished -> Files.writeString(unfinished, CheckedTable.text(lines.toString())));
  }

  /**
   * Reads splits, in the order in which they begin in the file.
   *
   * @param space the space of the architectures
   * @param budget how many architectures each split needs at least
   * @param architectures all that can be trained on or ranked
   * @throws InputException if a column is missing, a position is not the next of its split, an
   *     architecture is none of {@code architectures} or twice in its split, a split has fewer than
   *     {@code budget}, or the file was changed after it was written
   */
  public static List<Split> read(
      Path file, SearchSpace space, int budget, List<Architecture> architectures) {
    Map<Architecture, Integer> indices = new HashMap<>();
    IntStream.range(0, architectures.size()).forEach(i -> indices.put(architectures.get(i), i));
    CsvTable table = CsvTable.open(file);
    int[] columns = HEADER.stream().mapToInt(table::column).toArray();
    Map<Long, Map<Integer, CsvTable.Row>> splits = new LinkedHashMap<>();
    table.forEach(
        row -> {
          long seed = number(table, row, columns[0]);
          Map<Integer, CsvTable.Row> training =
              splits.computeIfAbsent(seed, any -> new LinkedHashMap<>());
          long position = number(table, row, columns[1]);
          if (position != training.size()) {
            throw table.wrong(
                row,
                columns[1],
                0,
                "position: found %d, expected %d, the next of split %d"
                    .formatted(position, training.size(), seed));
          }
          CsvTable.Row before =
              training.putIfAbsent(index(table, row, columns[2], space, indices), row);
          if (before != null) {
            throw table.wrong(row, columns[2], 0, "duplicate of line " + before.line());
          }
        });
    splits.forEach(
        (seed, training) -> {
          if (training.size() < budget) {
            throw table.wrong(
                Iterables.getLast(training.values()),
                columns[0],
                0,
                "split %d ends after %d architectures, expected at least %d for the largest budget"
                    .formatted(seed, training.size(), budget));
          }
        });
    return splits.entrySet().stream()
        .map(
            split ->
                Split.startingWith(
                    Ints.toArray(split.getValue().keySet()), architectures.size(), split.getKey()))
        .toList();
  }

  private static long number(CsvTable table, CsvTable.Row row, int column) {
    String text = row.fields().get(column).strip();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw table.wrong(row, column, 0, "found '%s', expected a whole number".formatted(text));
    }
  }

  private static int index(
      CsvTable table,
      CsvTable.Row row,
      int column,
      SearchSpace space,
      Map<Architecture, Integer> indices) {
    String text = row.fields().get(column);
    Architecture architecture;
    try {
      architecture = space.interpret(text);
    } catch (ArchitectureSyntaxException e) {
      throw table.wrong(
          row,
          column,
          e.column() - 1,
          "not an architecture of %s: %s".formatted(space.name(), e.getMessage()));
    }
    Integer index = indices.get(architecture);
    if (index == null) {
      throw table.wrong(
          row,
          column,
          0,
          "found %s, expected a labelled architecture with statistics, none of those "
                  .formatted(text)
              + "excluded");
    }
    return index;
  }
}
