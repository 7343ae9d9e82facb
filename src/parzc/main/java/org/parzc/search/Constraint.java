package org.parzc.search;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.parzc.InputException;
import org.parzc.space.Architecture;

/**
 * A bound on a cost, such as {@code params<=1.0M}, {@code flops<100M} or {@code latency.edgegpu <=
 * 6}.
 *
 * @param cost what is bounded
 * @param comparison {@code <}, {@code <=}, {@code >} or {@code >=}
 * @param limit the bound
 */
public record Constraint(Cost cost, Comparison comparison, double limit) {
  private static final Pattern NAME = Pattern.compile("\\s*([\\p{Alpha}_][\\w.]*)\\s*");
  private static final Pattern COMPARISON = Pattern.compile("(<=|>=|<|>)\\s*");
  private static final Pattern NUMBER =
      Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?)([kKMG]?)\\s*");
  private static final Map<String, Double> UNITS =
      Map.of("", 1.0, "k", 1e3, "K", 1e3, "M", 1e6, "G", 1e9);

  /** How a cost and its bound are compared. */
  public enum Comparison {
    /** Less. */
    LESS("<"),
    /** Less or equal. */
    AT_MOST("<="),
    /** More. */
    MORE(">"),
    /** More or equal. */
    AT_LEAST(">=");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }
  }

  /**
   * Reads a constraint: the name of a cost, a comparison, a decimal number and a unit (K, M, G or
   * none).
   *
   * @param costs finds a cost by its name
   * @throws InputException if the text is not one, with the column of the first offence
   */
  public static Constraint parse(String text, Function<String, Cost> costs) {
    Matcher name = next(NAME, text, 0, "the name of a cost");
    Matcher comparison = next(COMPARISON, text, name.end(), "<, <=, > or >=");
    Matcher number = next(NUMBER, text, comparison.end(), "a number and K, M, G or nothing");
    if (number.end() < text.length()) {
      throw wrong(text, number.end(), "the end");
    }
    Comparison sign =
        Arrays.stream(Comparison.values())
            .filter(c -> c.sign.equals(comparison.group(1)))
            .findFirst()
            .orElseThrow();
    return new Constraint(
        costs.apply(name.group(1)),
        sign,
        Double.parseDouble(number.group(1)) * UNITS.get(number.group(2)));
  }

  private static Matcher next(Pattern pattern, String text, int from, String expected) {
    Matcher matcher = pattern.matcher(text).region(from, text.length());
    if (!matcher.lookingAt()) {
      throw wrong(text, from, expected);
    }
    return matcher;
  }

  private static InputException wrong(String text, int at, String expected) {
    return new InputException(
        "constraint '%s': column %d: found %s, expected %s"
            .formatted(
                text,
                at + 1,
                at == text.length() ? "the end" : "'" + text.substring(at) + "'",
                expected));
  }

  /**
   * Returns whether an architecture meets the constraint; one whose cost is not known does not.
   * Thread-safe.
   */
  public boolean admits(Architecture architecture) {
    double value = cost.of(architecture);
    return switch (comparison) {
      case LESS -> value < limit;
      case AT_MOST -> value <= limit;
      case MORE -> value > limit;
      case AT_LEAST -> value >= limit;
    };
  }

  /** Returns the constraint as {@link #parse} reads it. */
  @Override
  public String toString() {
    return cost.name() + comparison.sign + limit;
  }
}
