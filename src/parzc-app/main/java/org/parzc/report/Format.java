package org.parzc.report;

import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * How people read the cells of a column. Text in a column of numbers, such as a remark, stays as it
 * is.
 */
@FunctionalInterface
public interface Format {
  /** Returns what is shown of a cell. */
  String of(Object cell);

  /** Returns the format that shows whatever a value calls itself. */
  static Format plain() {
    return Object::toString;
  }

  /**
   * Returns the format with so many decimals; whole numbers have none, and what is undefined (NaN)
   * is {@code -}.
   */
  static Format fixed(int digits) {
    return numbers(value -> decimals(value, digits));
  }

  /**
   * Returns the format with so many decimals and always a sign; what is undefined (NaN) is {@code
   * -}.
   */
  static Format signed(int digits) {
    return numbers(
        value ->
            Double.isNaN(value)
                ? decimals(value, digits)
                : String.format(Locale.ROOT, "%+." + digits + "f", value));
  }

  /** Returns the format with so many significant digits. */
  static Format significant(int digits) {
    return numbers(value -> String.format(Locale.ROOT, "%." + digits + "g", value));
  }

  /** Returns the format that separates the thousands of whole numbers by commas. */
  static Format grouped() {
    return cell ->
        cell instanceof Number number
            ? String.format(Locale.ROOT, "%,d", number.longValue())
            : cell.toString();
  }

  /** Returns a number with so many decimals; {@code -} for one that is undefined (NaN). */
  static String decimals(double value, int digits) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static Format numbers(DoubleFunction<String> format) {
    return cell -> cell instanceof Double number ? format.apply(number) : cell.toString();
  }
}
