package org.parzc.space;

import java.util.ArrayList;
import java.util.List;

/**
 * A tuple of numbers as Python writes it, {@code (4, 0, 3)}: NASLib's, and thereby NAS-Bench-Suite-Zero's, way to write
 * architectures. Immutable, thread-safe.
 */
public final class NumberTuple {
  private static final int MOST_DIGITS = 9;

  private final List<Integer> numbers = new ArrayList<>();
  private final List<Integer> columns = new ArrayList<>();
  private int end;

  private NumberTuple() {}

  /** @throws ArchitectureSyntaxException if the text is not a tuple of at least one number, none of them negative */
  public static NumberTuple parse(String text) {
    NumberTuple tuple = new NumberTuple();
    TextScanner scanner = new TextScanner(text);
    scanner.expect("(");
    tuple.read(scanner);
    while (!scanner.ahead(")").isEmpty()) {
      scanner.expect(", ");
      tuple.read(scanner);
    }
    tuple.end = scanner.column();
    scanner.expect(")");
    scanner.expectEnd();
    return tuple;
  }

  private void read(TextScanner scanner) {
    String digits = scanner.ahead(",)");
    if (digits.isEmpty() || digits.length() > MOST_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw scanner.wrong(digits, "expected a number");
    }
    numbers.add(Integer.parseInt(digits));
    columns.add(scanner.column());
    scanner.skip(digits.length());
  }

  /** Returns how many numbers there are. */
  public int size() {
    return numbers.size();
  }

  /** @throws ArchitectureSyntaxException if there are not that many numbers */
  public NumberTuple requireSize(int expected) {
    if (size() != expected) {
      throw wrong(end, "found %d numbers, expected %d".formatted(size(), expected));
    }
    return this;
  }

  /**
   * Returns what a number of the tuple stands for.
   *
   * @param choices number 0, 1, …
   * @throws ArchitectureSyntaxException if the number has no meaning
   */
  public <T> T choose(int index, List<T> choices) {
    int number = numbers.get(index);
    if (number >= choices.size()) {
      throw wrong(columns.get(index), "found '%d', expected a number from 0 to %d".formatted(number,
          choices.size() - 1));
    }
    return choices.get(number);
  }

  private static ArchitectureSyntaxException wrong(int column, String message) {
    return new ArchitectureSyntaxException(column, "column %d: %s".formatted(column, message));
  }
}
