package org.parzc.labels;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.parzc.InputException;
import org.parzc.files.CheckedTable;
import org.parzc.files.InputFile;
import org.parzc.space.SearchSpace;

/**
 * A CSV file in UTF-8 with a header whose rows all have as many fields as it, read row by row.
 * Fields are separated by commas, or by semicolons or tabs if that makes sense of the header. Empty
 * lines and lines that start with {@code #} are passed over. Knows where each field stands, so that
 * a message can point at it.
 */
public final class CsvTable {
  /** Names of the architecture column, the first that exists counts. */
  private static final List<String> ARCHITECTURE_NAMES =
      List.of("architecture", "arch_str", "arch");

  /** What fields may be separated by; the first that makes sense of the header counts. */
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t');

  /**
   * Names of columns that number the rows, as pandas, R and people write them, which are never
   * taken for labels.
   */
  private static final Pattern ROW_NUMBERS =
      Pattern.compile(
          "|#|id|idx|index|row|row[ _]?(?:id|idx|index|no|nr|number)|unnamed: \\d+|level_\\d+",
          Pattern.CASE_INSENSITIVE);

  /** One row: the number of its line, from 1, and its fields. */
  public record Row(int line, List<String> fields) {}

  private final Path file;
  private final char separator;
  private final Row header;

  private CsvTable(Path file, char separator, Row header) {
    this.file = file;
    this.separator = separator;
    this.header = header;
  }

  /**
   * Opens a table.
   *
   * @throws InputException if the file has no header, or was changed after a command wrote it
   */
  public static CsvTable open(Path file) {
    requireUnchanged(file);
    List<CsvTable> readings = new ArrayList<>();
    for (char separator : SEPARATORS) {
      header(file, separator)
          .ifPresent(header -> readings.add(new CsvTable(file, separator, header)));
    }
    CsvTable table =
        Stream.<Predicate<CsvTable>>of(
                one -> ARCHITECTURE_NAMES.stream().anyMatch(one.columns()::contains),
                one -> one.columns().size() > 1,
                one -> true)
            .flatMap(fits -> readings.stream().filter(fits))
            .findFirst()
            .orElseThrow(() -> damaged(file, SEPARATORS.get(0), null));
    table.checkHeader();
    return table;
  }

