package org.parzc.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.parzc.report.Table.Column;
import org.parzc.search.Evaluation;

/**
 * The table of what a search found: rank, architecture, score, and the cost if one was minimised.
 */
public final class FoundTable {
  private FoundTable() {}

  /**
   * Returns the table of evaluations in their order; as CSV it is a file of candidates.
   *
   * @param cost name of the cost that was minimised, which becomes a column
   */
  public static Table of(List<Evaluation> found, Optional<String> cost) {
    Table table =
        new Table(
            List.of(
                Column.number("rank", 0), Column.text("architecture"), Column.number("score", 4)),
            IntStream.range(0, found.size())
                .mapToObj(
                    i ->
                        List.<Object>of(
                            i + 1, found.get(i).architecture().text(), found.get(i).score()))
                .toList());
    return cost.map(
            name ->
                table.with(
                    Column.number(name, 2).as(Format.plain()),
                    found.stream().map(Evaluation::cost).toList()))
        .orElse(table);
  }
}
