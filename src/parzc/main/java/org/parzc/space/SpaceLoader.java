package org.parzc.space;

import org.parzc.InputException;

/**
 * Makes spaces that are described by files: {@code PREFIX:ARGUMENT}. Implementations have a public
 * constructor without arguments and are found by {@link java.util.ServiceLoader}, named in {@code
 * META-INF/services/org.parzc.space.SpaceLoader}.
 */
public interface SpaceLoader {
  /** Returns what stands before the colon, lower case without blanks. */
  String prefix();

  /** Returns one line for people: what the argument is and what comes of it. */
  String description();

  /**
   * Returns the space that the argument describes.
   *
   * @throws InputException if there is no such file, or it does not describe a space
   */
  SearchSpace load(String argument);
}
