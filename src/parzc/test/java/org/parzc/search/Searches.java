package org.parzc.search;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.parzc.dataset.ExampleSource;
import org.parzc.dataset.UnmeasurableException;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.spaces.nasbench.NasBench201;

/**
 * Searches whose objective is an easy function of the text, with a record of what was evaluated.
 */
final class Searches {
  static final EnumerableSpace SPACE = new NasBench201();

  private Searches() {}

  static SearchAlgorithm algorithm(String name, int population) {
    return SearchAlgorithms.named(name, OptionalInt.of(population));
  }

  static int count(Architecture architecture, String operation) {
    return architecture.text().split(operation, -1).length - 1;
  }

  /** Many 3×3 convolutions are good, the rest of the text decides between equals. */
  static double quality(Architecture architecture) {
    return count(architecture, "nor_conv_3x3")
        + 1e-3 * Math.abs(architecture.text().hashCode() % 1_000);
  }

  /**
   * Returns an objective that is that quality, and adds each architecture it is asked for to the
   * list.
   */
  static Objective recorded(List<Architecture> asked) {
    return new Objective.Size(
        new Cost(
            "quality",
            one -> {
              asked.add(one);
              return quality(one);
            }));
  }

  /** Whether an architecture is of those that tests call unmeasurable: about a fifth. */
  static boolean isFaulty(Architecture architecture) {
    return Math.floorMod(architecture.canonicalForm().hashCode(), 5) == 0;
  }

  /**
   * Returns a source to which some architectures are unmeasurable, and which adds those it refused
   * to the list.
   */
  static ExampleSource failing(
      Predicate<Architecture> fails, ExampleSource others, List<Architecture> refused) {
    return architectures -> {
      Map<Architecture, String> failures = new LinkedHashMap<>();
      architectures.stream().filter(fails).forEach(one -> failures.put(one, "out of memory"));
      if (!failures.isEmpty()) {
        refused.addAll(failures.keySet());
        throw new UnmeasurableException(failures);
      }
      return others.examples(architectures);
    };
  }

  static Search search(
      SearchAlgorithm algorithm, Objective objective, long seed, Constraint... constraints) {
    return new Search(
        SPACE, algorithm, objective, Optional.empty(), Arrays.asList(constraints), seed);
  }

  static Cost convolutions() {
    return new Cost("convolutions", one -> count(one, "nor_conv"));
  }
}
