package org.parzc.search;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.parzc.InputException;

/**
 * A part of a {@link SearchSpec} is wrong, or does not fit another. The message names parts by the
 * names that they have in the spec; who calls them otherwise can have it in those words. Immutable,
 * thread-safe.
 */
public final class SpecException extends InputException {
  private static final long serialVersionUID = 1L;

  private final String format;
  private final transient Object[] values;

  /** The name of a part. */
  private record Part(String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  private SpecException(String format, Object[] values) {
    super(String.format(Locale.ROOT, format, values));
    this.format = format;
    this.values = values;
  }

  /**
   * @param values of the format; what {@link #part} returned stands for the name of a part
   */
  static SpecException of(String format, Object... values) {
    return new SpecException(format, values);
  }

  /** Returns the name of a part, for the values of a message. */
  static Object part(String name) {
    return new Part(name);
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

  @Override
  public String message(UnaryOperator<String> names) {
    return oneLine(
        String.format(
            Locale.ROOT,
            format,
            Arrays.stream(values)
                .map(value -> value instanceof Part part ? names.apply(part.name()) : value)
                .toArray()));
  }
}
