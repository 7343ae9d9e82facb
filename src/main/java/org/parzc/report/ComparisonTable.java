package org.parzc.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.parzc.evaluation.PairedComparison;

/** The table of paired comparisons: what a ranker gains in τ over each other one on the same splits. */
public final class ComparisonTable {
  private ComparisonTable() {}

  /** Returns the table for the terminal; within each budget and ranker, the strongest opponent first. */
  public static String text(List<PairedComparison> comparisons) {
    TextTable table = new TextTable("labels", "<ranker", "<against", "Δτ", "95 % from", "to", "won", "lost", "p");
    comparisons.stream().sorted(Comparator.comparingInt(PairedComparison::budget)
        .thenComparing(PairedComparison::ranker).thenComparingDouble(PairedComparison::difference))
        .forEach(one -> table.add(one.budget(), one.ranker(), one.against(), signed(one.difference()),
            signed(one.low()), signed(one.high()), one.wins(), one.losses(),
            String.format(Locale.ROOT, "%.3g", one.p())));
    return table.toString();
  }

  private static String signed(double value) {
    return Double.isNaN(value) ? TextTable.fixed(value, 3) : String.format(Locale.ROOT, "%+.3f", value);
  }
}
