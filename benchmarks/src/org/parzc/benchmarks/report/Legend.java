package org.parzc.benchmarks.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.parzc.benchmarks.report.Svg.Anchor;
import org.parzc.benchmarks.report.Svg.Point;

/** Names and colours of a panel's competitors: a hue for each first word, a shade for each that shares it. */
final class Legend {
  /** Light and dark: GitHub shows the drawing in either, and the viewer's preference decides. */
  static final String STYLE = """
      .ours-0 { color: #0550ae } .ours-1 { color: #4393f8 } .ours-2 { color: #9ccbff }
      .libtorch-0 { color: #bc4c00 } .libtorch-1 { color: #f0883e } .libtorch-2 { color: #ffc68a }
      .other-0 { color: #1a7f37 } .other-1 { color: #4ac26b } .other-2 { color: #aceebb }
      @media (prefers-color-scheme: dark) {
      .ours-0 { color: #79c0ff } .ours-1 { color: #388bfd } .ours-2 { color: #1b57b5 }
      .libtorch-0 { color: #ffa657 } .libtorch-1 { color: #db6d28 } .libtorch-2 { color: #8a3d0f }
      .other-0 { color: #56d364 } .other-1 { color: #2ea043 } .other-2 { color: #1a6b2c }
      }
      """;

  private static final Map<String, String> HUES = Map.of(ResultTable.OURS, "ours", "LIBTORCH", "libtorch");
  private static final int SHADES = 3;
  private static final double LETTER = 6.6;
  private static final double SQUARE = 11;
  private static final double GAP = 22;

  private final Map<String, String> looks = new LinkedHashMap<>();

  Legend(Collection<String> competitors) {
    List<String> hues = new ArrayList<>();
    for (String competitor : competitors) {
      String hue = HUES.getOrDefault(competitor.split("_")[0], "other");
      looks.put(competitor, hue + "-" + hues.stream().filter(hue::equals).count() % SHADES);
      hues.add(hue);
    }
  }

  /** Returns the class of a competitor's colour. */
  String look(String competitor) {
    return looks.get(competitor);
  }

  /** Draws it as a line of text. */
  void draw(Svg svg, Point start) {
    double x = start.x();
    for (Map.Entry<String, String> entry : looks.entrySet()) {
      String name = Figures.value(entry.getKey());
      svg.rectangle("fill " + entry.getValue(), new Point(x, start.y() - SQUARE + 1), SQUARE, SQUARE);
      svg.write("label", new Point(x + SQUARE + 5, start.y()), Anchor.START, name);
      x += SQUARE + name.length() * LETTER + GAP;
    }
  }
}
