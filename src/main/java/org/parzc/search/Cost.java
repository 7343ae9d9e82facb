package org.parzc.search;

import java.util.function.ToDoubleFunction;
import org.parzc.space.Architecture;

/**
 * A number of architectures that is known without measuring them: sizes, or a column of a table.
 *
 * @param name name by which constraints refer to it
 * @param value the number of an architecture; NaN if it is not known
 */
public record Cost(String name, ToDoubleFunction<Architecture> value) {
  /** Returns the number of an architecture; NaN if it is not known. Thread-safe. */
  public double of(Architecture architecture) {
    return value.applyAsDouble(architecture);
  }
}
