package org.parzc.store;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.parzc.dataset.StoreVersion;
import org.parzc.files.Provenance;

/**
 * What a store holds and how it was made; fixed when the store is created.
 *
 * @param provenance what made the numbers, in the order to show it: space, seed, batch size,
 *     precision, version …
 * @param statistics names of the node-wise statistics, in column order
 * @param proxies names of the network-level proxies, in column order
 */
public record StoreContents(Provenance provenance, List<String> statistics, List<String> proxies) {
  /**
   * Key of the device in the provenance, there once something was measured on another than the CPU.
   */
  static final String DEVICE = "device";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /**
   * Copies the collections, keeping their order.
   *
   * @throws IllegalArgumentException if a name is not of the form {@code [a-z][a-z0-9_]*}, occurs
   *     twice, or is that of a column every store has
   */
  public StoreContents {
    statistics = List.copyOf(statistics);
    proxies = List.copyOf(proxies);
    checkNames("statistic", statistics, Schema.NODE.keySet());
    checkNames("proxy", proxies, Schema.ARCHITECTURE.keySet());
  }

  private static void checkNames(String what, List<String> names, Set<String> taken) {
    Set<String> seen = new HashSet<>(taken);
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "%s '%s': expected a name of the form %s".formatted(what, name, NAME));
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException("%s '%s': the name is taken".formatted(what, name));
      }
    }
  }

  /**
   * Checks that a store with these contents can take the results that {@code asked} describes. The
   * device is not among them: it matters once something is measured.
   *
   * @return why nothing may be added, if only the version of the program differs
   * @throws InputException if anything differs, naming every difference in one line
   */
  Optional<String> requireSame(Path file, StoreContents asked) {
    return StoreVersion.check(file, comparable(), asked.comparable());
  }

  private Provenance comparable() {
    return provenance
        .without(DEVICE)
        .with("statistics", String.join(",", statistics))
        .with("proxies", String.join(",", proxies));
  }
}
