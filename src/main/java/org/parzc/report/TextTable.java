package org.parzc.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of aligned columns for the terminal. Not thread-safe. */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** @param header names of the columns; a column whose name starts with {@code <} is aligned left */
  public TextTable(String... header) {
    rows.add(List.of(header));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it does not have one cell per column
   */
  public TextTable add(Object... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException("found %d cells, expected %d".formatted(cells.length, rows.get(0).size()));
    }
    rows.add(List.of(cells).stream().map(Object::toString).toList());
    return this;
  }

  /** Returns the lines. */
  @Override
  public String toString() {
    List<String> header = rows.get(0);
    int columns = header.size();
    boolean[] left = new boolean[columns];
    int[] widths = new int[columns];
    List<List<String>> shown = new ArrayList<>(rows);
    shown.set(0, header.stream().map(name -> name.startsWith("<") ? name.substring(1) : name).toList());
    for (int c = 0; c < columns; c++) {
      int column = c;
      left[c] = header.get(c).startsWith("<");
      widths[c] = shown.stream().map(row -> row.get(column)).mapToInt(TextTable::width).max().orElse(0);
    }
    return shown.stream().map(row -> IntStream.range(0, columns)
        .mapToObj(c -> pad(row.get(c), widths[c], left[c])).collect(Collectors.joining(GAP)).stripTrailing())
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Returns a number with so many decimals; {@code -} for one that is undefined. */
  public static String fixed(double value, int digits) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static String pad(String cell, int width, boolean left) {
    String blanks = " ".repeat(width - width(cell));
    return left ? cell + blanks : blanks + cell;
  }
}
