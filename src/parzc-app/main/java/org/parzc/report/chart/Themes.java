package org.parzc.report.chart;

/**
 * Colours of charts, light and dark: the palette of Okabe and Ito, which colour-blind people can
 * tell apart.
 */
public final class Themes {
  private Themes() {}

  /**
   * Returns both as JSON: an object with {@code light} and {@code dark}, each a theme of ECharts.
   */
  public static String json() {
    return Resource.text("/org/parzc/report/themes.json");
  }
}
