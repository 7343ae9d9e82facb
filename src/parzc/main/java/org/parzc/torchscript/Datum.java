package org.parzc.torchscript;

import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.IValue;

/**
 * A value while a graph runs, and where it comes from.
 *
 * @param value the value
 * @param vertices vertices whose outputs the tensors in it are; none if it does not depend on the
 *     images
 * @param name path of the module, or name of the parameter or its transpose, that it is; else null
 * @param parameters parameters that it depends on but no vertex does
 */
record Datum(IValue value, List<Integer> vertices, String name, Set<String> parameters) {
  /** Returns a value that depends on nothing. */
  static Datum constant(IValue value) {
    return new Datum(value, List.of(), null, Set.of());
  }
}
