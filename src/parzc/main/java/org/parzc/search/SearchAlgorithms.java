package org.parzc.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.parzc.InputException;

/**
 * The search algorithms: ours, and those that a user's jar brings as {@link java.util.ServiceLoader
 * services}.
 */
public final class SearchAlgorithms {
  private static final List<SearchAlgorithm> OURS =
      List.of(
          new RandomSearch(100),
          new RegularisedEvolution(100),
          new LocalSearch(10),
          new ExhaustiveSearch(1_000),
          new Nsga2(100));

  private SearchAlgorithms() {}

  /**
   * Returns every algorithm with its usual population, ours first.
   *
   * @throws InputException if two have the same name
   */
  public static List<SearchAlgorithm> all() {
    Map<String, SearchAlgorithm> byName = new LinkedHashMap<>();
    OURS.forEach(one -> byName.put(one.name(), one));
    for (SearchAlgorithm one :
        ServiceLoader.load(SearchAlgorithm.class, SearchAlgorithm.class.getClassLoader())) {
      SearchAlgorithm other = byName.putIfAbsent(one.name(), one);
      if (other != null) {
        throw new InputException(
            "search algorithm '%s': found %s and %s, expected one of that name"
                .formatted(one.name(), other.getClass().getName(), one.getClass().getName()));
      }
    }
    return List.copyOf(byName.values());
  }

  /**
   * Returns the algorithm of a name, with its usual population.
   *
   * @throws InputException if there is none, or two algorithms have the same name
   */
  public static SearchAlgorithm named(String name) {
    List<SearchAlgorithm> all = all();
    return all.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "unknown algorithm '%s'; known: %s"
                        .formatted(
                            name,
                            all.stream()
                                .map(SearchAlgorithm::name)
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * Returns the algorithm of a name.
   *
   * @param population its size; empty for its usual one
   * @throws InputException if there is none, or the population is smaller than 2
   */
  public static SearchAlgorithm named(String name, OptionalInt population) {
    SearchAlgorithm usual = named(name);
    if (population.isEmpty()) {
      return usual;
    }
    SpecException.requireWithin(
        "population", population.getAsInt(), 2, SearchSpec.LARGEST_POPULATION);
    return usual.withPopulation(population.getAsInt());
  }

  /** Returns the names of those that minimise a cost, for messages. */
  static String minimising() {
    return all().stream()
        .filter(SearchAlgorithm::minimisesCost)
        .map(SearchAlgorithm::name)
        .collect(Collectors.joining(" or "));
  }
}
