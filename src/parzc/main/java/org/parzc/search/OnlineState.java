package org.parzc.search;

import com.google.common.collect.ImmutableMap;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.space.Architecture;

/**
 * The state of an {@link OnlineSearch}: everything that it needs to go on. Immutable, thread-safe.
 *
 * @param taken what came of each label that was asked for, in order
 * @param failures architectures that could not be measured, and why; they are not tried again
 */
public record OnlineState(List<LabelOutcome> taken, Map<Architecture, String> failures) {
  /**
   * Copies list and map, keeping their order.
   *
   * @throws IllegalArgumentException if the label of an architecture was asked for twice
   */
  public OnlineState {
    taken = List.copyOf(taken);
    Set<Architecture> asked = new HashSet<>();
    for (LabelOutcome one : taken) {
      if (!asked.add(one.architecture())) {
        throw new IllegalArgumentException(
            "found label %s of %s, expected one of each architecture"
                .formatted(one.label(), one.architecture()));
      }
    }
    failures = ImmutableMap.copyOf(failures);
  }

  /** Returns the state before the first label. */
  public static OnlineState start() {
    return new OnlineState(List.of(), Map.of());
  }

  /** Returns the labels, in order. */
  public List<LabelledArchitecture> labels() {
    return taken.stream()
        .filter(LabelOutcome::isLabel)
        .map(one -> new LabelledArchitecture(one.architecture(), one.label()))
        .toList();
  }

  /** Returns the architecture with the best label; empty if there are no labels. */
  public Optional<LabelledArchitecture> best(Direction direction) {
    return labels().stream()
        .max(Comparator.comparingDouble(one -> direction.oriented(one.label())));
  }

  /** Returns the architectures whose label could not be had, and why, in order. */
  public Map<Architecture, String> unlabelled() {
    Map<Architecture, String> unlabelled = new LinkedHashMap<>();
    taken.forEach(one -> one.failure().ifPresent(why -> unlabelled.put(one.architecture(), why)));
    return unlabelled;
  }
}
