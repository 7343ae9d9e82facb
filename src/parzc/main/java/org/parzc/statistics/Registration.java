package org.parzc.statistics;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.labels.PublishedScores;

/**
 * Finds the statistics, or the proxies, that jars add to ParZC's own, and refuses what would be
 * taken for another.
 *
 * @param kind what they are called in messages
 * @param ours names of ParZC's own
 * @param reserved names that are something else: columns that every store has, words of the command
 *     line
 */
record Registration(String kind, Set<String> ours, Set<String> reserved) {
  static final Registration STATISTICS =
      new Registration(
          "statistic",
          names(NodeWise.values()),
          Set.of(
              Statistics.ALL,
              "architecture",
              "node_index",
              "slot",
              "slot_group",
              "kind",
              "shape",
              "weights",
              "live",
              "non_finite"));
  static final Registration PROXIES =
      new Registration(
          "network-level proxy",
          names(NetworkLevel.values()),
          Set.of("architecture", "params", "flops", "depth", "nodes"));

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private static Set<String> names(Quantity... quantities) {
    return Stream.of(quantities).map(Quantity::name).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns ParZC's own, followed by those that {@link ServiceLoader} finds, by name.
   *
   * @throws InputException if one of the latter cannot be made or used
   */
  <T extends Quantity> List<T> all(Class<T> type, List<? extends T> own) {
    List<T> found;
    try {
      found =
          ServiceLoader.load(type, type.getClassLoader()).stream()
              .map(ServiceLoader.Provider::get)
              .toList();
    } catch (ServiceConfigurationError e) {
      throw new InputException("%s of a jar: %s".formatted(kind, e.getMessage()), e);
    }
    requireDistinct(found);
    List<T> all = new ArrayList<>(own);
    found.stream().sorted(Comparator.comparing(Quantity::name)).forEach(all::add);
    return List.copyOf(all);
  }

  /**
   * Refuses quantities that could be taken for others.
   *
   * @throws InputException if a name is ill-formed, taken by ParZC or by another of them, or if a
   *     part is missing
   */
  void requireDistinct(List<? extends Quantity> quantities) {
    Map<String, Quantity> seen = new HashMap<>();
    for (Quantity one : quantities) {
      if (!isOurs(one)) {
        requireUsable(one);
      }
      Quantity other = seen.put(one.name(), one);
      if (other != null) {
        throw refused(
            one,
            "the name '%s' of %s (%s)"
                .formatted(one.name(), other.getClass().getName(), place(other)),
            "another name");
      }
    }
  }

  private static boolean isOurs(Quantity one) {
    return one instanceof NodeWise || one instanceof NetworkLevel;
  }

  private void requireUsable(Quantity one) {
    String name = Objects.requireNonNullElse(one.name(), "");
    if (!NAME.matcher(name).matches()) {
      throw refused(one, "the name '%s'".formatted(name), "one of the form " + NAME);
    }
    if (ours.contains(name)) {
      throw refused(one, "the name '%s' of ParZC's own %s".formatted(name, kind), "another name");
    }
    if (reserved.contains(name) || name.startsWith(PublishedScores.PREFIX)) {
      throw refused(one, "the name '%s', which is taken".formatted(name), "another name");
    }
    if (one.formula() == null || one.scale() == null || one.passes() == null) {
      throw refused(one, "no formula, scale or passes", "all three");
    }
  }

  private InputException refused(Quantity one, String found, String expected) {
    return new InputException(
        "%s: %s %s: found %s, expected %s"
            .formatted(place(one), kind, one.getClass().getName(), found, expected));
  }

  /** Returns the jar or folder that a class came from. */
  private static String place(Quantity one) {
    CodeSource source = one.getClass().getProtectionDomain().getCodeSource();
    return source == null ? "class path" : source.getLocation().getPath();
  }
}
