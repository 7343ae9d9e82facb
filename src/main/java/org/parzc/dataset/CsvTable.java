package org.parzc.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.parzc.InputException;
import org.parzc.space.SearchSpace;

/**
 * A CSV file with a header whose rows all have as many fields as it. Empty lines and lines that start with {@code #}
 * are passed over. Knows where each field stands, so that a message can point at it.
 */
public final class CsvTable {
  /** Names of the architecture column, the first that exists counts. */
  private static final List<String> ARCHITECTURE_NAMES = List.of("architecture", "arch_str", "arch");

  /** One row: the number of its line, from 1, the line itself and its fields. */
  public record Row(int line, String text, List<String> fields) {
    /** Returns where a field's content starts in the line, from 1; past the end if there is no such field. */
    public int start(int field) {
      boolean quoted = false;
      int commas = 0;
      for (int at = 0; at < text.length(); at++) {
        if (commas == field && !quoted) {
          return at + (text.charAt(at) == '"' ? 2 : 1);
        }
        quoted ^= text.charAt(at) == '"';
        commas += text.charAt(at) == ',' && !quoted ? 1 : 0;
      }
      return text.length() + 1;
    }
  }

  private final Path file;
  private final Row header;
  private final List<Row> rows;

  private CsvTable(Path file, Row header, List<Row> rows) {
    this.file = file;
    this.header = header;
    this.rows = rows;
  }

  /**
   * Reads a table.
   *
   * @throws InputException if the file is not a table with at least one row
   */
  public static CsvTable read(Path file) {
    List<Row> rows = new ArrayList<>(parse(file));
    if (rows.isEmpty()) {
      throw new InputException(file + ": found no lines, expected a header and rows");
    }
    Row first = rows.remove(0);
    Row header = new Row(first.line(), first.text(), first.fields().stream().map(String::strip).toList());
    CsvTable table = new CsvTable(file, header, List.copyOf(rows));
    table.checkHeader();
    if (rows.isEmpty()) {
      throw new InputException("%s:%d: found only a header, expected rows".formatted(file, header.line()));
    }
    int width = header.fields().size();
    for (Row row : rows) {
      if (row.fields().size() != width) {
        throw table.wrong(row, Math.min(width, row.fields().size()), 0, "found %d fields, expected %d (%s)".formatted(
            row.fields().size(), width, String.join(",", header.fields())));
      }
    }
    return table;
  }

  private static List<Row> parse(Path file) {
    String text = InputFile.text(file);
    List<String> lines = text.lines().toList();
    List<Row> rows = new ArrayList<>();
    CSVFormat format = CSVFormat.DEFAULT.builder().setCommentMarker('#').get();
    try (CSVParser parser = CSVParser.parse(text, format)) {
      for (CSVRecord found : parser) {
        int line = (int) parser.getCurrentLineNumber();
        rows.add(new Row(line, lines.get(line - 1), found.toList()));
      }
    } catch (IOException | UncheckedIOException e) {
      throw new InputException("%s: not a CSV file: %s".formatted(file, e.getMessage()), e);
    }
    return rows;
  }

  private void checkHeader() {
    Set<String> seen = new HashSet<>();
    for (int column = 0; column < header.fields().size(); column++) {
      if (!seen.add(header.fields().get(column))) {
        throw wrong(header, column, 0, "found column %s twice".formatted(
            InputFile.excerpt(header.fields().get(column))));
      }
    }
  }

  /** Returns the names of the columns. */
  public List<String> columns() {
    return header.fields();
  }

  /** Returns the rows in the order of their lines. */
  public List<Row> rows() {
    return rows;
  }

  /**
   * Returns the position of a column.
   *
   * @throws InputException if there is no column of that name
   */
  public int column(String name) {
    int column = columns().indexOf(name);
    if (column < 0) {
      throw wrong(header, 0, 0, "no column %s, found %s".formatted(InputFile.excerpt(name),
          String.join(", ", columns())));
    }
    return column;
  }

  /**
   * Returns where the architectures stand.
   *
   * @param name name of their column, null for the first usual one that exists, else the space's own columns
   * @throws InputException if there are none
   */
  ArchitectureColumns architectureColumns(String name, SearchSpace space) {
    if (name != null) {
      return new ArchitectureColumns(this, List.of(column(name)), space);
    }
    Optional<String> usual = ARCHITECTURE_NAMES.stream().filter(columns()::contains).findFirst();
    if (usual.isPresent()) {
      return new ArchitectureColumns(this, List.of(column(usual.get())), space);
    }
    if (space.columns().isEmpty() || !columns().containsAll(space.columns())) {
      String own = space.columns().isEmpty() ? "" : " or columns " + String.join(", ", space.columns());
      throw wrong(header, 0, 0, "no column %s%s, found %s".formatted(String.join(" or ", ARCHITECTURE_NAMES), own,
          String.join(", ", columns())));
    }
    return new ArchitectureColumns(this, space.columns().stream().map(this::column).toList(), space);
  }

  /**
   * Returns the column of the labels.
   *
   * @param name its name, null for the only one there can be
   * @throws InputException if there is none, or several and no name
   */
  int labelColumn(String name, ArchitectureColumns architectures) {
    if (name != null) {
      return column(name);
    }
    List<Integer> others = IntStream.range(0, columns().size()).filter(c -> !architectures.positions().contains(c))
        .boxed().toList();
    // A single other column is meant even if all its labels are wrong: the message is then about the first of them.
    List<Integer> numeric = others.size() == 1 ? others : others.stream().filter(this::hasNumber).toList();
    if (numeric.size() != 1) {
      throw wrong(header, 0, 0, "found %d columns that could be the label, expected the name of one of %s".formatted(
          numeric.size(), String.join(", ", columns())));
    }
    return numeric.get(0);
  }

  private boolean hasNumber(int column) {
    return rows.stream().map(row -> LabelRange.number(row.fields().get(column))).anyMatch(Optional::isPresent);
  }

  /** Returns an exception that points at a character of a field. */
  public InputException wrong(Row row, int field, int offset, String message) {
    return new InputException(InputFile.oneLine("%s:%d:%d: %s".formatted(file, row.line(), row.start(field) + offset,
        message)));
  }
}
