package org.parzc.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What tells the rows of a table apart: the body and the threads, if they differ within the class,
 * and parameters.
 */
final class RowNames {
  private final List<JmhResult> results;
  private final List<Column> columns;

  /** A name of rows and its value for a result; empty where a result has none. */
  private record Column(String name, Function<JmhResult, String> value) {}

  /**
   * @param results those of the table
   * @param ofClass those of all tables of the class
   * @param besides the parameter that is not for rows
   */
  RowNames(List<JmhResult> results, List<JmhResult> ofClass, Optional<String> besides) {
    this.results = results;
    Stream<Column> differing =
        Stream.of(
                new Column("body", JmhResult::method),
                new Column("threads", result -> String.valueOf(result.threads())))
            .filter(column -> values(column, ofClass).size() > 1);
    Stream<Column> parameters =
        results.stream()
            .flatMap(result -> result.params().keySet().stream())
            .distinct()
            .filter(name -> !besides.equals(Optional.of(name)))
            .map(name -> new Column(name, result -> result.params().getOrDefault(name, "")));
    columns = Stream.concat(differing, parameters).toList();
  }

  /** Returns the header. */
  List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /** Returns the names of a result's row. */
  List<String> of(JmhResult result) {
    return columns.stream().map(column -> Figures.value(column.value.apply(result))).toList();
  }

  /**
   * Orders results by each name in turn: numbers by size, anything else by its first appearance.
   */
  Comparator<JmhResult> order() {
    return columns.stream()
        .map(this::order)
        .reduce(Comparator::thenComparing)
        .orElse((unused, unusedToo) -> 0);
  }

  private Comparator<JmhResult> order(Column column) {
    List<String> values = values(column, results);
    List<String> ordered =
        values.stream().allMatch(value -> value.matches("\\d*"))
            ? values.stream()
                .sorted(Comparator.comparing(String::length).thenComparing(value -> value))
                .toList()
            : values;
    return Comparator.comparingInt(result -> ordered.indexOf(column.value.apply(result)));
  }

  private static List<String> values(Column column, List<JmhResult> results) {
    return results.stream().map(column.value).distinct().toList();
  }
}
