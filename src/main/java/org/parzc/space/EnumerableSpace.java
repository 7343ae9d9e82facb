package org.parzc.space;

import java.util.random.RandomGenerator;

/** A space that numbers its architectures. */
public interface EnumerableSpace extends SearchSpace {
  /** Returns the number of architectures. */
  long size();

  /**
   * Returns the architecture with the given index in the space's own enumeration.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= index < size()}
   */
  Architecture at(long index);

  /** Returns an architecture drawn uniformly. */
  @Override
  default Architecture random(RandomGenerator random) {
    return at(random.nextLong(size()));
  }
}
