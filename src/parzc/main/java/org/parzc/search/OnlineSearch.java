package org.parzc.search;

import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.MabnSettings;
import org.parzc.model.Predictor;
import org.parzc.network.Device;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * A search that learns on the way: it takes a few labels, trains a predictor, searches with that, takes labels of what
 * {@link Acquisition} finds promising or uncertain among all it met, and so on until the labels are used up; the last
 * search is with a predictor that saw them all. All it has to remember are the labels, and what could not be labelled
 * or measured: what comes next depends on these and the seed alone. Of an architecture that was labelled and then could
 * not be measured, nothing is learned.
 *
 * <p>A label that cannot be had counts as taken, and the search goes on; but if the first five that a run asks for
 * cannot be had and there is no other, it ends. A later run asks again for those of the round it finds itself in, on which no
 * choice depends yet; if all labels were taken, for every one that could not be had.
 */
public final class OnlineSearch {
  /** How many random architectures there are to choose from for each diverse one. */
  private static final int POOL = 10;
  /** Few, as each member of the predictor has its own. */
  private static final int DRAWS = 4;
  /** Who fails so often before there is a single label will not give one. */
  private static final int MOST_FAILURES = 5;

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
  public record Setup(SearchSpace space, SearchAlgorithm algorithm, Search.Budget budget, List<Constraint> constraints,
      ExampleSource examples, MabnSettings model, long seed, Device device) {
    /** Copies the list. */
    public Setup {
      constraints = List.copyOf(constraints);
    }

    /** Makes a setup whose predictors are the CPU's. */
    public Setup(SearchSpace space, SearchAlgorithm algorithm, Search.Budget budget, List<Constraint> constraints,
        ExampleSource examples, MabnSettings model, long seed) {
      this(space, algorithm, budget, constraints, examples, model, seed, Device.cpu());
    }
  }

  /**
   * What came out.
   *
   * @param state all labels, and what could not be labelled or measured
   * @param found the last search, whose scores are the predictor's; that before the first generation if it was stopped
   *     earlier
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
   * Goes on until the last search is done, or it is stopped: between two labels, or two generations.
   *
   * @param known what earlier runs with the same seed came to
   * @param stop whether to stop
   * @param afterEach told of the state after each label
   * @throws IllegalArgumentException if what is known is of another space
   * @throws InputException if the first labels cannot be had, or do not differ, or too few architectures meet the
   *     constraints
   */
  public Result run(OnlineState known, BooleanSupplier stop, Consumer<OnlineState> afterEach) {
    known.taken().forEach(one -> one.architecture().requireOf(setup.space()));
    List<LabelOutcome> taken = new ArrayList<>(known.taken());
    KnownFailures examples = new KnownFailures(setup.examples(), known.failures());
    List<String> earlyEnds = new ArrayList<>();
    int asked = 0;
    int again = taken.size() == plan.budget() ? 0 : plan.after(plan.round(taken.size()));
    for (int i = again; i < taken.size() && !stop.getAsBoolean(); i++) {
      if (!taken.get(i).isLabel()) {
        taken.set(i, ask(taken.get(i).architecture()));
        afterEach.accept(new OnlineState(taken, examples.all()));
        requireAny(taken, ++asked);
      }
    }
    while (taken.size() < plan.budget() && earlyEnds.isEmpty() && !stop.getAsBoolean()) {
      int round = plan.round(taken.size());
      int start = plan.after(round);
      List<Architecture> wanted = choose(taken.subList(0, start), examples, stop);
      for (Architecture one : wanted.subList(Math.min(taken.size() - start, wanted.size()), wanted.size())) {
        if (stop.getAsBoolean()) {
          break;
        }
        taken.add(ask(one));
        afterEach.accept(new OnlineState(taken, examples.all()));
        requireAny(taken, ++asked);
      }
      if (start + wanted.size() < plan.after(round + 1) && !stop.getAsBoolean()) {
        earlyEnds.add("ended after %d of %d labels: the searches met no more architectures to label".formatted(
            taken.size(), plan.budget()));
      }
    }
    SearchState found = SearchState.start();
    if (!stop.getAsBoolean()) {
      try (Predictor predictor = train(taken, examples)) {
        Search search = search(predictor, plan.rounds(), examples);
        found = run(search, stop);
        search.earlyEnd(found, setup.budget()).ifPresent(earlyEnds::add);
      }
    }
    return new Result(new OnlineState(taken, examples.all()), found, earlyEnds);
  }

