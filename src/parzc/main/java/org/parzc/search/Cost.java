package org.parzc.search;

import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.parzc.space.Architecture;

/**
 * A number of architectures that is known without measuring them: sizes, or a column of a table.
 *
 * @param name name by which constraints refer to it
 * @param value the number of an architecture; NaN if it is not known
 * @param gaps of how many architectures it is not known, in one line; empty if it is known of all
 */
public record Cost(String name, ToDoubleFunction<Architecture> value, Optional<String> gaps) {
  /** Makes a cost that is known of every architecture. */
  public Cost(String name, ToDoubleFunction<Architecture> value) {
    this(name, value, Optional.empty());
  }

  /** Returns the number of an architecture; NaN if it is not known. Thread-safe. */
  public double of(Architecture architecture) {
    return value.applyAsDouble(architecture);
  }
}
