package org.parzc.dataset;

import java.util.List;
import org.parzc.space.Architecture;

/** Measures architectures, or remembers what was measured. */
@FunctionalInterface
public interface ExampleSource {
  /**
   * Returns what a predictor sees of the architectures, in their order.
   *
   * @throws UnmeasurableException if some of them cannot be measured; without these the others can be had
   */
  List<Example> examples(List<Architecture> architectures);
}
