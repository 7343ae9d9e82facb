package org.parzc.search;

import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * A search: proposes architectures, evaluates the new ones of a generation together, and lets the algorithm decide what
 * to go on from. An architecture whose canonical form was evaluated before, or that breaks a constraint, is never
 * evaluated. One that cannot be measured counts as evaluated, but is neither found nor gone on from. What comes next
 * depends on the state and the seed alone, so a search that was stopped after a generation goes on as if it had not
 * been.
 *
 * @param space where architectures are from
 * @param algorithm what to look at
 * @param objective what to maximise
 * @param cost what to minimise besides, for {@code nsga2}
 * @param constraints what every architecture must meet
 * @param seed fixes everything random
 */
public record Search(SearchSpace space, SearchAlgorithm algorithm, Objective objective, Optional<Cost> cost,
    List<Constraint> constraints, long seed) {
  /**
   * Checks the parts against each other.
   *
   * @throws IllegalArgumentException if there is a cost to minimise and the algorithm cannot, or the other way round;
   *     or if the algorithm enumerates another space
   */
  public Search {
    constraints = List.copyOf(constraints);
    if (cost.isPresent() != algorithm instanceof Nsga2) {
      throw new IllegalArgumentException("nsga2, and it alone, minimises a cost");
    }
    if (algorithm instanceof ExhaustiveSearch exhaustive && !exhaustive.space().name().equals(space.name())) {
      throw new IllegalArgumentException("algorithm: found one that enumerates space %s, expected one of %s".formatted(
          exhaustive.space().name(), space.name()));
    }
  }

  /** Returns a search for the highest score. */
  public static Search forBest(SearchSpace space, SearchAlgorithm algorithm, Objective objective,
      List<Constraint> constraints, long seed) {
    return new Search(space, algorithm, objective, Optional.empty(), constraints, seed);
  }

  /**
   * When to stop, unless there is nothing left to find before.
   *
   * @param generations largest number of generations
   * @param evaluations largest number of canonical forms to evaluate
   */
  public record Budget(int generations, int evaluations) {
    private boolean isUsedUp(SearchState state) {
      return state.generation() >= generations || state.evaluations().size() >= evaluations;
    }

    private String share(SearchState state) {
      return evaluations < Integer.MAX_VALUE ? "%d of %d evaluations".formatted(state.evaluations().size(), evaluations)
          : "%d of %d generations".formatted(state.generation(), generations);
    }
  }

  /**
   * Goes on until the budget is used up.
   *
   * @param state where to start from, see {@link SearchState#start}
   * @param afterEach told of the state after each generation
   * @throws IllegalArgumentException if the state is of a search in another space
   * @throws org.parzc.InputException if no architecture meets the constraints, or the objective cannot score one
   */
  public SearchState run(SearchState state, Budget budget, Consumer<SearchState> afterEach) {
    SearchState now = state;
    while (!isDone(now, budget)) {
      now = step(now, budget);
      afterEach.accept(now);
    }
    return now;
  }

  /** Returns whether the budget is used up or nothing is left to find. */
  public boolean isDone(SearchState state, Budget budget) {
    return budget.isUsedUp(state) || algorithm.isFinished(state);
  }

  /**
   * Returns why a search is done with budget left, in one line; empty if it used the budget up or goes on.
   *
   * @param state what the search came to
   */
  public Optional<String> earlyEnd(SearchState state, Budget budget) {
    return budget.isUsedUp(state) || !algorithm.isFinished(state) ? Optional.empty()
        : Optional.of("ended %s: %s".formatted(algorithm.ending(), budget.share(state)));
  }

  /**
   * Returns the state after one more generation, which evaluates no more than the budget leaves.
   *
   * @throws IllegalArgumentException if the state is of a search in another space
   * @throws org.parzc.InputException if no architecture meets the constraints, or the objective cannot score one
   */
  public SearchState step(SearchState state, Budget budget) {
    state.evaluations().forEach(one -> one.architecture().requireOf(space));
    int most = budget.evaluations() - state.evaluations().size();
    Moves moves = new Moves(space, this::admits, random(state.generation()));
    Map<String, Architecture> fresh = new LinkedHashMap<>();
    List<Architecture> taken = new ArrayList<>();
    for (Architecture one : algorithm.propose(state, moves)) {
      String form = one.canonicalForm();
      boolean isNew = !state.isEvaluated(one) && !fresh.containsKey(form);
      if (!isNew || fresh.size() < most) {
        taken.add(one);
      }
      if (isNew && fresh.size() < most) {
        fresh.put(form, one);
      }
    }
    SearchState told = state.with(evaluate(List.copyOf(fresh.values()), state.generation()));
    return told.next(algorithm.survivors(told, taken.stream().filter(told::isMeasured).toList()));
  }

  private List<Evaluation> evaluate(List<Architecture> architectures, int generation) {
    Attempt<double[]> attempt = Attempt.of(architectures,
        some -> some.isEmpty() ? new double[0] : objective.scores(some));
    List<Evaluation> evaluations = new ArrayList<>();
    for (int i = 0; i < attempt.result().length; i++) {
      Architecture one = attempt.measured().get(i);
      evaluations.add(new Evaluation(one, generation, attempt.result()[i],
          cost.map(c -> c.of(one)).orElse(Double.NaN)));
    }
    attempt.failures().forEach((one, why) -> evaluations.add(Evaluation.failed(one, generation, why)));
    return evaluations;
  }

  private boolean admits(Architecture architecture) {
    return constraints.stream().allMatch(constraint -> constraint.admits(architecture))
        && cost.map(c -> !Double.isNaN(c.of(architecture))).orElse(true);
  }

  private SplittableRandom random(int generation) {
    return new SplittableRandom(
        Hashing.murmur3_128().newHasher().putLong(seed).putInt(generation).hash().asLong());
  }
}
