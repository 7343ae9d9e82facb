package org.parzc.space;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;

/** The list of spaces: the one place where a new space is named. */
public final class SearchSpaces {
  private static final List<SearchSpace> ALL =
      Stream.concat(Stream.of(new NasBench201()), NdsSpace.all().stream()).toList();

  private SearchSpaces() {}

  /** Returns every space. */
  public static List<SearchSpace> all() {
    return ALL;
  }

  /**
   * Returns the space of that name.
   *
   * @throws InputException if there is none
   */
  public static SearchSpace named(String name) {
    return ALL.stream().filter(space -> space.name().equals(name)).findFirst()
        .orElseThrow(() -> new InputException("unknown space '%s'; known: %s".formatted(name,
            ALL.stream().map(SearchSpace::name).collect(Collectors.joining(", ")))));
  }
}