  private LabelOutcome ask(Architecture architecture) {
    try {
      double label = labeller.label(architecture);
      return Double.isFinite(label) ? LabelOutcome.of(architecture, label)
          : LabelOutcome.failed(architecture, "found label %s, expected a number".formatted(label));
    } catch (UnlabelledException e) {
      return LabelOutcome.failed(architecture, e.getMessage());
    }
  }

  /** Refuses to go on if so many labels were asked for in vain that there will be none. */
  private static void requireAny(List<LabelOutcome> taken, int asked) {
    if (asked >= MOST_FAILURES && taken.stream().noneMatch(LabelOutcome::isLabel)) {
      LabelOutcome first = taken.get(0);
      throw new InputException("none of the first %d labels could be had; that of %s: %s".formatted(asked,
          first.architecture(), first.failure().orElseThrow()));
    }
  }

  /** Returns the architectures of a round, which labels of earlier rounds decide; none if it is stopped. */
  private List<Architecture> choose(List<LabelOutcome> taken, ExampleSource examples, BooleanSupplier stop) {
    int round = plan.round(taken.size());
    int count = plan.after(round + 1) - taken.size();
    if (round > 0) {
      return next(taken, round, count, examples, stop);
    }
    List<Architecture> chosen = first(count, examples);
    if (chosen.size() < count) {
      throw new InputException("found %d architectures to label, expected %d: the space has no more that meet the "
          .formatted(chosen.size(), count) + "constraints");
    }
    return chosen;
  }

  private List<Architecture> first(int count, ExampleSource examples) {
    Moves moves = new Moves(setup.space(),
        one -> setup.constraints().stream().allMatch(constraint -> constraint.admits(one)),
        new SplittableRandom(seed(0)));
    boolean drawn = plan.first() == LabelPlan.First.RANDOM;
    List<Architecture> pool = RandomSearch.draw(SearchState.start(), moves, drawn ? count : count * POOL);
    if (drawn) {
      return pool;
    }
    Attempt<List<Example>> attempt = Attempt.of(pool, examples::examples);
    return labelling(attempt).diverse(count).stream().map(choice -> attempt.measured().get(choice.index())).toList();
  }

  private List<Architecture> next(List<LabelOutcome> taken, int round, int count, ExampleSource examples,
      BooleanSupplier stop) {
    try (Predictor predictor = train(taken, examples)) {
      Attempt<List<Example>> attempt = Attempt.of(Stream.concat(taken.stream().map(LabelOutcome::architecture),
          run(search(predictor, round, examples), stop).evaluations().stream().map(Evaluation::architecture)).toList(),
          examples::examples);
      Acquisition labelling = labelling(attempt);
      long known = taken.stream().filter(one -> !attempt.failures().containsKey(one.architecture())).count();
      IntStream.range(0, (int) known).forEach(labelling::add);
      return labelling.batch(predictor.scoreWithUncertainty(attempt.result(), DRAWS), count).stream()
          .map(choice -> attempt.measured().get(choice.index())).toList();
    }
  }

  private static Acquisition labelling(Attempt<List<Example>> attempt) {
    return new Acquisition(Acquisition.features(attempt.result()),
        attempt.measured().stream().map(Architecture::canonicalForm).toList());
  }

  /** @throws InputException if there are no two labels that differ */
  private Predictor train(List<LabelOutcome> taken, ExampleSource examples) {
    Map<Architecture, Double> values = new LinkedHashMap<>();
    taken.stream().filter(LabelOutcome::isLabel)
        .forEach(one -> values.put(one.architecture(), labeller.direction().oriented(one.label())));
    if (values.values().stream().distinct().count() < 2) {
      throw new InputException("found no different labels among the %d that could be had of %d architectures, expected "
          .formatted(values.size(), taken.size()) + "some to learn from");
    }
    Attempt<List<Example>> attempt = Attempt.of(List.copyOf(values.keySet()), examples::examples);
    return Predictor.train(new LabelledExamples(attempt.result(), attempt.measured().stream().mapToDouble(values::get)
        .toArray()), setup.model(), setup.seed(), setup.device());
  }

  private Search search(Predictor predictor, int round, ExampleSource examples) {
    return Search.forBest(setup.space(), setup.algorithm(), new Objective.Predicted(predictor, 0, 1, examples),
        setup.constraints(), seed(round));
  }

  private SearchState run(Search search, BooleanSupplier stop) {
    SearchState state = SearchState.start();
    while (!search.isDone(state, setup.budget()) && !stop.getAsBoolean()) {
      state = search.step(state, setup.budget());
    }
    return state;
  }

  private long seed(int round) {
    return Hashing.murmur3_128().newHasher().putLong(setup.seed()).putInt(round).hash().asLong();
  }
}
