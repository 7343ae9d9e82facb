package org.parzc.benchmarks.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.parzc.InputException;
import org.parzc.benchmarks.report.Run.Measurement;

/**
 * Writes results into a README, between its markers.
 *
 * <pre>benchmarks/run.sh --report RESULTS.json...</pre>
 */
public final class BenchmarkReport {
  private static final String USAGE = "usage: README.md RESULTS.json...";
  private static final int WRONG_INPUT = 2;

  private BenchmarkReport() {}

  /**
   * Writes the results of one or more runs; where two measured the same, the later one counts.
   * Exits with code 2, and says why, if a file is missing or not what it should be; then nothing
   * has been written.
   *
   * @param arguments the README, then JMH's JSON files
   */
  public static void main(String[] arguments) {
    System.exit(run(System.err, arguments));
  }

  static int run(PrintStream errors, String... arguments) {
    if (arguments.length < 2) {
      errors.println(USAGE);
      return WRONG_INPUT;
    }
    List<Path> files = Arrays.stream(arguments).map(Path::of).toList();
    try {
      write(files.get(0), files.subList(1, files.size()));
      return 0;
    } catch (InputException e) {
      errors.println(e.getMessage());
      return WRONG_INPUT;
    }
  }

  private static void write(Path readme, List<Path> files) {
    MarkedSection section = new MarkedSection(readme);
    Collection<Measurement> measurements = Run.merged(files.stream().map(Run::read).toList());
    List<JmhResult> results = measurements.stream().map(Measurement::result).toList();
    section.write(RunHeader.of(measurements) + "\n" + ResultTable.markdown(results));
  }
}
