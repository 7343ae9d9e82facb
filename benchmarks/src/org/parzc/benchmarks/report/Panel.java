package org.parzc.benchmarks.report;

import org.parzc.benchmarks.report.Svg.Anchor;
import org.parzc.benchmarks.report.Svg.Point;

/** The area of one diagram in a drawing, with its title and axes. */
record Panel(double top) {
  static final int WIDTH = 860;
  static final int HEIGHT = 400;
  static final double LEFT = 72;
  static final double RIGHT = WIDTH - 24;

  private static final double ABOVE = 78;
  private static final double BELOW = 52;
  private static final double LINE = 26;
  private static final double BASELINE = 4;

  double upper() {
    return top + ABOVE;
  }

  double lower() {
    return top + HEIGHT - BELOW;
  }

  void title(Svg svg, String title, Legend legend) {
    svg.write("title", new Point(LEFT, top + LINE + BASELINE), Anchor.START, title);
    legend.draw(svg, new Point(LEFT, top + 2 * LINE + BASELINE));
  }

  /** Draws a mark of the vertical axis, with a line through the panel. */
  void rowMark(Svg svg, double y, String text) {
    svg.line("grid", new Point(LEFT, y), new Point(RIGHT, y));
    svg.write("label", new Point(LEFT - 8, y + BASELINE), Anchor.END, text);
  }

  /** Draws a mark of the horizontal axis. */
  void columnMark(Svg svg, double x, String text) {
    svg.write("label", new Point(x, lower() + 18), Anchor.MIDDLE, text);
  }

  /** Names the horizontal axis. */
  void columnsAre(Svg svg, String name) {
    svg.write("label", new Point((LEFT + RIGHT) / 2, lower() + 38), Anchor.MIDDLE, name);
  }
}
