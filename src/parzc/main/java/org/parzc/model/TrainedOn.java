package org.parzc.model;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.statistics.Recorded;

/**
 * What every example that a predictor was trained on came with, of all that its features are read
 * from. An example that it is to score must have been asked for the same: what it lacks would count
 * as the mean of the others.
 *
 * @param space name of the search space; empty if it is not known
 * @param statistics names of node-wise statistics
 * @param proxies names of network-level proxies, published ones too
 * @param topology whether there was a topology
 */
record TrainedOn(String space, Set<String> statistics, Set<String> proxies, boolean topology) {
  TrainedOn {
    statistics = ImmutableSortedSet.copyOf(statistics);
    proxies = ImmutableSortedSet.copyOf(proxies);
  }

  /**
   * Returns what the examples have in common, of what an encoder reads.
   *
   * @throws IllegalArgumentException if they are not all of one space
   */
  static TrainedOn of(List<Example> examples, FeatureEncoder encoder) {
    List<String> spaces =
        examples.stream()
            .map(one -> one.statistics().recorded().space())
            .filter(space -> !space.isEmpty())
            .distinct()
            .toList();
    if (spaces.size() > 1) {
      throw new IllegalArgumentException(
          "examples: found some of space %s and some of %s, expected one space"
              .formatted(spaces.get(0), spaces.get(1)));
    }
    FeatureEncoder.Inputs read = encoder.inputs();
    return new TrainedOn(
        spaces.isEmpty() ? "" : spaces.get(0),
        common(examples, Recorded::statistics, read.statistics()),
        common(examples, Recorded::proxies, read.proxies()),
        read.topology() && examples.stream().noneMatch(one -> one.topology().isEmpty()));
  }

  private static Set<String> common(
      List<Example> examples, Function<Recorded, Set<String>> names, Set<String> read) {
    return examples.stream()
        .map(one -> names.apply(one.statistics().recorded()))
        .reduce(read, (a, b) -> Sets.intersection(a, b).immutableCopy());
  }

  /**
   * Refuses an example that was not asked for the same.
   *
   * @throws IllegalArgumentException if it is of another space
   * @throws InputException if it lacks something, naming it all
   */
  void requireSame(Example example) {
    Recorded recorded = example.statistics().recorded();
    if (!space.isEmpty() && !recorded.space().isEmpty() && !space.equals(recorded.space())) {
      throw new IllegalArgumentException(
          "example %s: found one of space %s, expected one of %s, which the predictor "
                  .formatted(example.statistics().architecture(), recorded.space(), space)
              + "was trained on");
    }
    StringBuilder lacking = new StringBuilder();
    Sets.difference(statistics, recorded.statistics())
        .forEach(name -> lacking.append(", statistic ").append(name));
    Sets.difference(proxies, recorded.proxies())
        .forEach(name -> lacking.append(", proxy ").append(name));
    if (topology && example.topology().isEmpty()) {
      lacking.append(", topology");
    }
    if (!lacking.isEmpty()) {
      throw new InputException(
          "example %s: found none of: %s; expected what the predictor was trained on"
              .formatted(example.statistics().architecture(), lacking.substring(2)));
    }
  }
}
