package org.parzc.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers and names as a reader wants them. */
final class Figures {
  private static final int DIGITS = 3;

  private Figures() {}

  /**
   * Writes a number with three digits, or as many as its whole part has, and thousands separated.
   */
  static String number(double value) {
    BigDecimal exact = new BigDecimal(value);
    BigDecimal rounded =
        exact.round(new MathContext(Math.max(DIGITS, wholeDigits(exact)), RoundingMode.HALF_UP));
    return String.format(
        Locale.ROOT, "%,." + Math.max(0, DIGITS - wholeDigits(rounded)) + "f", rounded);
  }

  private static int wholeDigits(BigDecimal value) {
    return value.precision() - value.scale();
  }

  /** Writes a relative error in percent, or nothing where there is none. */
  static String error(double relative) {
    if (Double.isNaN(relative)) {
      return "";
    }
    BigDecimal percent = new BigDecimal(100 * relative);
    BigDecimal rounded =
        percent.round(new MathContext(Math.max(1, wholeDigits(percent)), RoundingMode.HALF_UP));
    return " ± " + rounded.toPlainString() + " %";
  }

  /**
   * Writes the value of a parameter: a whole number with thousands separated, a constant in words.
   */
  static String value(String parameter) {
    if (parameter.matches("\\d{1,18}")) {
      return String.format(Locale.ROOT, "%,d", Long.parseLong(parameter));
    }
    return parameter.matches("[A-Z][A-Z0-9_]*")
        ? parameter.toLowerCase(Locale.ROOT).replace('_', ' ')
        : parameter;
  }
}
