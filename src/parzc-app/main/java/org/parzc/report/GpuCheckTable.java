package org.parzc.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.gpucheck.CheckResult;
import org.parzc.gpucheck.Finding;
import org.parzc.gpucheck.GpuReport;
import org.parzc.report.Table.Column;

/**
 * The table of what the checks of a GPU found: a row per finding, and one per check that did not
 * come to its end.
 */
public final class GpuCheckTable {
  private GpuCheckTable() {}

  /** Returns the table, in the order of the checks. */
  public static Table of(GpuReport report) {
    List<List<Object>> rows = new ArrayList<>();
    for (CheckResult check : report.checks()) {
      check
          .findings()
          .forEach(
              finding ->
                  rows.add(
                      List.of(
                          check.name(),
                          finding.name(),
                          GpuReport.value(finding),
                          Objects.toString(finding.goal(), ""),
                          Stream.of(mark(finding.state()), Objects.toString(finding.note(), ""))
                              .filter(text -> !text.isEmpty())
                              .collect(Collectors.joining(": ")))));
      if (check.failure() != null) {
        rows.add(List.of(check.name(), "", "", "", "**failed**: " + check.failure()));
      }
    }
    return new Table(
        Stream.of("check", "what", "found", "goal", "").map(Column::text).toList(), rows);
  }

  /**
   * Returns the table in Markdown below a line that says of which device it is, for {@code
   * docs/gpu.md}.
   */
  public static String markdown(GpuReport report) {
    return String.format(
            Locale.ROOT,
            "%s, ParZC %s, %.0f s:%n%n",
            report.device(),
            report.version(),
            report.seconds())
        + of(report).markdown();
  }

  private static String mark(Finding.State state) {
    return switch (state) {
      case GOOD -> "good";
      case FAILED -> "**failed**";
      case MEASURED -> "";
      case NOT_RUN -> "not run";
    };
  }
}
