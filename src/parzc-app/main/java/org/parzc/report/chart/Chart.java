package org.parzc.report.chart;

import java.util.Map;
import org.parzc.report.Table;

/**
 * One chart, ready to be drawn.
 *
 * @param id unique on a page: letters, digits and hyphens, so that it can name files
 * @param title what it shows, a line
 * @param caption how to read it
 * @param summary what there is to see, in words and numbers, for those who do not see it
 * @param height pixels
 * @param wide whether it takes the whole width of a page
 * @param option the option of ECharts, all of it data: no functions, and no colours but the theme's
 * @param numbers the numbers behind it
 */
public record Chart(
    String id,
    String title,
    String caption,
    String summary,
    int height,
    boolean wide,
    Map<String, Object> option,
    Table numbers) {
  /**
   * @throws IllegalArgumentException if the id could not name a file
   */
  public Chart {
    if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("not the id of a chart: " + id);
    }
  }
}
