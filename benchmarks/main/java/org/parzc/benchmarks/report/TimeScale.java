package org.parzc.benchmarks.report;

import java.util.Arrays;

/** Units of time from the smallest to the largest. */
enum TimeScale {
  NANOSECONDS("ns", "ns", 1e-9),
  MICROSECONDS("us", "µs", 1e-6),
  MILLISECONDS("ms", "ms", 1e-3),
  SECONDS("s", "s", 1);

  /** A decade's logarithm is not exact. */
  private static final double ROUNDING = 1 - 1e-9;

  private final String nameInJmh;
  private final String symbol;
  private final double seconds;

  TimeScale(String nameInJmh, String symbol, double seconds) {
    this.nameInJmh = nameInJmh;
    this.symbol = symbol;
    this.seconds = seconds;
  }

  /**
   * Returns the unit that JMH calls so.
   *
   * @throws IllegalArgumentException if there is none
   */
  static TimeScale named(String nameInJmh) {
    return Arrays.stream(values())
        .filter(scale -> scale.nameInJmh.equals(nameInJmh))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("unit " + nameInJmh + ", expected ns, us, ms or s"));
  }

  /** Returns the largest unit of which a duration in seconds has at least one. */
  static TimeScale suiting(double seconds) {
    return Arrays.stream(values())
        .filter(scale -> scale.seconds * ROUNDING <= seconds)
        .reduce((smaller, larger) -> larger)
        .orElse(NANOSECONDS);
  }

  String symbol() {
    return symbol;
  }

  double seconds() {
    return seconds;
  }
}
