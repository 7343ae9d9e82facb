package org.parzc.statistics;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.files.Provenance;
import org.parzc.labels.PublishedScores;
import org.parzc.statistics.Quantity.Scale;

/**
 * The scales of measured values by name. Those of ParZC's own statistics and proxies are known by
 * definition; those of users' own travel with the data, since whoever reads it may not have the
 * jar.
 *
 * @param statistics users' own node-wise statistics to their scales
 * @param proxies users' own network-level proxies to their scales
 */
public record Scales(Map<String, Scale> statistics, Map<String, Scale> proxies) {
  /** Scales of data that has nothing but ParZC's own. */
  public static final Scales OURS = new Scales(Map.of(), Map.of());

  private static final String STATISTIC = Registration.STATISTICS.kind();
  private static final String PROXY = Registration.PROXIES.kind();
  private static final String STATISTICS_KEY = "statistic_scales";
  private static final String PROXIES_KEY = "proxy_scales";
  private static final Map<String, Scale> NODE_WISE = scales(Stream.of(NodeWise.values()));
  private static final Map<String, Scale> NETWORK_LEVEL = scales(Stream.of(NetworkLevel.values()));

  /** Copies the maps, keeping their order. */
  public Scales {
    statistics = ImmutableMap.copyOf(statistics);
    proxies = ImmutableMap.copyOf(proxies);
  }

  private static Map<String, Scale> scales(Stream<? extends Quantity> quantities) {
    return quantities.collect(ImmutableMap.toImmutableMap(Quantity::name, Quantity::scale));
  }

  /** Returns the scales of what is not ParZC's own among these. */
  public static Scales of(List<Statistic> statistics, List<NetworkProxy> proxies) {
    return new Scales(
        scales(statistics.stream().filter(one -> !(one instanceof NodeWise))),
        scales(proxies.stream().filter(one -> !(one instanceof NetworkLevel))));
  }

  /** Returns the scales of what users' jars on the class path define among these names. */
  static Scales registered(Collection<String> statistics, Collection<String> proxies) {
    return new Scales(
        registered(statistics, NODE_WISE, Statistics::nodeWise),
        registered(proxies, NETWORK_LEVEL, Statistics::networkLevel));
  }

  private static Map<String, Scale> registered(
      Collection<String> names, Map<String, Scale> ours, Supplier<List<? extends Quantity>> all) {
    return ours.keySet().containsAll(names)
        ? Map.of()
        : scales(
            all.get().stream()
                .filter(one -> names.contains(one.name()) && !ours.containsKey(one.name())));
  }

  /**
   * Returns the scales that a provenance tells.
   *
   * @throws InputException if it tells something that is no scale
   */
  public static Scales of(Provenance provenance) {
    return new Scales(parse(provenance, STATISTICS_KEY), parse(provenance, PROXIES_KEY));
  }

  private static Map<String, Scale> parse(Provenance provenance, String key) {
    String text = provenance.get(key).orElse("");
    Map<String, Scale> scales = new LinkedHashMap<>();
    try {
      Splitter.on(' ')
          .omitEmptyStrings()
          .withKeyValueSeparator('=')
          .split(text)
          .forEach(
              (name, scale) -> scales.put(name, Scale.valueOf(scale.toUpperCase(Locale.ROOT))));
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "%s: found '%s', expected names with their scales, as in entropy=positive"
              .formatted(key, text),
          e);
    }
    return scales;
  }

  /** Returns what provenance has to tell of the scales; nothing if there are only ParZC's own. */
  public Provenance provenance() {
    return told(STATISTICS_KEY, statistics).with(told(PROXIES_KEY, proxies));
  }

  private static Provenance told(String key, Map<String, Scale> scales) {
    return scales.isEmpty()
        ? Provenance.NONE
        : Provenance.of(
            key,
            scales.entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" ")));
  }

  /**
   * Returns the scales of data that comes from several places.
   *
   * @throws InputException if two of them differ about one name
   */
  public static Scales merged(Stream<Scales> some) {
    Map<String, Scale> statistics = new LinkedHashMap<>();
    Map<String, Scale> proxies = new LinkedHashMap<>();
    some.distinct()
        .forEach(
            one -> {
              merge(STATISTIC, one.statistics, statistics);
              merge(PROXY, one.proxies, proxies);
            });
    return new Scales(statistics, proxies);
  }

  private static void merge(String kind, Map<String, Scale> from, Map<String, Scale> into) {
    from.forEach(
        (name, scale) -> {
          Scale other = into.put(name, scale);
          if (other != null && other != scale) {
            throw new InputException(
                "%s '%s': found the scales %s and %s, expected one"
                    .formatted(kind, name, other, scale));
          }
        });
  }

  /**
   * Refuses data that says otherwise.
   *
   * @throws InputException if its scale of something that these have differs
   */
  public void requireSame(Scales other) {
    requireSame(STATISTIC, statistics, other.statistics);
    requireSame(PROXY, proxies, other.proxies);
  }

  private static void requireSame(
      String kind, Map<String, Scale> expected, Map<String, Scale> found) {
    expected.forEach(
        (name, scale) -> {
          if (found.getOrDefault(name, scale) != scale) {
            throw new InputException(
                "%s '%s': found the scale %s, expected %s"
                    .formatted(kind, name, found.get(name), scale));
          }
        });
  }

  /**
   * Returns the scale of a node-wise statistic; empty if neither ParZC, the data nor a jar says it.
   */
  public Optional<Scale> ofStatistic(String name) {
    return known(name, NODE_WISE, statistics, Statistics::nodeWise);
  }

  /**
   * Returns the scale of a network-level proxy; empty if neither ParZC, the data nor a jar says it.
   * Published proxies come without one: theirs is {@link Scale#SIGNED}, which keeps the order and
   * is finite for all that is.
   */
  public Optional<Scale> ofProxy(String name) {
    return isPublished(name)
        ? Optional.of(Scale.SIGNED)
        : known(name, NETWORK_LEVEL, proxies, Statistics::networkLevel);
  }

  private static Optional<Scale> known(
      String name,
      Map<String, Scale> ours,
      Map<String, Scale> carried,
      Supplier<List<? extends Quantity>> all) {
    Scale scale = ours.getOrDefault(name, carried.get(name));
    return scale != null
        ? Optional.of(scale)
        : all.get().stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .map(Quantity::scale);
  }

  private static boolean isPublished(String proxy) {
    return proxy.startsWith(PublishedScores.PREFIX);
  }

  /**
   * Returns the scales that data with these names has to carry.
   *
   * @throws InputException if one of them is not known
   */
  public Scales only(Collection<String> statisticNames, Collection<String> proxyNames) {
    return new Scales(
        only(STATISTIC, statisticNames, name -> NODE_WISE.containsKey(name), this::ofStatistic),
        only(
            PROXY,
            proxyNames,
            name -> NETWORK_LEVEL.containsKey(name) || isPublished(name),
            this::ofProxy));
  }

  private static Map<String, Scale> only(
      String kind,
      Collection<String> names,
      Predicate<String> isOurs,
      Function<String, Optional<Scale>> scale) {
    return names.stream()
        .filter(isOurs.negate())
        .distinct()
        .sorted()
        .collect(
            ImmutableMap.toImmutableMap(
                name -> name,
                name ->
                    scale
                        .apply(name)
                        .orElseThrow(
                            () ->
                                new InputException(
                                    ("%s '%s': found no scale of it, expected the "
                                            + "jar that defines it on the class path")
                                        .formatted(kind, name)))));
  }
}
