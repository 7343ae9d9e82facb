package org.parzc.report.chart;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.parzc.report.Format;

/** Parts that options of ECharts are put together from. */
final class Options {
  private static final List<String> SYMBOLS =
      List.of("circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle");

  /** Series that differ in colour and symbol: as many as colour-blind people can tell apart. */
  static final int MOST_SERIES = SYMBOLS.size();

  private Options() {}

  /** Returns an option with axes; a legend, a title or a grid of its own may be added. */
  static Map<String, Object> cartesian(
      Map<String, Object> x, Map<String, Object> y, List<?> series) {
    Map<String, Object> option = plain(series);
    option.put("grid", grid(16, 36));
    option.put("xAxis", x);
    option.put("yAxis", y);
    return option;
  }

  /** Returns an option without axes. */
  static Map<String, Object> plain(List<?> series) {
    Map<String, Object> option = new TreeMap<>();
    option.put("animation", false);
    // Drawn as text of the chart, so that no name can become markup.
    option.put("tooltip", Map.of("trigger", "item", "confine", true, "renderMode", "richText"));
    option.put("series", series);
    return option;
  }

  static Map<String, Object> grid(int right, int bottom) {
    return Map.of("left", 8, "right", right, "top", 56, "bottom", bottom, "containLabel", true);
  }

  /** Returns the line of figures above a chart. */
  static Map<String, Object> heading(String text) {
    return Map.of(
        "text",
        text,
        "left",
        0,
        "top",
        0,
        "textStyle",
        Map.of("fontSize", 13, "fontWeight", "normal"));
  }

  static Map<String, Object> legend() {
    return Map.of("top", 0, "left", 0, "itemWidth", 18, "itemHeight", 10);
  }

  /** Returns a horizontal axis of numbers. */
  static Map<String, Object> x(String name) {
    return new TreeMap<>(
        Map.of(
            "type", "value", "name", name, "nameLocation", "middle", "nameGap", 28, "scale", true));
  }

  /** Returns a horizontal axis of names. */
  static Map<String, Object> x(String name, List<String> categories) {
    return new TreeMap<>(
        Map.of(
            "type",
            "category",
            "name",
            name,
            "nameLocation",
            "middle",
            "nameGap",
            28,
            "data",
            categories));
  }

  /** Returns a vertical axis of numbers, its name above it. */
  static Map<String, Object> y(String name) {
    return new TreeMap<>(
        Map.of(
            "type",
            "value",
            "name",
            name,
            "nameGap",
            10,
            "scale",
            true,
            "nameTextStyle",
            Map.of("align", "left")));
  }

  /** Returns points joined by lines. */
  static Map<String, Object> line(String name, int position, List<?> data) {
    return new TreeMap<>(
        Map.of(
            "type",
            "line",
            "name",
            name,
            "data",
            data,
            "symbol",
            SYMBOLS.get(position),
            "symbolSize",
            8,
            "lineStyle",
            Map.of("width", 2),
            "showSymbol",
            true));
  }

  /** Returns single points. */
  static Map<String, Object> points(String name, List<?> data) {
    return new TreeMap<>(
        Map.of(
            "type",
            "scatter",
            "name",
            name,
            "data",
            data,
            "symbolSize",
            6,
            "progressive",
            0,
            "itemStyle",
            Map.of("opacity", 0.65)));
  }

  /**
   * Returns bars from one point to another, such as mean ± standard deviation: pieces of one line,
   * whose symbols are the caps. ECharts gives series of the same name the same colour.
   *
   * @param ends two points for each bar
   * @param cap width and height of the caps
   */
  static Map<String, Object> errorBars(
      String name, List<List<List<Object>>> ends, List<Integer> cap) {
    List<List<Object>> data =
        ends.stream()
            .flatMap(bar -> Stream.of(bar.get(0), bar.get(1), List.<Object>of("-", "-")))
            .toList();
    return new TreeMap<>(
        Map.of(
            "type",
            "line",
            "name",
            name,
            "data",
            data,
            "symbol",
            "rect",
            "symbolSize",
            cap,
            "lineStyle",
            Map.of("width", 1.5),
            "showAllSymbol",
            true,
            "silent",
            true,
            "z",
            1));
  }

  /** Returns a number with five digits, which is more than a chart can show. */
  static double rounded(double value) {
    return value == 0 || !Double.isFinite(value)
        ? value
        : Double.parseDouble(String.format(Locale.ROOT, "%.5g", value));
  }

  /** Returns a number with so many decimals; {@code -} for one that is undefined. */
  static String fixed(double value, int digits) {
    return Format.decimals(value, digits);
  }
}
