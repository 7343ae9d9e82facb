package org.parzc.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.hipparchus.stat.descriptive.DescriptiveStatistics;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.search.Trial;

/** Searches with different seeds beside each other. */
public final class TrialTable {
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private TrialTable() {}

  /**
   * Returns a line per trial, and mean and standard deviation (of a sample; 0 of one trial) below.
   *
   * @param column what the accuracy is called
   */
  public static String text(List<Trial> trials, String column) {
    TextTable table = new TextTable("seed", "<found", column, "architectures", "labels", "CPU s");
    trials.forEach(one -> table.add(one.seed(), one.found(), number("%.3f", one.accuracy()), one.architectures(),
        one.labels(), number("%.2f", one.cpuSeconds())));
    table.add("", "mean ± deviation", summary("%.3f", trials, Trial::accuracy),
        summary("%.0f", trials, Trial::architectures), summary("%.0f", trials, Trial::labels),
        summary("%.2f", trials, Trial::cpuSeconds));
    return table.toString();
  }

  private static String summary(String format, List<Trial> trials, ToDoubleFunction<Trial> value) {
    DescriptiveStatistics statistics = new DescriptiveStatistics(trials.stream().mapToDouble(value).toArray());
    return number(format, statistics.getMean()) + " ± " + number(format, statistics.getStandardDeviation());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /**
   * Writes the trials as CSV; the file appears whole or not at all.
   *
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, List<Trial> trials, String column) {
    AtomicFile.write(file, unfinished -> {
      try (CSVPrinter csv = FORMAT.print(Files.newBufferedWriter(unfinished))) {
        csv.printRecord("seed", "architecture", column, "architectures", "labels", "cpu_seconds");
        for (Trial one : trials) {
          csv.printRecord(one.seed(), one.found().text(), one.accuracy(), one.architectures(), one.labels(),
              one.cpuSeconds());
        }
      }
    });
  }
}
