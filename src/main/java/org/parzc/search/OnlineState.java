package org.parzc.search;

import com.google.common.collect.ImmutableMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.parzc.dataset.LabelledArchitecture;
import org.parzc.space.Architecture;

/**
 * Everything that an {@link OnlineSearch} needs to go on. Immutable, thread-safe.
 *
 * @param labels those taken, in order
 * @param failures architectures that could not be measured, and why; they are not tried again
 */
public record OnlineState(List<LabelledArchitecture> labels, Map<Architecture, String> failures) {
  /**
   * Copies list and map, keeping their order.
   *
   * @throws IllegalArgumentException if an architecture is labelled twice, or with something else than a number
   */
  public OnlineState {
    labels = List.copyOf(labels);
    Set<Architecture> labelled = new HashSet<>();
    for (LabelledArchitecture one : labels) {
      if (!labelled.add(one.architecture()) || !Double.isFinite(one.label())) {
        throw new IllegalArgumentException("found label %s of %s, expected a number, and one".formatted(one.label(),
            one.architecture()));
      }
    }
    failures = ImmutableMap.copyOf(failures);
  }

  /** Returns the state before the first label. */
  public static OnlineState start() {
    return new OnlineState(List.of(), Map.of());
  }
}
