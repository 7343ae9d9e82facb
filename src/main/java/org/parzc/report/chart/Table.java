package org.parzc.report.chart;

import java.util.List;

/**
 * Named columns and their rows, for people and for export.
 *
 * @param columns the columns
 * @param rows texts and numbers, one per column; a number that is undefined (NaN) becomes {@code -}
 */
public record Table(List<Column> columns, List<List<Object>> rows) {
  /**
   * One column.
   *
   * @param name its header
   * @param digits decimals that are shown; null of a column of texts
   */
  public record Column(String name, Integer digits) {
    /** Returns a column of texts. */
    public static Column text(String name) {
      return new Column(name, null);
    }

    /** Returns a column of numbers with so many decimals. */
    public static Column number(String name, int digits) {
      return new Column(name, digits);
    }
  }

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a row does not have one cell per column
   */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(row -> row.stream().map(Table::shown).toList()).toList();
    int width = columns.size();
    if (rows.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException("a row has another number of cells than there are columns");
    }
  }

  private static Object shown(Object cell) {
    return cell instanceof Double number && number.isNaN() ? "-" : cell;
  }
}