  private static void requireUnchanged(Path file) {
    InputFile.requirePresent(file);
    try {
      CheckedTable.requireUnchanged(file);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + InputFile.reason(e), e);
    }
  }

  /** Returns the first row; empty if quotes go wrong in it with that separator. */
  private static Optional<Row> header(Path file, char separator) {
    try (CSVParser parser = CSVParser.parse(InputFile.reader(file), format(separator))) {
      Iterator<CSVRecord> records = parser.iterator();
      if (!records.hasNext()) {
        throw new InputException(file + ": found no lines, expected a header and rows");
      }
      List<String> names = records.next().stream().map(String::strip).toList();
      return Optional.of(new Row((int) parser.getCurrentLineNumber(), names));
    } catch (IOException | UncheckedIOException e) {
      if (cause(e) instanceof CSVException) {
        return Optional.empty();
      }
      throw damaged(file, separator, e);
    }
  }

  private static CSVFormat format(char separator) {
    return CSVFormat.DEFAULT.builder().setCommentMarker('#').setDelimiter(separator).get();
  }

  /** Returns a remark on what separates the fields; empty if commas do, as is usual. */
  Optional<String> separatorRemark() {
    return separator == ','
        ? Optional.empty()
        : Optional.of(
            "fields are separated by " + (separator == '\t' ? "tabs" : "'" + separator + "'"));
  }

  /**
   * Reads every row in order; memory holds one at a time.
   *
   * @throws InputException if there are none, or one has another number of fields than the header
   */
  public void forEach(Consumer<Row> action) {
    try (CSVParser parser = CSVParser.parse(InputFile.reader(file), format(separator))) {
      Iterator<CSVRecord> records = parser.iterator();
      records.next();
      if (!records.hasNext()) {
        throw new InputException(
            "%s:%d: found only a header, expected rows".formatted(file, header.line()));
      }
      while (records.hasNext()) {
        List<String> fields = records.next().toList();
        Row row = new Row((int) parser.getCurrentLineNumber(), fields);
        int width = columns().size();
        if (fields.size() != width) {
          throw wrong(
              row,
              Math.min(width, fields.size()),
              0,
              "found %d fields, expected %d (%s)"
                  .formatted(fields.size(), width, String.join(",", columns())));
        }
        action.accept(row);
      }
    } catch (IOException | UncheckedIOException e) {
      throw damaged(file, separator, e);
    }
  }

  private void checkHeader() {
    Set<String> seen = new HashSet<>();
    for (int column = 0; column < header.fields().size(); column++) {
      if (!seen.add(header.fields().get(column))) {
        throw wrong(
            header,
            column,
            0,
            "found column %s twice".formatted(InputFile.excerpt(header.fields().get(column))));
      }
    }
  }

  List<String> columns() {
    return header.fields();
  }

  /**
   * Returns the position of a column.
   *
   * @throws InputException if there is no column of that name
   */
  public int column(String name) {
    int column = columns().indexOf(name);
    if (column < 0) {
      throw wrong(
          header,
          0,
          0,
          "no column %s, found %s"
              .formatted(InputFile.excerpt(name), String.join(", ", columns())));
    }
    return column;
  }

  /** Returns whether there are columns of a usual name, or the space's own, for architectures. */
  boolean hasArchitectures(SearchSpace space) {
    return ARCHITECTURE_NAMES.stream().anyMatch(columns()::contains)
        || !space.columns().isEmpty() && columns().containsAll(space.columns());
  }

  /**
   * Returns where the architectures stand.
   *
   * @param name name of their column, null for the first usual one that exists, else the space's
   *     own columns
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
      String own =
          space.columns().isEmpty() ? "" : " or columns " + String.join(", ", space.columns());
      throw wrong(
          header,
          0,
          0,
          "no column %s%s, found %s"
              .formatted(
                  String.join(" or ", ARCHITECTURE_NAMES), own, String.join(", ", columns())));
    }
    return new ArchitectureColumns(
        this, space.columns().stream().map(this::column).toList(), space);
  }

  /**
   * Returns the column of the labels.
   *
   * @param name its name, null for the only one there can be, which none is that numbers the rows
   * @throws InputException if there is none, or several and no name
   */
  int labelColumn(String name, ArchitectureColumns architectures) {
    if (name != null) {
      return column(name);
    }
    List<Integer> others =
        IntStream.range(0, columns().size())
            .filter(c -> !architectures.positions().contains(c))
            .boxed()
            .toList();
    List<Integer> possible =
        others.stream().filter(c -> !ROW_NUMBERS.matcher(columns().get(c)).matches()).toList();
    if (possible.isEmpty() && !others.isEmpty()) {
      throw wrong(
          header,
          0,
          0,
          "found no column that could be the label: %s seems to number the rows; %s takes it all the same"
              .formatted(
                  InputFile.excerpt(columns().get(others.get(0))),
                  InputException.setting("label-column")));
    }
    // A single other column is meant even if all its labels are wrong: the message is then about
    // the first of them.
    List<Integer> numeric = possible.size() == 1 ? possible : numeric(possible);
    if (numeric.size() != 1) {
      throw wrong(
          header,
          0,
          0,
          "found %d columns that could be the label, expected the name of one of %s"
              .formatted(numeric.size(), String.join(", ", columns())));
    }
    return numeric.get(0);
  }

  /** Returns which of the columns have a number in some row. */
  private List<Integer> numeric(List<Integer> candidates) {
    Set<Integer> numeric = new TreeSet<>();
    forEach(
        row ->
            candidates.stream()
                .filter(column -> !numeric.contains(column))
                .filter(column -> LabelRange.number(row.fields().get(column)).isPresent())
                .forEach(numeric::add));
    return List.copyOf(numeric);
  }

  /** Returns an exception that points at a character of a field, whose line is looked up for it. */
  public InputException wrong(Row row, int field, int offset, String message) {
    try (BufferedReader lines = InputFile.reader(file)) {
      String line = lines.lines().skip(row.line() - 1L).findFirst().orElse("");
      return new InputException(
          "%s:%d:%d: %s"
              .formatted(file, row.line(), start(line, field, separator) + offset, message));
    } catch (IOException | UncheckedIOException e) {
      return damaged(file, separator, e);
    }
  }

  /**
   * Returns where a field's content starts in a line, from 1; past the end if there is no such
   * field.
   */
  static int start(String line, int field, char separator) {
    boolean quoted = false;
    int separators = 0;
    for (int at = 0; at < line.length(); at++) {
      if (separators == field && !quoted) {
        return at + (line.charAt(at) == '"' ? 2 : 1);
      }
      quoted ^= line.charAt(at) == '"';
      separators += line.charAt(at) == separator && !quoted ? 1 : 0;
    }
    return line.length() + 1;
  }

  private static Throwable cause(Exception e) {
    return e instanceof UncheckedIOException ? e.getCause() : e;
  }

  /** Returns the exception for a file that cannot be read to its end. */
  private static InputException damaged(Path file, char separator, Exception e) {
    Throwable cause = e == null ? null : cause(e);
    if (cause instanceof CharacterCodingException) {
      return InputFile.notText(file, e);
    }
    try {
      return CsvQuotes.wrong(file, separator)
          .orElseGet(
              () ->
                  new InputException(
                      "%s: cannot be read: %s".formatted(file, InputFile.reason(cause)), e));
    } catch (IOException again) {
      return new InputException(
          "%s: cannot be read: %s".formatted(file, InputFile.reason(again)), again);
    }
  }
}
