package org.parzc.space;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A set of architectures and its encoding. Implementations are stateless and thread-safe.
 */
public interface SearchSpace {
  /** Returns the name by which options and stores refer to the space, lower case without blanks. */
  String name();

  /** Returns one line for people. */
  String description();

  /** Returns the number of architectures. */
  long size();

  /**
   * Returns the architecture with the given index in the space's own enumeration.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= index < size()}
   */
  Architecture at(long index);

  /**
   * Reads an architecture.
   *
   * @throws ArchitectureSyntaxException if the text is not one, with the column of the first offence
   */
  Architecture parse(String text);

  /** Returns an architecture drawn uniformly. */
  default Architecture random(RandomGenerator random) {
    return at(random.nextLong(size()));
  }

  /** Returns the skeleton that the space's published benchmark uses. */
  Skeleton defaultSkeleton();

  /** Returns every slot of the space for a skeleton, in node order. */
  List<Slot> slots(Skeleton skeleton);
}
