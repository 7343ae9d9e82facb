package org.parzc.serve;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.parzc.InputException;
import org.parzc.search.SearchSpec;

/**
 * A search as clients ask for it, field by field, and as it is kept; what is null, or absent, takes
 * the usual value. What the fields mean is {@link SearchSpec}'s.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
@JsonPropertyOrder({
  "objective",
  "optimism",
  "draws",
  "algorithm",
  "minimise",
  "population",
  "generations",
  "evaluations",
  "where",
  "seed"
})
final class SearchRequest {
  private String objective;
  private Double optimism;
  private Integer draws;
  private String algorithm;
  private String minimise;
  private Integer population;
  private Integer generations;
  private Integer evaluations;
  private List<String> where;
  private Long seed;

  /** Jackson's. */
  private SearchRequest() {}

  private SearchRequest(SearchSpec spec) {
    objective = spec.objective().text();
    optimism = spec.objective().ucbWeight();
    draws = spec.objective().draws();
    algorithm = spec.algorithm().name();
    minimise = spec.algorithm().minimise().orElse(null);
    population =
        spec.algorithm().population().isPresent() ? spec.algorithm().population().getAsInt() : null;
    generations = said(spec.budget().generations());
    evaluations = said(spec.budget().evaluations());
    where = spec.where();
    seed = spec.seed();
  }

  private static Integer said(int budget) {
    return budget == Integer.MAX_VALUE ? null : Integer.valueOf(budget);
  }

  /**
   * Returns the request that asks for a search: the same for equal searches, with every usual value
   * written out.
   */
  static SearchRequest of(SearchSpec spec) {
    return new SearchRequest(spec);
  }

  /**
   * Returns what is asked for.
   *
   * @throws InputException if a part is wrong, or does not fit another
   */
  SearchSpec spec() {
    return SearchSpec.builder()
        .objective(objective == null ? "predictor" : objective)
        .uncertainty(optimism, draws)
        .algorithm(algorithm, population, minimise)
        .budget(generations, evaluations)
        .where(where == null ? List.of() : where.stream().map(String::valueOf).toList())
        .seed(seed)
        .build();
  }
}
