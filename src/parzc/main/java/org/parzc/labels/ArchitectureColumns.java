package org.parzc.labels;

import java.util.List;
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
