package org.parzc.labels;

import com.fasterxml.jackson.core.JsonLocation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.parzc.space.Architecture;

/**
 * The architectures of a JSON file, to tell those that are there in several forms, which is how
 * cells of NAS-Bench-101 are published, from a key that is there twice, which is a mistake. Used by
 * one thread.
 */
final class RepeatedKeys {
  private final Map<Architecture, JsonLocation> places = new HashMap<>();
  private final Set<String> keys = new HashSet<>();
  private int repeats;

  /**
   * Returns whether the architecture was not there before in another form.
   *
   * @throws org.parzc.InputException if it was there before in this form
   */
  boolean add(JsonSource source, SuiteZeroFile.Entry entry) {
    JsonLocation before = places.putIfAbsent(entry.architecture(), entry.where());
    boolean isNewKey = keys.add(entry.key());
    if (before != null && !isNewKey) {
      throw source.wrong(entry.where(), "the same architecture as at " + JsonSource.place(before));
    }
    repeats += before == null ? 0 : 1;
    return before == null;
  }

  /** Returns how many entries were other forms of architectures before them. */
  int repeats() {
    return repeats;
  }
}
