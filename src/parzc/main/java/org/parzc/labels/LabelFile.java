package org.parzc.labels;

import com.google.common.base.Preconditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.files.CheckedTable;
import org.parzc.files.Provenance;
import org.parzc.files.Reason;
import org.parzc.space.SearchSpace;

/**
 * Files of labelled architectures: NAS-Bench-101's own {@code .tfrecord}, see {@link
 * NasBench101File}; if the name ends in {@code .json}, the layouts of NDS and of
 * NAS-Bench-Suite-Zero, see {@link NdsLabelFile} and {@link SuiteZeroFile}; else a {@link
 * CsvTable}. Every format is read piece by piece: memory holds the labels alone. Thread-safe.
 */
public final class LabelFile {
  private static final String ARCHITECTURE = "architecture";
  private static final String COMMENT = "# ";

  /** The first that recognises a file reads it. */
  private static final List<LabelFormat> FORMATS =
      List.of(
          new LabelFormat(NasBench101File::recognises, NasBench101File::read),
          new LabelFormat(NdsLabelFile::recognises, NdsLabelFile::read),
          new LabelFormat(SuiteZeroFile::recognises, SuiteZeroFile::labels),
          new LabelFormat(start -> true, CsvLabelFile::read));

  private LabelFile() {}

  /**
   * Reads a whole file in which every architecture has one label in percent, higher for better
   * ones: the one column of numbers that it has.
   *
   * @throws InputException as {@link #read(Path, SearchSpace, LabelRules)}
   */
  public static Labels read(Path file, SearchSpace space) {
    return read(file, space, null, null, LabelRange.PERCENT);
  }

  /**
   * Reads a whole file in which every architecture has one label, higher for better ones.
   *
   * @throws InputException as {@link #read(Path, SearchSpace, LabelRules)}
   */
  public static Labels read(
      Path file, SearchSpace space, String archColumn, String labelColumn, LabelRange range) {
    return read(file, space, LabelRules.strict(archColumn, labelColumn, range));
  }

  /**
   * Reads a whole file.
   *
   * @param rules how it is read
   * @throws InputException if the file is missing, empty, damaged or not such a file, if a label is
   *     missing or not a number in the range, if no row has a label, or if an architecture is not
   *     of the space or occurs twice, as far as the rules do not allow it
   */
  public static Labels read(Path file, SearchSpace space, LabelRules rules) {
    FileStart start = FileStart.of(file);
    return FORMATS.stream()
        .filter(format -> format.recognises().test(start))
        .findFirst()
        .orElseThrow()
        .reader()
        .apply(new LabelRequest(file, space, rules));
  }

  /**
   * Writes a file that {@link #read} gives back exactly, lines apart, or refuses if it was changed.
   * It appears under its name only when it is complete; a file that was there is replaced.
   *
   * @param labels finite, each architecture once
   * @param labelColumn name of the label column
   * @param comments lines of provenance above the header
   * @throws IllegalArgumentException if a label is not finite, the column is named {@code
   *     architecture} or a comment has a line break
   * @throws InputException if the file cannot be written
   */
  public static void write(
      Path file, List<LabelledArchitecture> labels, String labelColumn, List<String> comments) {
    Preconditions.checkArgument(
        !labelColumn.equals(ARCHITECTURE), "label column named %s", labelColumn);
    for (LabelledArchitecture entry : labels) {
      Preconditions.checkArgument(
          Double.isFinite(entry.label()), "label of %s is %s", entry.architecture(), entry.label());
    }
    String content = CheckedTable.text(content(labels, labelColumn, comments));
    AtomicFile.write(file, unfinished -> Files.writeString(unfinished, content));
  }

  /**
   * Returns the provenance that {@link #write} put above the header of a file.
   *
   * @throws InputException if the file cannot be read
   */
  public static Provenance provenance(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return Provenance.ofLines(
          lines
              .takeWhile(line -> line.startsWith(COMMENT))
              .filter(line -> !CheckedTable.isChecksum(line))
              .map(line -> line.substring(COMMENT.length()))
              .toList());
    } catch (IOException | UncheckedIOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, Reason.of(e)), e);
    }
  }

  private static String content(
      List<LabelledArchitecture> labels, String labelColumn, List<String> comments) {
    StringBuilder content = new StringBuilder();
    for (String comment : comments) {
      Preconditions.checkArgument(
          comment.lines().count() <= 1, "comment with a line break: %s", comment);
      content.append(COMMENT).append(comment).append('\n');
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
