package org.parzc.statistics;

import com.google.common.base.Suppliers;
import java.util.List;
import java.util.function.Supplier;
import org.parzc.InputException;

/**
 * The node-wise statistics and network-level proxies that can be asked for by name: ParZC's own,
 * {@link NodeWise} and {@link NetworkLevel}, and those that jars on the class path add.
 * Thread-safe.
 */
public final class Statistics {
  /** The word that names every node-wise statistic. */
  public static final String ALL = "all";

  private static final Supplier<List<Statistic>> NODE_WISE =
      Suppliers.memoize(
          () -> Registration.STATISTICS.all(Statistic.class, List.of(NodeWise.values())));
  private static final Supplier<List<NetworkProxy>> NETWORK =
      Suppliers.memoize(
          () -> Registration.PROXIES.all(NetworkProxy.class, List.of(NetworkLevel.values())));

  private Statistics() {}

  /**
   * Returns every node-wise statistic: ParZC's own, then those of users' jars by name.
   *
   * @throws InputException if a jar adds one that cannot be used, such as one with the name of
   *     another
   */
  public static List<Statistic> nodeWise() {
    return NODE_WISE.get();
  }

  /**
   * Returns the node-wise statistics that are measured where none are asked for.
   *
   * @throws InputException if a jar adds one that cannot be used
   */
  public static List<Statistic> nodeWiseByDefault() {
    return nodeWise().stream().filter(Quantity::isDefault).toList();
  }

  /**
   * Returns every network-level proxy: ParZC's own, then those of users' jars by name.
   *
   * @throws InputException if a jar adds one that cannot be used, such as one with the name of
   *     another
   */
  public static List<NetworkProxy> networkLevel() {
    return NETWORK.get();
  }

  /**
   * Returns the network-level proxies that are measured where none are asked for.
   *
   * @throws InputException if a jar adds one that cannot be used
   */
  public static List<NetworkProxy> networkLevelByDefault() {
    return networkLevel().stream().filter(Quantity::isDefault).toList();
  }

  /**
   * Returns the node-wise statistics of those names, in the order of {@link #nodeWise()}.
   *
   * @param names names; {@link #ALL} alone names every one
   * @throws InputException if a name is unknown
   */
  public static List<Statistic> nodeWise(List<String> names) {
    return names.equals(List.of(ALL)) ? nodeWise() : chosen(nodeWise(), names, "statistic");
  }

  /**
   * Returns the network-level proxies of those names, in the order of {@link #networkLevel()}.
   *
   * @throws InputException if a name is unknown
   */
  public static List<NetworkProxy> networkLevel(List<String> names) {
    return chosen(networkLevel(), names, "network-level proxy");
  }

  private static <T extends Quantity> List<T> chosen(List<T> all, List<String> names, String what) {
    List<String> known = all.stream().map(Quantity::name).toList();
    names.stream()
        .filter(asked -> !known.contains(asked))
        .findFirst()
        .ifPresent(
            unknown -> {
              throw new InputException(
                  "unknown %s '%s'; known: %s".formatted(what, unknown, String.join(", ", known)));
            });
    return all.stream().filter(one -> names.contains(one.name())).toList();
  }

  /**
   * Refuses statistics and proxies that could be taken for others, wherever they come from.
   *
   * @throws InputException if a name is ill-formed, taken by ParZC, or occurs twice
   */
  public static void requireDistinct(List<Statistic> statistics, List<NetworkProxy> proxies) {
    Registration.STATISTICS.requireDistinct(statistics);
    Registration.PROXIES.requireDistinct(proxies);
  }
}
