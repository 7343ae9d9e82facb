package org.parzc.dataset;

import com.google.common.base.Preconditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * Files of labelled architectures: CSV in UTF-8 with a header, where empty lines and lines that start with {@code #}
 * are passed over; NAS-Bench-101's own {@code .tfrecord}, see {@link NasBench101File}; or, if the name ends in
 * {@code .json}, the layout in which NDS is published, see {@link NdsLabelFile}. Thread-safe.
 */
public final class LabelFile {
  private static final String ARCHITECTURE = "architecture";

  private LabelFile() {}

  /**
   * Reads a whole file in which every architecture has a label.
   *
   * @throws InputException as {@link #read(Path, SearchSpace, String, String, LabelRange, Unlabelled)}
   */
  public static Labels read(Path file, SearchSpace space, String archColumn, String labelColumn, LabelRange range) {
    return read(file, space, archColumn, labelColumn, range, Unlabelled.REFUSED);
  }

  /**
   * Reads a whole file.
   *
   * @param archColumn name of the column with the architectures; null for {@code architecture}, else {@code arch_str},
   *     else {@code arch}, else the space's own {@link SearchSpace#columns columns}; always null for JSON
   * @param labelColumn name of the column with the labels; null if only one other column holds numbers, or for the
   *     usual label of a JSON file. In a {@code .tfrecord}, {@code final_validation_accuracy} or
   *     {@code final_test_accuracy}
   * @param range labels outside it are refused
   * @param unlabelled what to do with rows whose label is empty
   * @throws InputException if the file is missing, empty, damaged or not such a file, if a label is not a number in
   *     the range, if no row has a label, or if an architecture is not of the space or occurs twice
   */
  public static Labels read(Path file, SearchSpace space, String archColumn, String labelColumn, LabelRange range,
      Unlabelled unlabelled) {
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".tfrecord")) {
      return NasBench101File.read(file, space, labelColumn, range);
    }
    if (InputFile.isJson(file)) {
      if (archColumn != null) {
        throw new InputException("%s: found architecture column %s, expected none for a JSON file".formatted(file,
            InputFile.excerpt(archColumn)));
      }
      return NdsLabelFile.read(file, space, labelColumn, range);
    }
    CsvTable table = CsvTable.read(file);
    ArchitectureColumns architectures = table.architectureColumns(archColumn, space);
    int labels = table.labelColumn(labelColumn, architectures);
    Map<Architecture, LabelledArchitecture> seen = new HashMap<>();
    List<LabelledArchitecture> entries = new ArrayList<>();
    for (CsvTable.Row row : table.rows()) {
      if (unlabelled == Unlabelled.SKIPPED && row.fields().get(labels).isBlank()) {
        continue;
      }
      Architecture architecture = architectures.architecture(row);
      double label = label(table, row, labels, range);
      LabelledArchitecture entry = new LabelledArchitecture(architecture, label, row.line());
      LabelledArchitecture before = seen.putIfAbsent(architecture, entry);
      if (before != null) {
        throw table.wrong(row, architectures.first(), 0, before.label() == label
            ? "duplicate of line " + before.line()
            : "found label %s, but line %d says %s".formatted(label, before.line(), before.label()));
      }
      entries.add(entry);
    }
    if (entries.isEmpty()) {
      throw new InputException("%s: found no labels in column %s".formatted(file, table.columns().get(labels)));
    }
    return new Labels(file.toString(), table.columns().get(labels), entries);
  }

  private static double label(CsvTable table, CsvTable.Row row, int column, LabelRange range) {
    String text = row.fields().get(column);
    double label = LabelRange.number(text).orElseThrow(() -> table.wrong(row, column, 0,
        "%s: found %s, expected a number%s".formatted(table.columns().get(column), InputFile.excerpt(text),
            text.isBlank() ? "; --skip-unlabelled passes over such rows" : "")));
    if (!range.contains(label)) {
      throw table.wrong(row, column, 0, "%s: found %s, expected %s".formatted(table.columns().get(column),
          InputFile.excerpt(text), range));
    }
    return label;
  }

  /**
   * Writes a file that {@link #read} gives back exactly, lines apart. It appears under its name only when it is
   * complete; a file that was there is replaced.
   *
   * @param labels finite, each architecture once
   * @param labelColumn name of the label column
   * @param comments lines of provenance above the header
   * @throws IllegalArgumentException if a label is not finite, the column is named {@code architecture} or a comment
   *     has a line break
   * @throws InputException if the file cannot be written
   */
  public static void write(Path file, List<LabelledArchitecture> labels, String labelColumn, List<String> comments) {
    Preconditions.checkArgument(!labelColumn.equals(ARCHITECTURE), "label column named %s", labelColumn);
    for (LabelledArchitecture entry : labels) {
      Preconditions.checkArgument(Double.isFinite(entry.label()), "label of %s is %s", entry.architecture(),
          entry.label());
    }
    String content = content(labels, labelColumn, comments);
    AtomicFile.write(file, unfinished -> Files.writeString(unfinished, content));
  }

  private static String content(List<LabelledArchitecture> labels, String labelColumn, List<String> comments) {
    StringBuilder content = new StringBuilder();
    for (String comment : comments) {
      Preconditions.checkArgument(comment.lines().count() <= 1, "comment with a line break: %s", comment);
      content.append("# ").append(comment).append('\n');
    }
    CSVFormat format = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    try (CSVPrinter printer = new CSVPrinter(content, format)) {
      printer.printRecord(ARCHITECTURE, labelColumn);
      for (LabelledArchitecture entry : labels) {
        printer.printRecord(entry.architecture().text(), entry.label());
      }
    } catch (IOException e) {
      throw new AssertionError("a StringBuilder never fails", e);
    }
    return content.toString();
  }
}
