package org.parzc.space;

import java.util.List;

/**
 * A tuple or list of numbers as Python writes it, {@code (4, 0, 3)}: NASLib's, and thereby
 * NAS-Bench-Suite-Zero's, way to write architectures. Immutable, thread-safe.
 */
public final class NumberTuple {
  private final List<PythonValue> numbers;
  private final int end;

  private NumberTuple(List<PythonValue> numbers, int end) {
    this.numbers = numbers;
    this.end = end;
  }

  /**
   * @throws ArchitectureSyntaxException if the text is not a tuple of numbers, none of them
   *     negative
   */
  public static NumberTuple parse(String text) {
    return of(PythonValue.parse(text));
  }

  /**
   * @throws ArchitectureSyntaxException if the value is not a tuple of numbers
   */
  public static NumberTuple of(PythonValue value) {
    if (!(value instanceof PythonValue.Sequence tuple)) {
      throw value.wrong("expected a tuple of numbers");
    }
    for (PythonValue item : tuple.items()) {
      if (!(item instanceof PythonValue.Number)) {
        throw item.wrong("expected a number");
      }
    }
    return new NumberTuple(tuple.items(), tuple.end());
  }

  /** Returns how many numbers there are. */
  public int size() {
    return numbers.size();
  }

  /**
   * @throws ArchitectureSyntaxException if there are not that many numbers
   */
  public NumberTuple requireSize(int expected) {
    if (size() != expected) {
      throw new ArchitectureSyntaxException(
          end, "column %d: found %d numbers, expected %d".formatted(end, size(), expected));
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
    return numbers.get(index).choose(choices);
  }
}
