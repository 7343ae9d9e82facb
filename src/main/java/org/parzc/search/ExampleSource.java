package org.parzc.search;

import java.util.List;
import org.parzc.model.Example;
import org.parzc.space.Architecture;

/** Measures architectures, or remembers what was measured. */
@FunctionalInterface
public interface ExampleSource {
  /**
   * Returns what a predictor sees of the architectures, in their order.
   *
   * @throws org.parzc.InputException if one of them could not be measured
   */
  List<Example> examples(List<Architecture> architectures);
}
