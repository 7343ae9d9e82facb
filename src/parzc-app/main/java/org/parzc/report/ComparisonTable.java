package org.parzc.report;

import java.util.List;
import org.parzc.evaluation.PairedComparison;
import org.parzc.report.Table.Column;

/**
 * The table of paired differences in Kendall's τ between a ranker and each other one on the same
 * splits.
 */
public final class ComparisonTable {
  private static final int DIGITS = 3;

  private ComparisonTable() {}

  /** Returns the table; within each budget and ranker, the strongest opponent first. */
  public static Table of(List<PairedComparison> comparisons) {
    return Table.of(
        List.of(
            Column.number("labels", 0),
            Column.text("ranker"),
            Column.text("against"),
            difference("Δτ"),
            difference("95 % from"),
            difference("to"),
            Column.number("won", 0),
            Column.number("lost", 0),
            Column.number("p", DIGITS).as(Format.significant(DIGITS))),
        PairedComparison.strongestFirst(comparisons),
        one ->
            List.of(
                one.budget(),
                one.ranker(),
                one.against(),
                one.difference(),
                one.low(),
                one.high(),
                one.signTest().wins(),
                one.signTest().losses(),
                one.signTest().p()));
  }

  private static Column difference(String name) {
    return Column.number(name, DIGITS).as(Format.signed(DIGITS));
  }
}
