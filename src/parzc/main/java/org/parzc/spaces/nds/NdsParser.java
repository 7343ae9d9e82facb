package org.parzc.spaces.nds;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;
import org.parzc.space.TextScanner;

/** Reads the text of an NDS architecture. */
final class NdsParser {
  private static final int LARGEST_WIDTH = 9999;
  private static final int LARGEST_DEPTH = 999;

  private final NdsSpace space;
  private final TextScanner scanner;

  NdsParser(NdsSpace space, String text) {
    this.space = space;
    scanner = new TextScanner(text);
  }

  /**
   * @throws ArchitectureSyntaxException if the text is not an architecture of the space
   */
  NdsArchitecture architecture() {
    NdsCell normal = cell();
    scanner.expect(SearchSpace.SEPARATOR);
    NdsCell reduction = cell();
    OptionalInt width = size("C", 1, LARGEST_WIDTH);
    OptionalInt depth = size("N", NdsPlace.SMALLEST_DEPTH, LARGEST_DEPTH);
    scanner.expectEnd();
    return new NdsArchitecture(space, normal, reduction, width, depth);
  }

  private NdsCell cell() {
    List<NdsCell.Term> terms = new ArrayList<>();
    while (terms.size() < 2 * space.nodes()) {
      if (!terms.isEmpty()) {
        requireMore(terms.size());
        scanner.expect(" ");
      }
      NdsOperation operation = operation();
      scanner.expect("~");
      int node = NdsCell.INPUTS + terms.size() / 2;
      terms.add(
          new NdsCell.Term(
              operation,
              number(0, node - 1, "an input before node %d, 0 to %d".formatted(node, node - 1))));
    }
    return new NdsCell(terms);
  }

  private void requireMore(int found) {
    if (scanner.ahead(SearchSpace.SEPARATOR).isEmpty()) {
      throw scanner.wrong(
          "expected %d terms, of which %d are missing"
              .formatted(2 * space.nodes(), 2 * space.nodes() - found));
    }
  }

  private NdsOperation operation() {
    String found = scanner.ahead("~ " + SearchSpace.SEPARATOR);
    NdsOperation operation =
        space.operations().stream()
            .filter(one -> one.text.equals(found))
            .findFirst()
            .orElseThrow(
                () ->
                    scanner.wrong(
                        found,
                        "expected one of "
                            + space.operations().stream()
                                .map(one -> one.text)
                                .collect(Collectors.joining(", "))));
    scanner.skip(found.length());
    return operation;
  }

  /** Reads {@code ;NAME=number}, if the text goes on like that. */
  private OptionalInt size(String name, int smallest, int largest) {
    String start = SearchSpace.SEPARATOR + name + "=";
    if (!scanner.ahead("=").equals(SearchSpace.SEPARATOR + name)) {
      return OptionalInt.empty();
    }
    scanner.expect(start);
    return OptionalInt.of(
        number(smallest, largest, "%s from %d to %d".formatted(name, smallest, largest)));
  }

  private int number(int smallest, int largest, String expected) {
    String found = scanner.ahead(" " + SearchSpace.SEPARATOR);
    // A number has one form, so that an architecture has one text.
    int number = found.matches("0|[1-9][0-9]{0,3}") ? Integer.parseInt(found) : -1;
    if (number < smallest || number > largest) {
      throw scanner.wrong(found, "expected " + expected);
    }
    scanner.skip(found.length());
    return number;
  }
}
