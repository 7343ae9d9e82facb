package org.parzc.report;

import java.util.List;
import org.parzc.report.Table.Column;

/** The table of architectures to label next, and why; as CSV it is a file of candidates. */
public final class SuggestionTable {
  private SuggestionTable() {}

  /**
   * One architecture to label.
   *
   * @param architecture its text
   * @param reason why it was chosen, one word
   */
  public record Suggestion(String architecture, String reason) {}

  /** Returns the table, in the order of the suggestions. */
  public static Table of(List<Suggestion> suggestions) {
    return Table.of(
        List.of(Column.text("architecture"), Column.text("reason")),
        suggestions,
        one -> List.of(one.architecture(), one.reason()));
  }
}
