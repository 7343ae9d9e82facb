package org.parzc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.parzc.benchmarks.report.BenchmarkReport;
import org.parzc.benchmarks.report.RunConditions;

/**
 * The main class of {@code parzc-benchmarks.jar}, which runs alone on any Linux machine (x86-64)
 * with a JDK:
 *
 * <pre>
 * java -jar parzc-benchmarks.jar [--json RESULTS.json] PATTERN [JMH's options]
 * java -jar parzc-benchmarks.jar --report README.md RESULTS.json...</pre>
 *
 * <p>With {@code --json} the results go to that file, too, and their {@link RunConditions}, with
 * the commit that the jar was built from, to one beside it whose name ends in {@code .provenance}.
 */
public final class Main {
  /** JavaCPP's own limits follow Java's heap, which says nothing of native memory. */
  private static final String JVM_OPTIONS =
      "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxBytes=0";

  private Main() {}

  /**
   * Runs benchmarks, or writes results up.
   *
   * @param arguments as above
   * @throws IOException if results or their provenance cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    List<String> options = new ArrayList<>(Arrays.asList(arguments));
    String first = options.isEmpty() ? "" : options.get(0);
    if (first.equals("--report")) {
      BenchmarkReport.main(options.subList(1, options.size()).toArray(String[]::new));
      return;
    }
    System.out.println(
        "# ParZC " + RunConditions.builtVersion() + ", commit " + RunConditions.builtCommit());
    if (first.equals("--json") && options.size() > 1) {
      Path results = Path.of(options.get(1));
      Files.writeString(RunConditions.beside(results), RunConditions.ofNow().json());
      options.subList(0, 2).clear();
      options.addAll(List.of("-rf", "json", "-rff", results.toString()));
    }
    if (!options.contains("-jvmArgsPrepend")) {
      options.addAll(List.of("-jvmArgsPrepend", JVM_OPTIONS));
    }
    org.openjdk.jmh.Main.main(options.toArray(String[]::new));
  }
}
