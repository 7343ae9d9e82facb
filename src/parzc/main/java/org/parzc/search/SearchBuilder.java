package org.parzc.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.dataset.ExampleSource;
import org.parzc.model.Predictor;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;

/**
 * Makes a {@link Search} part by part. What is not said is as on the command line: regularised
 * evolution, no constraint, seed 0. Not thread-safe.
 */
public final class SearchBuilder {
  private final SearchSpace space;
  private final List<String> constraints = new ArrayList<>();
  private SearchAlgorithm algorithm = SearchAlgorithms.named(AlgorithmSpec.USUAL);
  private Optional<Objective> objective = Optional.empty();
  private Optional<String> minimised = Optional.empty();
  private Optional<Costs> costs = Optional.empty();
  private long seed;

  SearchBuilder(SearchSpace space) {
    this.space = space;
  }

  /**
   * Says what to maximise: the score of a predictor, which is not closed here. Each canonical form
   * is measured once. What the examples measure is what {@code params} and {@code flops} are of, if
   * they say it.
   */
  public SearchBuilder maximise(Predictor predictor, ExampleSource examples) {
    examples.skeleton().filter(any -> costs.isEmpty()).ifPresent(this::skeleton);
    return maximise(new Objective.Predicted(predictor, 0, 1, new CachedExamples(examples)));
  }

  /** Says what to maximise. */
  public SearchBuilder maximise(Objective wanted) {
    objective = Optional.of(wanted);
    return this;
  }

  /** Says how architectures are proposed. */
  public SearchBuilder algorithm(SearchAlgorithm wanted) {
    algorithm = wanted;
    return this;
  }

  /**
   * Says how architectures are proposed: by the {@linkplain SearchAlgorithms algorithm} of a name.
   *
   * @throws InputException if there is none
   */
  public SearchBuilder algorithm(String name) {
    return algorithm(SearchAlgorithms.named(name));
  }

  /** Says what to minimise besides: the name of a cost. */
  public SearchBuilder minimise(String cost) {
    minimised = Optional.of(cost);
    return this;
  }

  /**
   * Looks at architectures with a cost within a bound only, such as {@code params<=1.0M}; see
   * {@link Constraint}.
   */
  public SearchBuilder where(String constraint) {
    constraints.add(constraint);
    return this;
  }

  /**
   * Says in what cells are placed in the networks whose {@code params} and {@code flops} are
   * bounded or minimised.
   */
  public SearchBuilder skeleton(Skeleton skeleton) {
    return costs(Costs.sizes(space, skeleton));
  }

  /** Says which costs there are; without it, sizes alone. */
  public SearchBuilder costs(Costs known) {
    costs = Optional.of(known);
    return this;
  }

  /** Says what fixes everything random. */
  public SearchBuilder seed(long number) {
    seed = number;
    return this;
  }

  /**
   * Returns the search.
   *
   * @throws InputException if there is nothing to maximise, a part is wrong, or parts do not fit
   *     together
   */
  public Search build() {
    Objective wanted =
        objective.orElseThrow(
            () ->
                new InputException(
                    "search: found nothing to maximise, expected a "
                        + "predictor or another objective"));
    if (minimised.isPresent() != algorithm.minimisesCost()) {
      throw AlgorithmSpec.misfit(algorithm, minimised);
    }
    return new Search(
        space,
        algorithm,
        wanted,
        minimised.map(this::cost),
        constraints.stream().map(text -> Constraint.parse(text, this::cost)).toList(),
        seed);
  }

  private Cost cost(String name) {
    return costs
        .orElseThrow(
            () ->
                new InputException(
                    "cost '%s': found no skeleton, expected that of the networks ".formatted(name)
                        + "that it is of"))
        .named(name);
  }

  /**
   * Searches until the budget is used up or nothing is left to find; see {@link Search#run}.
   *
   * @throws InputException see {@link #build}
   */
  public SearchState run(Budget budget) {
    return build().run(budget);
  }
}
