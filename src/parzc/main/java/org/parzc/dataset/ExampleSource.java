package org.parzc.dataset;

import java.util.List;
import java.util.Optional;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;

/** A source of examples: measures architectures, or remembers what was measured. */
@FunctionalInterface
public interface ExampleSource {
  /**
   * Returns what a predictor sees of the architectures, in their order.
   *
   * @throws UnmeasurableException if some of them cannot be measured; without these the others can
   *     be had
   */
  List<Example> examples(List<Architecture> architectures);

  /** Returns what surrounds the cell in the networks that are measured, if the source knows. */
  default Optional<Skeleton> skeleton() {
    return Optional.empty();
  }
}
