package org.parzc.space;

import java.util.List;
import java.util.Map;

/**
 * A value as Python writes it, as far as publications write architectures so: {@code (4, 0, 3)},
 * {@code Genotype(normal=[('sep_conv_3x3', 0)], normal_concat=range(2, 6))}, {@code {'matrix': [[0,
 * 1], [0, 0]]}}. Blanks, the kind of quotes and the kind of brackets of a sequence do not matter.
 * Knows the column of each part. Immutable, thread-safe.
 */
public sealed interface PythonValue {
  /** Returns where the value starts, from 1. */
  int column();

  /** Returns the value as messages quote it. */
  String excerpt();

  /**
   * A whole number.
   *
   * @param column where it starts
   * @param value not negative
   */
  record Number(int column, int value) implements PythonValue {
    @Override
    public String excerpt() {
      return "'" + value + "'";
    }
  }

  /**
   * A text in quotes.
   *
   * @param column where its quotation mark stands
   * @param text what stands between the quotation marks
   */
  record Word(int column, String text) implements PythonValue {
    @Override
    public String excerpt() {
      return PythonReader.excerpt(text);
    }
  }

  /**
   * A tuple, a list or a range.
   *
   * @param column where it starts
   * @param end where its last bracket stands, or after what has no brackets
   * @param items what it holds, in order
   */
  record Sequence(int column, int end, List<PythonValue> items) implements PythonValue {
    /** Copies the list. */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String excerpt() {
      return "a list";
    }
  }

  /**
   * Values with names: a dictionary, or a call with named arguments.
   *
   * @param column where it starts
   * @param name what is called; empty for a dictionary
   * @param values the values by name, in order
   */
  record Named(int column, String name, Map<String, PythonValue> values) implements PythonValue {
    @Override
    public String excerpt() {
      return name.isEmpty() ? "a dictionary" : PythonReader.excerpt(name) + " and arguments";
    }
  }

  /**
   * Reads a value. It may follow a name and an equals sign; several values without brackets around
   * them, separated by commas or by {@link SearchSpace#SEPARATOR}, are a sequence.
   *
   * @throws ArchitectureSyntaxException if the text is not one
   */
  static PythonValue parse(String text) {
    return new PythonReader(text).all();
  }

  /** Returns whether a text starts as such values do and no text with operations by name does. */
  static boolean begins(String text) {
    return PythonReader.BEGINNING.matcher(text).lookingAt();
  }

  /**
   * Returns the items of a sequence.
   *
   * @param expected what should stand here
   * @throws ArchitectureSyntaxException if it is something else
   */
  default List<PythonValue> items(String expected) {
    if (this instanceof Sequence sequence) {
      return sequence.items();
    }
    throw wrong("expected " + expected);
  }

  /**
   * Returns the items of a sequence of that length.
   *
   * @param expected what should stand here
   * @throws ArchitectureSyntaxException if it is something else
   */
  default List<PythonValue> items(int size, String expected) {
    List<PythonValue> items = items(expected);
    if (items.size() != size) {
      throw wrong("a list of %d".formatted(items.size()), "expected " + expected);
    }
    return items;
  }

  /**
   * Returns the number.
   *
   * @param expected what should stand here
   * @throws ArchitectureSyntaxException if it is something else
   */
  default int whole(String expected) {
    if (this instanceof Number number) {
      return number.value();
    }
    throw wrong("expected " + expected);
  }

  /**
   * Returns what a number stands for.
   *
   * @param choices number 0, 1, …
   * @throws ArchitectureSyntaxException if it is no number, or one without a meaning
   */
  default <T> T choose(List<T> choices) {
    if (this instanceof Number number && number.value() < choices.size()) {
      return choices.get(number.value());
    }
    throw wrong("expected a number from 0 to " + (choices.size() - 1));
  }

  /** Returns the exception for this value. */
  default ArchitectureSyntaxException wrong(String expected) {
    return wrong(excerpt(), expected);
  }

  /** Returns the exception for something about this value. */
  default ArchitectureSyntaxException wrong(String found, String expected) {
    return new ArchitectureSyntaxException(
        column(), "column %d: found %s, %s".formatted(column(), found, expected));
  }
}
