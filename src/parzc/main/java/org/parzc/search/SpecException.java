package org.parzc.search;

import java.util.Locale;
import org.parzc.InputException;

/**
 * A part of a {@link SearchSpec} is wrong, or does not fit another. The message names parts by the
 * names that they have in the spec; who calls them otherwise can have it in those words. Immutable,
 * thread-safe.
 */
public final class SpecException extends InputException {
  private static final long serialVersionUID = 1L;

  private SpecException(String message) {
    super(message);
  }

  /**
   * @param values of the format; what {@link #part} returned stands for the name of a part
   */
  static SpecException of(String format, Object... values) {
    return new SpecException(String.format(Locale.ROOT, format, values));
  }

  /** Returns the name of a part, for the values of a message. */
  static String part(String name) {
    return setting(name);
  }

  /**
   * @throws SpecException if the number is smaller or larger than makes sense
   */
  static void requireWithin(String part, long found, long least, long most) {
    if (found < least) {
      throw of("%s: found %d, expected at least %d", part(part), found, least);
    }
    if (found > most) {
      throw of("%s: found %d, expected at most %,d", part(part), found, most);
    }
  }
}
