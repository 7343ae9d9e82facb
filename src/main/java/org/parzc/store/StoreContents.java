package org.parzc.store;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.parzc.InputException;

/**
 * What a store holds and how it was made; fixed when the store is created.
 *
 * @param provenance what made the numbers, in the order to show it: space, seed, batch size, precision, version …
 * @param statistics names of the node-wise statistics, in column order
 * @param proxies names of the network-level proxies, in column order
 */
public record StoreContents(Map<String, String> provenance, List<String> statistics, List<String> proxies) {
  /** Key of the device in the provenance, there once something was measured on another than the CPU. */
  static final String DEVICE = "device";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /**
   * Copies the collections, keeping their order.
   *
   * @throws IllegalArgumentException if a name is not of the form {@code [a-z][a-z0-9_]*}, occurs twice, or is that of
   *     a column every store has
   */
  public StoreContents {
    provenance = ImmutableMap.copyOf(provenance);
    statistics = List.copyOf(statistics);
    proxies = List.copyOf(proxies);
    checkNames("statistic", statistics, Schema.NODE.keySet());
    checkNames("proxy", proxies, Schema.ARCHITECTURE.keySet());
  }

  private static void checkNames(String what, List<String> names, Set<String> taken) {
    Set<String> seen = new HashSet<>(taken);
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("%s '%s': expected a name of the form %s".formatted(what, name, NAME));
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException("%s '%s': the name is taken".formatted(what, name));
      }
    }
  }

  /**
   * Checks that a store with these contents can take the results that {@code asked} describes. The device is not among
   * them: it matters once something is measured.
   *
   * @throws InputException if anything differs, naming every difference in one line
   */
  void requireSame(Path file, StoreContents asked) {
    List<String> differences = new ArrayList<>();
    for (String key : Sets.difference(Sets.union(provenance.keySet(), asked.provenance.keySet()), Set.of(DEVICE))) {
      compare(key, provenance.get(key), asked.provenance.get(key), differences);
    }
    compare("statistics", String.join(",", statistics), String.join(",", asked.statistics), differences);
    compare("proxies", String.join(",", proxies), String.join(",", asked.proxies), differences);
    if (!differences.isEmpty()) {
      throw new InputException(file + ": " + String.join("; ", differences)
          + " (use another --store or the same options)");
    }
  }

  private static void compare(String key, String made, String asked, List<String> differences) {
    if (made == null) {
      differences.add("made without %s, asked for %s %s".formatted(key, key, asked));
    } else if (asked == null) {
      differences.add("made with %s %s, asked for none".formatted(key, made));
    } else if (!made.equals(asked)) {
      differences.add("made with %s %s, asked for %s %s".formatted(key, orNone(made), key, orNone(asked)));
    }
  }

  private static String orNone(String value) {
    return value.isEmpty() ? "none" : value;
  }
}
