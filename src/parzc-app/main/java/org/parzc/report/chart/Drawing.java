package org.parzc.report.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.DocumentLimits;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.google.common.html.HtmlEscapers;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.Scriptable;
import org.parzc.files.AtomicFile;

/**
 * Draws charts without a browser: ECharts in a JavaScript engine of the JVM. Used, and closed, by
 * one thread; once closed it draws no more and throws {@link IllegalStateException}.
 */
public final class Drawing implements AutoCloseable {
  private static final int WIDTH = 680;
  private static final int PIXELS_PER_UNIT = 2;

  /** ECharts wants a clock for animations, of which there are none. */
  private static final String ENVIRONMENT =
      "function setTimeout() { return 0; } function clearTimeout() {}";

  private static final String DRAW =
      """
      (function (option, themes, width, height) {
        var theme = JSON.parse(themes).light;
        theme.backgroundColor = '#ffffff';
        theme.textStyle.fontFamily = 'sans-serif';
        echarts.registerTheme('parzc', theme);
        var chart = echarts.init(null, 'parzc', {renderer: 'svg', ssr: true, width: width, height: height});
        chart.setOption(JSON.parse(option));
        var svg = chart.renderToSVGString();
        chart.dispose();
        return svg;
      })\
      """;

  /**
   * The reader of SVG is on its guard against large documents; ours have an element for each of
   * thousands of points.
   */
  private static final LoaderContext OURS =
      LoaderContext.builder()
          .documentLimits(
              new DocumentLimits(
                  DocumentLimits.DEFAULT_MAX_NESTING_DEPTH,
                  DocumentLimits.DEFAULT_MAX_USE_NESTING_DEPTH,
                  Integer.MAX_VALUE))
          .build();

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The library writes texts into SVG as they are: what is markup there is drawn as private
   * characters.
   */
  private static final Map<String, String> MARKUP =
      Map.of("&", "\uE000", "<", "\uE001", ">", "\uE002");

  private final Context context;
  private final Scriptable scope;
  private boolean closed;

  /** Starts the engine, which takes seconds. */
  public Drawing() {
    context = Context.enter();
    // One of the library's functions is too large to be compiled to a method of Java.
    context.setInterpretedMode(true);
    context.setLanguageVersion(Context.VERSION_ES6);
    // Scripts see nothing of Java.
    scope = context.initSafeStandardObjects();
    context.evaluateString(scope, ENVIRONMENT, "environment", 1, null);
    context.evaluateString(scope, ECharts.script(), "echarts.min.js", 1, null);
    scope.put("measureText", scope, new TextWidth());
    context.evaluateString(
        scope, "echarts.setPlatformAPI({measureText: measureText})", "environment", 1, null);
  }

  /** Returns the chart as SVG, 680 pixels wide, in the light theme on white. */
  public String svg(Chart chart) {
    if (closed) {
      throw new IllegalStateException("the drawing is closed");
    }
    Function draw = (Function) context.evaluateString(scope, DRAW, "draw", 1, null);
    String svg =
        Context.toString(
            draw.call(
                context,
                scope,
                scope,
                new Object[] {json(chart), Themes.json(), WIDTH, chart.height()}));
    for (Map.Entry<String, String> mark : MARKUP.entrySet()) {
      svg = svg.replace(mark.getValue(), HtmlEscapers.htmlEscaper().escape(mark.getKey()));
    }
    return svg;
  }

  private static String json(Chart chart) {
    try {
      String json = JSON.writeValueAsString(chart.option());
      for (Map.Entry<String, String> mark : MARKUP.entrySet()) {
        json = json.replace(mark.getKey(), mark.getValue());
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Draws a chart as {@code ID.svg} and {@code ID.png}, which has twice the size; each appears
   * whole or not at all.
   *
   * @throws org.parzc.InputException if they cannot be written
   */
  public void write(Path directory, Chart chart) {
    String svg = svg(chart);
    AtomicFile.write(
        directory.resolve(chart.id() + ".svg"), unfinished -> Files.writeString(unfinished, svg));
    BufferedImage picture = picture(svg, chart.height());
    AtomicFile.write(
        directory.resolve(chart.id() + ".png"),
        unfinished -> {
          if (!ImageIO.write(picture, "png", unfinished.toFile())) {
            throw new IOException("this Java cannot write PNG");
          }
        });
  }

  private static BufferedImage picture(String svg, int height) {
    SVGDocument document =
        Objects.requireNonNull(
            new SVGLoader()
                .load(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)), null, OURS));
    BufferedImage picture =
        new BufferedImage(
            WIDTH * PIXELS_PER_UNIT, height * PIXELS_PER_UNIT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
    document.render((Component) null, graphics, null);
    graphics.dispose();
    return picture;
  }

  /** Leaves the engine. Closing twice is allowed. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Context.exit();
  }
}
