package org.parzc.spaces.custom;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.parzc.InputException;

/**
 * A number of channels relative to the place where a layer stands, such as {@code out/4}, {@code
 * in*2} or {@code 64}.
 *
 * @param place where it is written
 * @param base {@code in}, {@code out}, {@code C} or a number
 * @param times factor
 * @param parts divisor
 */
record ChannelCount(Place place, String base, int times, int parts) {
  /** Nothing wider fits into memory. */
  private static final long MOST = 1_000_000;

  private static final Pattern FORM =
      Pattern.compile("(in|out|C|[1-9]\\d{0,5})(?:([*/])([1-9]\\d{0,3}))?");

  /**
   * @throws InputException if the entry is not of that form
   */
  static ChannelCount read(Entry entry) {
    String text =
        Fields.text(entry, FORM, "channels: in, out, C or a number, and *N or /N after it");
    Matcher parts = FORM.matcher(text);
    parts.matches();
    int factor = parts.group(3) == null ? 1 : Integer.parseInt(parts.group(3));
    boolean divided = "/".equals(parts.group(2));
    return new ChannelCount(
        entry.place(), parts.group(1), divided ? 1 : factor, divided ? factor : 1);
  }

  /** Returns the count of a base alone. */
  static ChannelCount of(Place place, String base) {
    return new ChannelCount(place, base, 1, 1);
  }

  /**
   * @throws InputException if that is no whole number, or larger than anything that can be built
   */
  int in(Setting setting) {
    long product =
        (long) times
            * switch (base) {
              case "in" -> setting.in();
              case "out" -> setting.out();
              case "C" -> setting.width();
              default -> Long.parseLong(base);
            };
    if (product % parts != 0 || product / parts > MOST) {
      throw place.wrong(
          "found %d/%d channels, expected a whole number up to %d (in=%d out=%d C=%d)"
              .formatted(product, parts, MOST, setting.in(), setting.out(), setting.width()));
    }
    return (int) (product / parts);
  }
}
