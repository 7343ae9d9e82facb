package org.parzc.report.chart;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mozilla.javascript.BaseFunction;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Scriptable;

/** Tells ECharts how wide a text is, which it cannot know without a browser. */
final class TextWidth extends BaseFunction {
  private static final Pattern SIZE = Pattern.compile("([\\d.]+)px");
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  /** Takes a text and a font as CSS has it, and returns an object with the width. */
  @Override
  public Object call(Context context, Scriptable scope, Scriptable self, Object[] arguments) {
    Matcher size = SIZE.matcher(Context.toString(arguments[1]));
    Font font =
        new Font(Font.SANS_SERIF, Font.PLAIN, 1)
            .deriveFont(size.find() ? Float.parseFloat(size.group(1)) : 12);
    Scriptable measured = context.newObject(scope);
    measured.put(
        "width",
        measured,
        font.getStringBounds(Context.toString(arguments[0]), CONTEXT).getWidth());
    return measured;
  }
}
