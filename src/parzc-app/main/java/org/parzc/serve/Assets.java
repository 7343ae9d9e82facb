package org.parzc.serve;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.parzc.report.chart.ECharts;
import org.parzc.report.chart.Resource;

/**
 * The server's page and the description of its paths: files that hold nothing of anybody's, and
 * need no token.
 */
final class Assets {
  private static final String PLACE = "/org/parzc/serve/";

  /** Nothing of another origin, and in nobody's frame; ECharts writes styles into the page. */
  private static final Map<String, String> POLICY =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src"
              + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer");

  private Assets() {}

  static List<Route> routes() {
    return List.of(
        route("/", "text/html; charset=utf-8", () -> Resource.text(PLACE + "index.html")),
        route("/page.js", "text/javascript", () -> Resource.text(PLACE + "page.js")),
        route("/page.css", "text/css", () -> Resource.text(PLACE + "page.css")),
        route("/echarts.min.js", "text/javascript", ECharts::script),
        route("/openapi.json", "application/json", () -> Resource.text(PLACE + "openapi.json")));
  }

  private static Route route(String path, String type, Supplier<String> text) {
    return Route.open(
        path, call -> new Answer(200, type, text.get().getBytes(StandardCharsets.UTF_8), POLICY));
  }
}
