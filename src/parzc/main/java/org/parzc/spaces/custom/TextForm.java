package org.parzc.spaces.custom;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.TextScanner;

/**
 * How an architecture is written: the operations in the order of the edges, and what stands around
 * them.
 *
 * @param literals what stands before each operation and after the last: one more than there are
 *     edges
 * @param operations how the operations are written, by number
 */
record TextForm(List<String> literals, List<String> operations) {
  private static final String HOLE = "{}";

  /** Returns the form of a template with {@code {}} for each operation. */
  static TextForm of(String template, List<String> operations) {
    List<String> literals = new ArrayList<>();
    int from = 0;
    for (int hole = template.indexOf(HOLE); hole >= 0; hole = template.indexOf(HOLE, from)) {
      literals.add(template.substring(from, hole));
      from = hole + HOLE.length();
    }
    literals.add(template.substring(from));
    return new TextForm(List.copyOf(literals), operations);
  }

  /** Returns the form that separates operations by commas. */
  static TextForm commas(int edges, List<String> operations) {
    return of(
        IntStream.range(0, edges).mapToObj(edge -> HOLE).collect(Collectors.joining(",")),
        operations);
  }

  /** Returns the number of operations in a text. */
  int holes() {
    return literals.size() - 1;
  }

  /**
   * Returns whether every text has one meaning: an operation ends where it must, or where a
   * separator starts.
   */
  boolean isUnambiguous() {
    return isFixedWidth()
        || literals.subList(1, holes()).stream().noneMatch(String::isEmpty)
            && literals.subList(1, literals.size()).stream()
                .filter(literal -> !literal.isEmpty())
                .noneMatch(
                    literal ->
                        operations.stream().anyMatch(one -> one.indexOf(literal.charAt(0)) >= 0));
  }

  private boolean isFixedWidth() {
    return operations.stream().mapToInt(String::length).distinct().count() == 1;
  }

  /** Returns the text of the operations with the given numbers. */
  String write(List<Integer> numbers) {
    StringBuilder text = new StringBuilder(literals.get(0));
    for (int hole = 0; hole < holes(); hole++) {
      text.append(operations.get(numbers.get(hole))).append(literals.get(hole + 1));
    }
    return text.toString();
  }

  /**
   * Returns the numbers of the operations in a text.
   *
   * @throws ArchitectureSyntaxException if the text is not of this form
   */
  List<Integer> parse(String text) {
    TextScanner scanner = new TextScanner(text);
    List<Integer> numbers = new ArrayList<>();
    scanner.expect(literals.get(0));
    for (int hole = 0; hole < holes(); hole++) {
      String after = literals.get(hole + 1);
      String found = ahead(scanner, after);
      int number = operations.indexOf(found);
      if (number < 0) {
        throw scanner.wrong(found, "expected one of " + String.join(", ", operations));
      }
      numbers.add(number);
      scanner.skip(found.length());
      scanner.expect(after);
    }
    scanner.expectEnd();
    return numbers;
  }

  private String ahead(TextScanner scanner, String after) {
    String rest = scanner.ahead(isFixedWidth() || after.isEmpty() ? "" : after.substring(0, 1));
    return isFixedWidth()
        ? rest.substring(0, Math.min(rest.length(), operations.get(0).length()))
        : rest;
  }
}
