package org.parzc.benchmarks.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A kind of number that results have, with its unit in its name.
 *
 * @param text the number as text, or nothing if a result has no such number
 */
record Figure(String name, Function<JmhResult, Optional<String>> text) {
  private static final String NOTHING = "–";

  /** Returns the number of a result, or a dash if there is no result or it has none. */
  String of(Optional<JmhResult> result) {
    return result.flatMap(text).orElse(NOTHING);
  }

  /** Says whether one of these results has the number. */
  boolean isIn(List<JmhResult> results) {
    return results.stream().map(text).anyMatch(Optional::isPresent);
  }

  /**
   * The score of results with the same mode; a time in the largest unit that makes no score less
   * than one.
   */
  static Figure score(List<JmhResult> results) {
    if (!results.get(0).isTime()) {
      return score("ops/s", 1);
    }
    TimeScale scale =
        TimeScale.suiting(
            results.stream()
                .mapToDouble(result -> result.primaryMetric().inSeconds())
                .min()
                .orElseThrow());
    return score(scale.symbol(), scale.seconds());
  }

  private static Figure score(String name, double unit) {
    return new Figure(
        name,
        result ->
            Optional.of(
                Figures.number(result.primaryMetric().inSeconds() / unit)
                    + Figures.error(result.primaryMetric().relativeError())));
  }

  /** The counters, and whatever else JMH measured beside the score, that any of the results has. */
  static List<Figure> counters(List<JmhResult> results) {
    return results.stream()
        .flatMap(result -> result.secondaryMetrics().keySet().stream())
        .distinct()
        .flatMap(counter -> units(results, counter).map(unit -> counter(counter, unit)))
        .toList();
  }

  private static Stream<String> units(List<JmhResult> results, String counter) {
    return results.stream()
        .flatMap(result -> Stream.ofNullable(result.secondaryMetrics().get(counter)))
        .map(JmhResult.Metric::scoreUnit)
        .distinct();
  }

  private static Figure counter(String counter, String unit) {
    String name = unit.startsWith("ops/") ? unit.replace("ops", counter) : counter + ", " + unit;
    return new Figure(
        name,
        result ->
            Optional.ofNullable(result.secondaryMetrics().get(counter))
                .filter(metric -> metric.scoreUnit().equals(unit))
                .map(metric -> Figures.number(metric.score())));
  }

  /** How many times as fast as a result another one is. */
  static Figure ratio(String name, JmhResult faster) {
    return new Figure(
        "**" + name + " over it**",
        result -> {
          double scores = faster.primaryMetric().inSeconds() / result.primaryMetric().inSeconds();
          return Optional.of("**" + Figures.number(result.isTime() ? 1 / scores : scores) + "**");
        });
  }
}
