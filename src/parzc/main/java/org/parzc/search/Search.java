package org.parzc.search;

import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * A search for architectures with a high score: proposes architectures, evaluates the new ones of a
 * generation together, and lets the algorithm decide what to go on from. An architecture whose
 * canonical form was evaluated before, or that breaks a constraint, is never evaluated. One that
 * cannot be measured counts as evaluated, but is neither found nor gone on from. What comes next
 * depends on the state and the seed alone, so a search that was stopped after a generation goes on
 * as if it had not been.
 *
 * @param space where architectures are from
 * @param algorithm what to look at
 * @param objective what to maximise
 * @param cost what to minimise besides, if the algorithm does
 * @param constraints what every architecture must meet
 * @param seed fixes everything random
 */
public record Search(
    SearchSpace space,
    SearchAlgorithm algorithm,
    Objective objective,
    Optional<Cost> cost,
    List<Constraint> constraints,
    long seed) {
  /**
   * Checks the parts against each other.
   *
   * @throws IllegalArgumentException if there is a cost to minimise and the algorithm cannot, or
   *     the other way round
   * @throws org.parzc.InputException if the algorithm cannot search the space
   */
  public Search {
    constraints = List.copyOf(constraints);
    if (cost.isPresent() != algorithm.minimisesCost()) {
      throw new IllegalArgumentException(
          "algorithm %s: found %s to minimise, expected %s"
              .formatted(
                  algorithm.name(),
                  cost.isPresent() ? "cost " + cost.get().name() : "no cost",
                  cost.isPresent() ? "none" : "one"));
    }
    algorithm.requireFits(space);
  }

  /** Returns what makes a search in a space, part by part. */
  public static SearchBuilder of(SearchSpace space) {
    return new SearchBuilder(space);
  }

  /** Returns this search within a budget, which is done step by step. */
  public BoundedSearch within(Budget budget) {
    return new BoundedSearch(this, budget);
  }

  /** Returns the same search with another seed. */
  Search withSeed(long other) {
    return new Search(space, algorithm, objective, cost, constraints, other);
  }

  /**
   * Searches from the beginning until the budget is used up or nothing is left to find.
   *
   * @throws org.parzc.InputException if no architecture meets the constraints, or the objective
   *     cannot score one
   */
  public SearchState run(Budget budget) {
    return within(budget).run(StateKeeper.startingFrom(SearchState.start()), () -> false);
  }

  /**
   * Says of how many architectures costs are not known: one line for each cost that is not known of
   * all.
   */
  public List<String> gaps() {
    return Stream.concat(constraints.stream().map(Constraint::cost), cost.stream())
        .flatMap(one -> one.gaps().stream())
        .distinct()
        .toList();
  }

  /**
   * Returns the best of what was found: with a cost all that no other beats in both, without one so
   * many.
   */
  public List<Evaluation> best(SearchState state, int count) {
    return cost.isPresent() ? state.front() : state.best(count);
  }

  /**
   * Returns the state after one more generation, which evaluates so many canonical forms at most.
   */
  SearchState step(SearchState state, int most) {
    state.evaluations().forEach(one -> one.architecture().requireOf(space));
    Moves moves = new Moves(space, this::admits, random(state.generation()));
    Map<String, Architecture> fresh = new LinkedHashMap<>();
    List<Architecture> taken = new ArrayList<>();
    for (Architecture one : algorithm.propose(state, moves)) {
      String form = one.canonicalForm();
      if (state.isEvaluated(one) || fresh.containsKey(form)) {
        taken.add(one);
      } else if (fresh.size() < most && isAllowed(one)) {
        taken.add(one);
        fresh.put(form, one);
      }
    }
    SearchState told = state.with(evaluate(List.copyOf(fresh.values()), state.generation()));
    return told.next(algorithm.survivors(told, taken.stream().filter(told::isMeasured).toList()));
  }

  private boolean isAllowed(Architecture one) {
    one.requireOf(space);
    return admits(one);
  }

  private List<Evaluation> evaluate(List<Architecture> architectures, int generation) {
    Attempt<double[]> attempt = Attempt.of(architectures, this::scores);
    List<Evaluation> evaluations = new ArrayList<>();
    for (int i = 0; i < attempt.result().length; i++) {
      Architecture one = attempt.measured().get(i);
      evaluations.add(
          new Evaluation(
              one, generation, attempt.result()[i], cost.map(c -> c.of(one)).orElse(Double.NaN)));
    }
    attempt
        .failures()
        .forEach((one, why) -> evaluations.add(Evaluation.failed(one, generation, why)));
    return evaluations;
  }

  private double[] scores(List<Architecture> architectures) {
    double[] scores = architectures.isEmpty() ? new double[0] : objective.scores(architectures);
    if (scores.length != architectures.size()) {
      throw new IllegalStateException(
          "objective: found %d scores of %d architectures, expected one of each"
              .formatted(scores.length, architectures.size()));
    }
    return scores;
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
