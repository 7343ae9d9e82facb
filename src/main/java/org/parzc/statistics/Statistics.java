package org.parzc.statistics;

import java.util.List;
import org.parzc.InputException;

/** The lists of node-wise statistics and network-level proxies: the one place where a new one is named. */
public final class Statistics {
  /** The word that names every node-wise statistic. */
  public static final String ALL = "all";

  private static final List<Statistic> NODE_WISE = List.of(new L2Norm(), new GradNorm(), new Snip(), new Plain(),
      new Fisher(), new FisherTokens(), new Nwot(), new Grasp(), new Zico(), new Synflow(), new SynflowBn());
  private static final List<NetworkProxy> NETWORK = List.of(new NwotProxy(), new Jacov(), new EpeNas(), new Zen(),
      new ZicoProxy());

  private Statistics() {}

  /** Returns every node-wise statistic. */
  public static List<Statistic> nodeWise() {
    return NODE_WISE;
  }

  /** Returns the node-wise statistics that are measured where none are asked for. */
  public static List<Statistic> nodeWiseByDefault() {
    return NODE_WISE.stream().filter(Quantity::isDefault).toList();
  }

  /** Returns every network-level proxy. */
  public static List<NetworkProxy> networkLevel() {
    return NETWORK;
  }

  /**
   * Returns the node-wise statistics of those names, in the registry's order.
   *
   * @param names names; {@link #ALL} alone names every one
   * @throws InputException if a name is unknown
   */
  public static List<Statistic> nodeWise(List<String> names) {
    return names.equals(List.of(ALL)) ? NODE_WISE : chosen(NODE_WISE, names, "statistic");
  }

  /**
   * Returns the network-level proxies of those names, in the registry's order.
   *
   * @throws InputException if a name is unknown
   */
  public static List<NetworkProxy> networkLevel(List<String> names) {
    return chosen(NETWORK, names, "network-level proxy");
  }

  private static <T extends Quantity> List<T> chosen(List<T> all, List<String> names, String what) {
    List<String> known = all.stream().map(Quantity::name).toList();
    names.stream().filter(asked -> !known.contains(asked)).findFirst().ifPresent(unknown -> {
      throw new InputException("unknown %s '%s'; known: %s".formatted(what, unknown,
          String.join(", ", known)));
    });
    return all.stream().filter(one -> names.contains(one.name())).toList();
  }
}
