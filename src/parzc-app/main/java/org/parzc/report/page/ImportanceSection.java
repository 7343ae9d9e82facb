package org.parzc.report.page;

import java.util.List;
import org.parzc.importance.FeatureGroup;
import org.parzc.importance.NodeImportance;
import org.parzc.report.Format;
import org.parzc.report.ImportanceResult;
import org.parzc.report.ImportanceTable;
import org.parzc.report.chart.CellGraph;
import org.parzc.report.chart.Chart;
import org.parzc.report.chart.ImportanceChart;
import org.parzc.report.chart.ImportanceMap;

/** What predictors look at. */
public final class ImportanceSection {
  private ImportanceSection() {}

  /**
   * Returns the section of a study.
   *
   * @param id unique on the page: letters, digits and hyphens
   */
  public static Section of(String id, ImportanceResult result) {
    NodeImportance importance = result.importance();
    List<Chart> charts =
        importance.by() == FeatureGroup.By.NODE_STATISTIC
            ? List.of(
                ImportanceMap.importance(id + "-importance", importance),
                ImportanceMap.uncertainty(id + "-uncertainty", importance))
            : CellGraph.fits(importance)
                ? List.of(
                    ImportanceChart.of(id + "-shares", importance),
                    CellGraph.of(id + "-cell", importance))
                : List.of(ImportanceChart.of(id + "-shares", importance));
    return new Section(
        id,
        switch (importance.by()) {
          case NODE -> "Importance of nodes";
          case STATISTIC -> "Importance of statistics";
          case NODE_STATISTIC -> "Importance of statistics of nodes";
        },
        "What MABN and XGBoost look at after training on %d labels. Shares of MABN's gradient, of its posterior's "
                .formatted(result.budget())
            + "signal and of the gain of XGBoost's splits; and what MABN's τ loses if the "
            + "features are permuted.",
        List.of(new Section.Fact("τ of MABN", Format.decimals(importance.tau(), 3))),
        charts,
        List.of(new Section.Listing(id + "-groups", "All groups", ImportanceTable.of(importance))));
  }
}
