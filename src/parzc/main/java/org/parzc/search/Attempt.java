package org.parzc.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.parzc.dataset.UnmeasurableException;
import org.parzc.space.Architecture;

/**
 * Work that measures architectures, done without those that cannot be measured.
 *
 * @param measured the others, in their order
 * @param result what the work gave for these
 * @param failures why each of the rest could not be measured
 */
record Attempt<T>(List<Architecture> measured, T result, Map<Architecture, String> failures) {
  /**
   * Does the work, again and again while it calls some architectures unmeasurable, with fewer of
   * them each time.
   *
   * @param work is given a part of the architectures, which may be empty in the end
   */
  static <T> Attempt<T> of(List<Architecture> architectures, Function<List<Architecture>, T> work) {
    List<Architecture> rest = new ArrayList<>(architectures);
    Map<Architecture, String> failures = new LinkedHashMap<>();
    while (true) {
      try {
        List<Architecture> asked = List.copyOf(rest);
        return new Attempt<>(asked, work.apply(asked), failures);
      } catch (UnmeasurableException e) {
        if (!rest.removeAll(e.failures().keySet())) {
          throw e;
        }
        failures.putAll(e.failures());
      }
    }
  }
}
