package org.parzc.labels;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;

/**
 * Where a table keeps the architectures of a space: one column with the text, or several whose
 * fields make it up.
 *
 * @param table the table
 * @param positions the columns, in the order of the text
 * @param space the space
 */
record ArchitectureColumns(CsvTable table, List<Integer> positions, SearchSpace space) {
  /** Names of the column with the text; the first that exists counts. */
  private static final List<String> NAMES = List.of("architecture", "arch_str", "arch");

  /** Returns whether a column of a table has a usual name for architectures. */
  static boolean areNamedIn(CsvTable table) {
    return NAMES.stream().anyMatch(table.columns()::contains);
  }

  /** Returns whether there are columns of a usual name, or the space's own, for architectures. */
  static boolean areIn(CsvTable table, SearchSpace space) {
    return areNamedIn(table)
        || !space.columns().isEmpty() && table.columns().containsAll(space.columns());
  }

  /**
   * Returns where the architectures stand.
   *
   * @param name name of their column, null for the first usual one that exists, else the space's
   *     own columns
   * @throws InputException if there are none
   */
  static ArchitectureColumns of(CsvTable table, String name, SearchSpace space) {
    if (name != null) {
      return new ArchitectureColumns(table, List.of(table.column(name)), space);
    }
    Optional<String> usual = NAMES.stream().filter(table.columns()::contains).findFirst();
    if (usual.isPresent()) {
      return new ArchitectureColumns(table, List.of(table.column(usual.get())), space);
    }
    if (space.columns().isEmpty() || !table.columns().containsAll(space.columns())) {
      String own =
          space.columns().isEmpty() ? "" : " or columns " + String.join(", ", space.columns());
      throw table.wrongHeader(
          "no column %s%s, found %s"
              .formatted(String.join(" or ", NAMES), own, String.join(", ", table.columns())));
    }
    return new ArchitectureColumns(
        table, space.columns().stream().map(table::column).toList(), space);
  }

  /** Returns the column that messages about the whole architecture point at. */
  int first() {
    return positions.get(0);
  }

  /** Returns the text of the row's architecture. */
  String text(CsvTable.Row row) {
    return positions.stream()
        .map(row.fields()::get)
        .collect(Collectors.joining(SearchSpace.SEPARATOR));
  }

  /**
   * @throws InputException if the row holds no architecture of the space, pointing at the offence
   */
  Architecture architecture(CsvTable.Row row) {
    try {
      return space.interpret(text(row));
    } catch (ArchitectureSyntaxException e) {
      int offset = e.column() - 1;
      int field = 0;
      while (field + 1 < positions.size()
          && offset > row.fields().get(positions.get(field)).length()) {
        offset -= row.fields().get(positions.get(field)).length() + SearchSpace.SEPARATOR.length();
        field++;
      }
      int column = positions.get(field);
      throw table.wrong(
          row,
          column,
          offset,
          "%s: not an architecture of %s: %s"
              .formatted(table.columns().get(column), space.name(), e.getMessage()));
    }
  }
}
