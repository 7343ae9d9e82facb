package org.parzc.benchmarks.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.parzc.report.Table;
import org.parzc.report.Table.Column;

/**
 * A table of one class's results with one mode. Where values of a parameter compete they are
 * columns, and a row has a line for the score, for each counter, and for the ratio to ours;
 * otherwise score and counters are columns.
 */
final class ResultTable {
  /** What is ours, in a parameter whose values compete. */
  static final String OURS = "NATIVE";

  /** Parameters whose values belong side by side. */
  private static final List<String> COMPETING =
      List.of("competitor", "reader", "preset", "selection");

  private final Kind kind;
  private final List<JmhResult> results;
  private final RowNames rows;
  private final Figure score;
  private final List<Figure> counters;

  /** What the results of a table have in common. */
  private record Kind(Optional<String> competing, String mode) {
    static Kind of(JmhResult result) {
      return new Kind(
          COMPETING.stream().filter(result.params()::containsKey).findFirst(), result.mode());
    }
  }

  private ResultTable(Kind kind, List<JmhResult> results, List<JmhResult> ofClass) {
    this.kind = kind;
    this.results = results;
    rows = new RowNames(results, ofClass, kind.competing());
    score = Figure.score(results);
    counters = Figure.counters(results);
  }

  /** Writes a heading for every class and its tables, those with competitors first. */
  static String markdown(Collection<JmhResult> results) {
    return results.stream()
        .collect(groupingBy(JmhResult::className, TreeMap::new, toList()))
        .entrySet()
        .stream()
        .map(ofClass -> "### " + ofClass.getKey() + "\n\n" + tables(ofClass.getValue()))
        .collect(joining("\n"));
  }

  private static String tables(List<JmhResult> ofClass) {
    return ofClass.stream()
        .collect(groupingBy(Kind::of, LinkedHashMap::new, toList()))
        .entrySet()
        .stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().competing().isEmpty()))
        .map(entry -> new ResultTable(entry.getKey(), entry.getValue(), ofClass).table().markdown())
        .collect(joining("\n"));
  }

  private Table table() {
    return kind.competing().map(this::withCompetitors).orElseGet(this::withoutCompetitors);
  }

  private Table withoutCompetitors() {
    List<Figure> figures = Stream.concat(Stream.of(score), counters.stream()).toList();
    return Table.of(
        columns(rows.names(), figures.stream().map(Figure::name).toList()),
        results.stream().sorted(rows.order()).toList(),
        result ->
            row(
                rows.of(result),
                figures.stream().map(figure -> figure.of(Optional.of(result))).toList()));
  }

  private Table withCompetitors(String parameter) {
    Function<JmhResult, String> competitor = result -> result.params().get(parameter);
    List<String> competitors = results.stream().map(competitor).distinct().toList();
    List<List<Object>> lines = new ArrayList<>();
    results.stream()
        .sorted(rows.order())
        .collect(groupingBy(rows::of, LinkedHashMap::new, toList()))
        .forEach(
            (names, row) -> {
              Map<String, JmhResult> cells =
                  row.stream().collect(toMap(competitor, result -> result));
              List<String> shown = names;
              for (Figure figure : lines(row, Optional.ofNullable(cells.get(OURS)))) {
                lines.add(
                    row(
                        followedBy(shown, figure.name()),
                        competitors.stream()
                            .map(name -> figure.of(Optional.ofNullable(cells.get(name))))
                            .toList()));
                shown = Collections.nCopies(names.size(), "");
              }
            });
    return new Table(
        columns(followedBy(rows.names(), ""), competitors.stream().map(Figures::value).toList()),
        lines);
  }

  private static List<Column> columns(List<String> names, List<String> numbers) {
    return Stream.concat(
            names.stream().map(Column::text), numbers.stream().map(name -> Column.number(name, 0)))
        .toList();
  }

  private static List<Object> row(List<String> names, List<String> numbers) {
    return Stream.<Object>concat(names.stream(), numbers.stream()).toList();
  }

  private List<Figure> lines(List<JmhResult> row, Optional<JmhResult> ours) {
    return Stream.of(
            Stream.of(score),
            counters.stream().filter(counter -> counter.isIn(row)),
            ours.stream()
                .filter(result -> row.size() > 1)
                .map(result -> Figure.ratio(Figures.value(OURS), result)))
        .flatMap(figures -> figures)
        .toList();
  }

  private static List<String> followedBy(List<String> names, String last) {
    return Stream.concat(names.stream(), Stream.of(last)).toList();
  }
}
