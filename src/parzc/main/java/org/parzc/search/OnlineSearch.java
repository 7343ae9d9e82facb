package org.parzc.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.parzc.dataset.ExampleSource;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.network.Device;
import org.parzc.space.SearchSpace;

/**
 * A search by active learning: it takes a few labels, trains a predictor, searches with that, takes
 * labels of what {@link Acquisition} finds promising or uncertain among all it met, and so on until
 * the labels are used up; the last search is with a predictor that saw them all. All it has to
 * remember are the labels, and what could not be labelled or measured: what comes next depends on
 * these and the seed alone. Of an architecture that was labelled and then could not be measured,
 * nothing is learned.
 *
 * <p>A label that cannot be had counts as taken, and the search goes on; but if the first five that
 * a run asks for cannot be had and there is no other, it ends. A later run asks again for those of
 * the round it finds itself in, on which no choice depends yet; if all labels were taken, for every
 * one that could not be had.
 */
public final class OnlineSearch {
  private final Setup setup;
  private final LabelPlan plan;
  private final Labeller labeller;

  /**
   * What stays the same in every round.
   *
   * @param space where architectures are from
   * @param algorithm searches in each round
   * @param budget of one round's search
   * @param constraints what every architecture must meet
   * @param examples measures
   * @param model how predictors are trained
   * @param seed fixes everything random
   * @param device where predictors are trained and score
   */
  public record Setup(
      SearchSpace space,
      SearchAlgorithm algorithm,
      Budget budget,
      List<Constraint> constraints,
      ExampleSource examples,
      PredictorSettings model,
      long seed,
      Device device) {
    /** Copies the list. */
    public Setup {
      constraints = List.copyOf(constraints);
    }

    /** Makes a setup whose predictors are the CPU's. */
    public Setup(
        SearchSpace space,
        SearchAlgorithm algorithm,
        Budget budget,
        List<Constraint> constraints,
        ExampleSource examples,
        PredictorSettings model,
        long seed) {
      this(space, algorithm, budget, constraints, examples, model, seed, Device.cpu());
    }

    /** Returns the same setup with another seed, and another source of the same examples. */
    Setup with(long otherSeed, ExampleSource otherExamples) {
      return new Setup(
          space, algorithm, budget, constraints, otherExamples, model, otherSeed, device);
    }
  }

  /**
   * What came out.
   *
   * @param state all labels, and what could not be labelled or measured
   * @param found the last search, whose scores are the predictor's; that before the first
   *     generation if it was stopped earlier
   * @param earlyEnds why not all labels were taken, or not all evaluations made; empty if they were
   */
  public record Result(OnlineState state, SearchState found, List<String> earlyEnds) {
    /** Copies the list. */
    public Result {
      earlyEnds = List.copyOf(earlyEnds);
    }
  }

  /**
   * @param plan how many labels to take
   * @param labeller gives them
   */
  public OnlineSearch(Setup setup, LabelPlan plan, Labeller labeller) {
    this.setup = setup;
    this.plan = plan;
    this.labeller = labeller;
  }

  /**
   * Goes on until the last search is done, or it is stopped: between two labels, or two
   * generations.
   *
   * @param states what earlier runs with the same seed came to; keeps the state after each label
   * @param stop whether to stop
   * @throws IllegalArgumentException if what is known is of another space
   * @throws org.parzc.InputException if the first labels cannot be had, or do not differ, or too
   *     few architectures meet the constraints
   */
  public Result run(StateKeeper<OnlineState> states, BooleanSupplier stop) {
    OnlineState known = states.read();
    known.taken().forEach(one -> one.architecture().requireOf(setup.space()));
    LabelRounds rounds = new LabelRounds(setup, plan, labeller, known, stop);
    OnlineState state = rounds.run(StateKeeper.startingFrom(known).telling(states::keep), stop);
    List<String> earlyEnds = new ArrayList<>(rounds.earlyEnd().stream().toList());
    SearchState found = SearchState.start();
    if (!stop.getAsBoolean()) {
      try (Predictor predictor = rounds.train(state.taken())) {
        BoundedSearch search = rounds.search(predictor, plan.rounds());
        found = search.run(StateKeeper.startingFrom(found), stop);
        search.earlyEnd(found).ifPresent(earlyEnds::add);
      }
    }
    return new Result(rounds.state(state.taken()), found, earlyEnds);
  }
}
