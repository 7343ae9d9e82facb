package org.parzc.report;

import java.util.List;
import org.parzc.importance.NodeImportance;
import org.parzc.report.Table.Column;

/**
 * The table of feature groups and their importance: shares in percent, and what τ loses without the
 * group.
 */
public final class ImportanceTable {
  private static final int DIGITS_ON_PAGES = 2;

  private ImportanceTable() {}

  /** Returns the table, in the order of the groups. */
  public static Table of(NodeImportance importance) {
    return Table.of(
        List.of(
            Column.text("group"),
            Column.number("features", 0),
            share("gradient %"),
            Column.number("±", 3),
            share("posterior %"),
            share("trees %"),
            Column.number("τ lost", 4).as(ImportanceTable::lost)),
        importance.groups(),
        row ->
            List.of(
                row.group(),
                row.features(),
                100 * row.gradient(),
                100 * row.spread(),
                100 * row.posterior(),
                100 * row.trees(),
                row.permutation()));
  }

  private static Column share(String name) {
    return Column.number(name, DIGITS_ON_PAGES).as(Format.fixed(1));
  }

  private static String lost(Object tau) {
    // Adding 0 after rounding makes −0 a 0.
    return Format.decimals(Math.rint((double) tau * 1e4) / 1e4 + 0.0, 4);
  }
}
