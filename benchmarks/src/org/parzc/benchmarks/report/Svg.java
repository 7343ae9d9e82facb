package org.parzc.benchmarks.report;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;

/** A drawing as text: shapes whose looks are classes of the style sheet. Not thread-safe. */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /** Where a text stands from its point. */
  enum Anchor {
    START, MIDDLE, END
  }

  /** A place in the drawing, from its upper left corner. */
  record Point(double x, double y) {
    @Override
    public String toString() {
      return format("%.1f,%.1f", x, y);
    }
  }

  /** @param style a style sheet */
  Svg(int width, int height, String style) {
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%1$d\" height=\"%2$d\">", width,
        height);
    text.append("<style>\n").append(style).append("</style>\n");
  }

  void rectangle(String look, Point corner, double width, double height) {
    add("<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", look, corner.x, corner.y, width,
        height);
  }

  void line(String look, Point from, Point to) {
    path(look, List.of(from, to));
  }

  void path(String look, List<Point> points) {
    add("<polyline class=\"%s\" points=\"%s\"/>", look, points.stream().map(Point::toString).collect(joining(" ")));
  }

  void dot(String look, Point centre) {
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>", look, centre.x, centre.y);
  }

  void write(String look, Point at, Anchor anchor, String what) {
    add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", look, at.x, at.y,
        anchor.name().toLowerCase(Locale.ROOT), what.replace("&", "&amp;").replace("<", "&lt;"));
  }

  private void add(String line, Object... values) {
    text.append(format(line, values)).append('\n');
  }

  private static String format(String line, Object... values) {
    return String.format(Locale.ROOT, line, values);
  }

  @Override
  public String toString() {
    return text + "</svg>\n";
  }
}
