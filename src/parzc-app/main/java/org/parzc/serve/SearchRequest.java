package org.parzc.serve;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.parzc.InputException;
import org.parzc.dataset.ExampleSource;
import org.parzc.model.Predictor;
import org.parzc.search.Constraint;
import org.parzc.search.Cost;
import org.parzc.search.Objective;
import org.parzc.search.Search;
import org.parzc.search.SearchAlgorithm;

/**
 * A search as {@code parzc search} knows it; what is null takes the usual value.
 *
 * @param objective {@code predictor}, the server's; {@code proxy:NAME}; or {@code sum:STATISTIC}
 * @param optimism standard deviations to add to the predictor's score
 * @param draws draws from the posterior for these
 * @param algorithm one of {@link SearchAlgorithm#NAMES}
 * @param minimise what {@code nsga2} minimises
 * @param population its size, or that of a generation
 * @param generations stop after so many
 * @param evaluations stop after so many architectures
 * @param where constraints, see {@link Constraint#parse}
 * @param seed fixes everything random
 */
record SearchRequest(String objective, Double optimism, Integer draws, String algorithm, String minimise,
    Integer population, Integer generations, Integer evaluations, List<String> where, Long seed) {
  SearchRequest {
    objective = objective == null ? "predictor" : objective;
    optimism = optimism == null ? 0 : optimism;
    draws = draws == null ? 16 : draws;
    algorithm = algorithm == null ? "evolution" : algorithm;
    evaluations = evaluations == null && generations == null ? Integer.valueOf(1_000) : evaluations;
    where = where == null ? List.of() : where.stream().map(String::valueOf).toList();
    seed = seed == null ? 0 : seed;
  }

  /** Returns when the search ends. */
  Search.Budget budget() {
    return new Search.Budget(generations == null ? Integer.MAX_VALUE : generations,
        evaluations == null ? Integer.MAX_VALUE : evaluations);
  }

  /** Returns everything that the result depends on. */
  Map<String, String> settings(Service service) {
    Map<String, String> settings = new TreeMap<>(service.provenance());
    settings.put("request", new String(JsonText.write(this), StandardCharsets.UTF_8));
    return settings;
  }

  /** Returns the name of the search: the same for the same request to a server with the same provenance. */
  String id(Service service) {
    Hasher hash = Hashing.sha256().newHasher();
    settings(service).forEach((key, value) -> hash.putInt(key.length()).putUnencodedChars(key).putInt(value.length())
        .putUnencodedChars(value));
    return hash.hash().toString().substring(0, 32);
  }

  /**
   * Returns the search.
   *
   * @param examples measures for it
   * @throws InputException if a part of the request is wrong
   */
  Search search(Service service, ExampleSource examples) {
    for (Integer number : new Integer[] {generations, evaluations, draws}) {
      if (number != null && number < 1) {
        throw new InputException("generations, evaluations, draws: found %d, expected at least 1".formatted(number));
      }
    }
    if (optimism < 0 || !Double.isFinite(optimism)) {
      throw new InputException("optimism: found %s, expected at least 0".formatted(optimism));
    }
    if ((minimise != null) != algorithm.equals("nsga2")) {
      throw new InputException(minimise == null ? "algorithm nsga2: found no minimise, expected a cost"
          : "minimise: found algorithm %s, expected nsga2".formatted(algorithm));
    }
    Optional<Cost> cost = Optional.ofNullable(minimise).map(service.costs()::named);
    List<Constraint> constraints = where.stream().map(text -> Constraint.parse(text, service.costs()::named)).toList();
    SearchAlgorithm chosen = SearchAlgorithm.named(algorithm,
        population == null ? OptionalInt.empty() : OptionalInt.of(population), service.space());
    return new Search(service.space(), chosen, objective(service, examples), cost, constraints, seed);
  }

  private Objective objective(Service service, ExampleSource examples) {
    String[] parts = objective.split(":", 2);
    String argument = parts.length == 2 ? parts[1] : "";
    return switch (parts[0]) {
      case "predictor" -> predicted(service.predictor(), argument, examples);
      case "proxy" -> List.of("params", "flops").contains(argument)
          ? new Objective.Size(service.costs().named(argument))
          : new Objective.Proxy(recorded(argument, service.contents().proxies()), examples);
      case "sum" -> new Objective.Proxy("Σ " + recorded(argument, service.contents().statistics()), examples);
      default -> throw new InputException("objective: found '%s', expected predictor, proxy:NAME or sum:STATISTIC"
          .formatted(objective));
    };
  }

  private Objective predicted(Predictor predictor, String argument, ExampleSource examples) {
    if (!argument.isEmpty()) {
      throw new InputException("objective: found '%s', expected predictor: the server has one".formatted(objective));
    }
    return new Objective.Predicted(predictor, optimism, draws, examples);
  }

  private String recorded(String name, List<String> known) {
    if (!known.contains(name)) {
      throw new InputException("objective: found '%s', expected one of those recorded: %s".formatted(objective,
          String.join(", ", known)));
    }
    return name;
  }
}
