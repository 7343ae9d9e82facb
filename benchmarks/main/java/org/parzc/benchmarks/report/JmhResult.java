package org.parzc.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Map;

/**
 * One entry of JMH's JSON, with JMH's names: a body with a value for each parameter.
 *
 * @param benchmark the qualified name of the method
 * @param params values by name; empty if it has none
 * @param secondaryMetrics auxiliary counters and profilers by name; empty if there are none
 */
record JmhResult(
    String benchmark,
    String mode,
    int threads,
    @JsonUnwrapped Schedule schedule,
    @JsonUnwrapped Versions versions,
    Map<String, String> params,
    Metric primaryMetric,
    Map<String, Metric> secondaryMetrics) {
  private static final String TIME = "avgt";
  private static final String RATE = "thrpt";

  /** How long and how often it was measured. */
  record Schedule(
      int forks,
      int warmupIterations,
      String warmupTime,
      int measurementIterations,
      String measurementTime) {}

  /** What measured. */
  record Versions(String jmhVersion, String vmName, String vmVersion) {}

  /**
   * A number that was measured.
   *
   * @param scoreError half the 99.9 % interval; NaN where JMH had too few iterations for one
   */
  record Metric(double score, double scoreError, String scoreUnit) {
    private static final String RATE_PREFIX = "ops/";
    private static final String TIME_SUFFIX = "/op";

    /** Says whether it is a count per unit of time. */
    boolean isRate() {
      return scoreUnit.startsWith(RATE_PREFIX);
    }

    /** Returns operations per second, or seconds per operation. */
    double inSeconds() {
      return isRate()
          ? score / TimeScale.named(scoreUnit.substring(RATE_PREFIX.length())).seconds()
          : score * TimeScale.named(scoreUnit.replace(TIME_SUFFIX, "")).seconds();
    }

    /** Returns the error as a fraction of the score. */
    double relativeError() {
      return scoreError / score;
    }
  }

  /** What tells two results apart; of those that agree in it, one is a repetition of the other. */
  record Identity(String benchmark, String mode, int threads, Map<String, String> params) {}

  JmhResult {
    if (benchmark == null || primaryMetric == null) {
      throw new IllegalArgumentException("an entry without benchmark or primaryMetric");
    }
    if (!TIME.equals(mode) && !RATE.equals(mode)) {
      throw new IllegalArgumentException(
          benchmark + " has mode " + mode + ", expected " + TIME + " or " + RATE);
    }
    // Refuses a unit that cannot be converted while it is known which file has it.
    primaryMetric.inSeconds();
    params = params == null ? Map.of() : params;
    secondaryMetrics = secondaryMetrics == null ? Map.of() : secondaryMetrics;
  }

  Identity identity() {
    return new Identity(benchmark, mode, threads, params);
  }

  /** Says whether the score is a time, of which less is better. */
  boolean isTime() {
    return TIME.equals(mode);
  }

  /** Returns the simple name of the class. */
  String className() {
    String qualified = benchmark.substring(0, benchmark.lastIndexOf('.'));
    return qualified.substring(qualified.lastIndexOf('.') + 1);
  }

  String method() {
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }
}
