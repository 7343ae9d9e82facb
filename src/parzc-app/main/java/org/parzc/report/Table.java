package org.parzc.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.parzc.files.AtomicFile;

/**
 * A table of results: named columns and rows of typed values. It is built once and has a face for
 * each reader: aligned {@link #text} on a terminal, {@link #markdown} in a document, {@link
 * #writeCsv CSV} with every digit for programs, and {@link #data} that pages show, sort and export.
 * Immutable.
 *
 * @param columns the columns
 * @param rows texts and numbers, one per column
 */
public record Table(List<Column> columns, List<List<Object>> rows) {
  private static final String GAP = "  ";
  private static final CSVFormat CSV = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  /**
   * One column.
   *
   * @param name its header in CSV and on pages
   * @param heading its header on a terminal and in Markdown, where there is less room
   * @param format what a terminal and Markdown show of its cells
   * @param digits decimals that pages show; null of a column of texts, which is aligned left
   */
  public record Column(String name, String heading, Format format, Integer digits) {
    /** Returns a column of texts. */
    public static Column text(String name) {
      return new Column(name, name, Format.plain(), null);
    }

    /** Returns a column of numbers with so many decimals. */
    public static Column number(String name, int digits) {
      return new Column(name, name, Format.fixed(digits), digits);
    }

    /** Returns the column with another header for terminals and Markdown. */
    public Column headed(String other) {
      return new Column(name, other, format, digits);
    }

    /** Returns the column with another format for terminals and Markdown. */
    public Column as(Format other) {
      return new Column(name, heading, other, digits);
    }

    private boolean isText() {
      return digits == null;
    }
  }

  /**
   * What pages read of a table.
   *
   * @param columns headers and decimals
   * @param rows texts and numbers; a number that is undefined (NaN) is {@code -}
   */
  public record Data(List<Head> columns, List<List<Object>> rows) {
    /**
     * What pages read of a column.
     *
     * @param name its header
     * @param digits decimals that are shown; null of a column of texts
     */
    public record Head(String name, Integer digits) {}
  }

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a row does not have one cell per column
   */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "found %d cells, expected %d".formatted(row.size(), columns.size()));
      }
    }
  }

  /** Returns a table with a row for each of some things. */
  public static <T> Table of(List<Column> columns, List<T> things, Function<T, List<Object>> row) {
    return new Table(columns, things.stream().map(row).toList());
  }

  /** Returns the table with its first rows only. */
  public Table first(int count) {
    return new Table(columns, rows.subList(0, Math.min(count, rows.size())));
  }

  /**
   * Returns the table with one row more.
   *
   * @throws IllegalArgumentException if it does not have one cell per column
   */
  public Table plus(List<Object> row) {
    List<List<Object>> more = new ArrayList<>(rows);
    more.add(row);
    return new Table(columns, more);
  }

  /**
   * Returns the table with one column more.
   *
   * @throws IllegalArgumentException if there is not one cell per row
   */
  public Table with(Column column, List<?> cells) {
    if (cells.size() != rows.size()) {
      throw new IllegalArgumentException(
          "found %d cells, expected %d".formatted(cells.size(), rows.size()));
    }
    List<Column> more = new ArrayList<>(columns);
    more.add(column);
    return new Table(
        more,
        IntStream.range(0, rows.size())
            .mapToObj(
                i -> {
                  List<Object> row = new ArrayList<>(rows.get(i));
                  row.add(cells.get(i));
                  return row;
                })
            .toList());
  }

  /** Returns the table without the columns of these names. */
  public Table without(String... names) {
    int[] kept =
        IntStream.range(0, columns.size())
            .filter(i -> !List.of(names).contains(columns.get(i).name()))
            .toArray();
    return new Table(pick(columns, kept), rows.stream().map(row -> pick(row, kept)).toList());
  }

  private static <T> List<T> pick(List<T> all, int[] indices) {
    return IntStream.of(indices).mapToObj(all::get).toList();
  }

  /** Returns the cells as people read them, below the headings. */
  private List<List<String>> shown() {
    List<List<String>> shown =
        new ArrayList<>(List.of(columns.stream().map(Column::heading).toList()));
    rows.forEach(
        row ->
            shown.add(
                IntStream.range(0, row.size())
                    .mapToObj(i -> columns.get(i).format().of(row.get(i)))
                    .toList()));
    return shown;
  }

  /** Returns lines of aligned columns for a terminal: texts left, numbers right. */
  public String text() {
    List<List<String>> shown = shown();
    int[] widths =
        IntStream.range(0, columns.size())
            .map(i -> shown.stream().mapToInt(row -> width(row.get(i))).max().orElse(0))
            .toArray();
    return shown.stream()
        .map(
            row ->
                IntStream.range(0, widths.length)
                    .mapToObj(i -> pad(row.get(i), widths[i], columns.get(i).isText()))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing())
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static String pad(String cell, int width, boolean left) {
    String blanks = " ".repeat(width - width(cell));
    return left ? cell + blanks : blanks + cell;
  }

  /** Returns the table in Markdown: texts left, numbers right; lines end in line feeds. */
  public String markdown() {
    List<List<String>> lines = shown();
    lines.add(1, columns.stream().map(column -> column.isText() ? "---" : "---:").toList());
    return lines.stream()
        .map(
            line ->
                line.stream()
                    .map(cell -> cell.replace("|", "\\|"))
                    .collect(Collectors.joining(" | ", "| ", " |\n")))
        .collect(Collectors.joining());
  }

  /**
   * Writes the table as CSV, numbers with every digit; the file appears whole or not at all.
   *
   * @throws org.parzc.InputException if it cannot be written
   */
  public void writeCsv(Path file) {
    AtomicFile.write(
        file,
        unfinished -> {
          try (CSVPrinter csv = CSV.print(Files.newBufferedWriter(unfinished))) {
            csv.printRecord(columns.stream().map(Column::name));
            for (List<Object> row : rows) {
              csv.printRecord(row);
            }
          }
        });
  }

  /** Returns what pages read. */
  @JsonValue
  public Data data() {
    return new Data(
        columns.stream().map(column -> new Data.Head(column.name(), column.digits())).toList(),
        rows.stream().map(row -> row.stream().map(Table::defined).toList()).toList());
  }

  private static Object defined(Object cell) {
    return cell instanceof Double number && number.isNaN() ? "-" : cell;
  }
}
