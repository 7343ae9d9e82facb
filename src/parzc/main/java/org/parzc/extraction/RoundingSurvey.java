package org.parzc.extraction;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.space.Architecture;

/**
 * Which statistics are rounding noise in a few networks; see {@link SignificantDigits}.
 *
 * @param networks number of networks that were measured again
 * @param unmeasured number of networks that could not be, as where one runs only with all of a
 *     device's memory to itself
 * @param nodes number of their nodes
 * @param noisyNodes statistic to the number of nodes in which it is rounding noise, where there are
 *     any
 * @param noisyProxies network-level proxy to the number of networks in which it is rounding noise,
 *     where there are any
 */
public record RoundingSurvey(
    int networks,
    int unmeasured,
    int nodes,
    Map<String, Integer> noisyNodes,
    Map<String, Integer> noisyProxies) {
  /** Copies the maps, keeping their order. */
  public RoundingSurvey {
    noisyNodes = ImmutableMap.copyOf(noisyNodes);
    noisyProxies = ImmutableMap.copyOf(noisyProxies);
  }

  /**
   * Measures architectures, and measures them again.
   *
   * @throws org.parzc.network.DeviceLostException if nothing can be run on the device any more
   */
  public static RoundingSurvey of(Extractor extractor, List<Architecture> architectures) {
    int networks = 0;
    int nodes = 0;
    Map<String, Integer> noisyNodes = new LinkedHashMap<>();
    Map<String, Integer> noisyProxies = new LinkedHashMap<>();
    for (Architecture architecture : architectures) {
      SignificantDigits digits;
      try {
        digits = extractor.significantDigits(architecture, extractor.extract(architecture));
      } catch (RuntimeException e) {
        extractor.requireOpen();
        extractor.requireDevice();
        continue;
      }
      networks++;
      nodes += digits.nodes().size();
      digits.noisyNodes().forEach((name, count) -> noisyNodes.merge(name, count, Integer::sum));
      digits.noisyProxies().forEach(name -> noisyProxies.merge(name, 1, Integer::sum));
    }
    return new RoundingSurvey(
        networks, architectures.size() - networks, nodes, noisyNodes, noisyProxies);
  }

  /**
   * Returns one line for the user, such as {@code rounding noise in 2 networks of 31 nodes: plain
   * in 19 nodes, network zico in 1 network; 1 network could not be measured again}.
   */
  public String line() {
    String found =
        Stream.concat(
                noisyNodes.entrySet().stream()
                    .map(
                        count ->
                            "%s in %s"
                                .formatted(count.getKey(), counted(count.getValue(), "node"))),
                noisyProxies.entrySet().stream()
                    .map(
                        count ->
                            "network %s in %s"
                                .formatted(count.getKey(), counted(count.getValue(), "network"))))
            .collect(Collectors.joining(", "));
    return "rounding noise in %s of %s: %s"
            .formatted(
                counted(networks, "network"),
                counted(nodes, "node"),
                found.isEmpty() ? "none" : found)
        + (unmeasured > 0
            ? "; %s could not be measured again".formatted(counted(unmeasured, "network"))
            : "");
  }

  private static String counted(int count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }
}
