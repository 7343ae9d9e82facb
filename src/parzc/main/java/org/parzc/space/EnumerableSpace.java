package org.parzc.space;

import com.google.common.primitives.Longs;
import java.util.random.RandomGenerator;

/** A space that numbers its architectures. */
public interface EnumerableSpace extends SearchSpace {
  /** Returns the number of architectures. */
  long size();

  /**
   * Returns the architecture at a place of the space's enumeration.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= place < size()}
   */
  Architecture at(long place);

  /**
   * Returns the architecture with an index, by which {@link #interpret} knows it: the place in the
   * enumeration, unless the space's benchmark numbers its architectures in an order of its own.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= index < size()}
   */
  default Architecture withIndex(long index) {
    return at(index);
  }

  /**
   * {@inheritDoc}
   *
   * <p>In such a space, also an architecture's {@linkplain #withIndex index}; if a text of the
   * space is a number, a number means that text.
   */
  @Override
  default Architecture interpret(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return parse(text);
    }
    try {
      return parse(text);
    } catch (ArchitectureSyntaxException noText) {
      Long index = Longs.tryParse(text);
      if (index == null || index >= size()) {
        throw new TextScanner(text).wrong("expected an index less than %d".formatted(size()));
      }
      return withIndex(index);
    }
  }

  /** Returns an architecture drawn uniformly. */
  @Override
  default Architecture random(RandomGenerator random) {
    return at(random.nextLong(size()));
  }
}
