package org.parzc.report;

import java.util.Locale;
import org.parzc.importance.NodeImportance;

/** The table of feature groups and their importance: shares in percent, and what τ loses without the group. */
public final class ImportanceTable {
  private ImportanceTable() {}

  /** Returns the table for the terminal, in the order of the groups. */
  public static String text(NodeImportance importance) {
    TextTable table = new TextTable("<group", "features", "gradient %", "±", "posterior %", "trees %", "τ lost");
    importance.groups().forEach(row -> table.add(row.group(), row.features(), percent(row.gradient()),
        String.format(Locale.ROOT, "%.3f", 100 * row.spread()), percent(row.posterior()), percent(row.trees()),
        // Adding 0 after rounding makes −0 a 0.
        TextTable.fixed(Math.rint(row.permutation() * 1e4) / 1e4 + 0.0, 4)));
    return table.toString();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }
}
