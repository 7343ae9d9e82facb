package org.parzc.search;

import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.dataset.LabelledArchitecture;
import org.parzc.model.Example;
import org.parzc.model.MabnSettings;
import org.parzc.model.Predictor;
import org.parzc.ranking.Labelling;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * A search that learns on the way: it takes a few labels, trains a predictor, searches with that, takes labels of what
 * {@link Labelling} finds promising or uncertain among all it met, and so on until the labels are used up; the last
 * search is with a predictor that saw them all. All it has to remember are the labels, and what could not be measured:
 * what comes next depends on these and the seed alone. Of an architecture that was labelled and then could not be
 * measured, nothing is learned.
 */
public final class OnlineSearch {
  /** How many random architectures there are to choose from for each diverse one. */
  private static final int POOL = 10;
  /** Few, as each member of the predictor has its own. */
  private static final int DRAWS = 4;

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
   */
  public record Setup(SearchSpace space, SearchAlgorithm algorithm, Search.Budget budget, List<Constraint> constraints,
      ExampleSource examples, MabnSettings model, long seed) {
    /** Copies the list. */
    public Setup {
      constraints = List.copyOf(constraints);
    }
  }

  /**
   * What came out.
   *
   * @param state all labels, and what could not be measured
   * @param found the last search, whose scores are the predictor's; that before the first generation if it was stopped
   *     earlier
   */
  public record Result(OnlineState state, SearchState found) {}

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
   * @throws InputException if a label cannot be had, too few architectures meet the constraints, or they, or their
   *     labels, do not differ
   */
  public Result run(OnlineState known, BooleanSupplier stop, Consumer<OnlineState> afterEach) {
    known.labels().forEach(one -> one.architecture().requireOf(setup.space()));
    List<LabelledArchitecture> labels = new ArrayList<>(known.labels());
    KnownFailures examples = new KnownFailures(setup.examples(), known.failures());
    while (labels.size() < plan.budget() && !stop.getAsBoolean()) {
      List<Architecture> wanted = choose(labels.subList(0, plan.after(plan.round(labels.size()))), examples, stop);
      int taken = labels.size() - plan.after(plan.round(labels.size()));
      for (Architecture one : wanted.subList(Math.min(taken, wanted.size()), wanted.size())) {
        if (stop.getAsBoolean()) {
          break;
        }
        labels.add(new LabelledArchitecture(one, labeller.label(one)));
        afterEach.accept(new OnlineState(labels, examples.all()));
      }
    }
    SearchState found = SearchState.start();
    if (!stop.getAsBoolean()) {
      try (Predictor predictor = train(labels, examples)) {
        found = search(predictor, plan.rounds(), examples, stop);
      }
    }
    return new Result(new OnlineState(labels, examples.all()), found);
  }

  /** Returns the architectures of a round, which labels of earlier rounds decide; none if it is stopped. */
  private List<Architecture> choose(List<LabelledArchitecture> labels, ExampleSource examples, BooleanSupplier stop) {
    int round = plan.round(labels.size());
    int count = plan.after(round + 1) - labels.size();
    List<Architecture> chosen = round == 0 ? first(count, examples) : next(labels, round, count, examples, stop);
    if (chosen.size() < count && !stop.getAsBoolean()) {
      throw new InputException("found %d architectures to label, expected %d: the space has no more that meet the "
          .formatted(chosen.size(), count) + "constraints, or the search is too short");
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

  private List<Architecture> next(List<LabelledArchitecture> labels, int round, int count, ExampleSource examples,
      BooleanSupplier stop) {
    try (Predictor predictor = train(labels, examples)) {
      Attempt<List<Example>> attempt = Attempt.of(Stream.concat(
          labels.stream().map(LabelledArchitecture::architecture),
          search(predictor, round, examples, stop).evaluations().stream().map(Evaluation::architecture)).toList(),
          examples::examples);
      Labelling labelling = labelling(attempt);
      long known = labels.stream().filter(one -> !attempt.failures().containsKey(one.architecture())).count();
      IntStream.range(0, (int) known).forEach(labelling::add);
      return labelling.batch(predictor.scoreWithUncertainty(attempt.result(), DRAWS), count).stream()
          .map(choice -> attempt.measured().get(choice.index())).toList();
    }
  }

  private static Labelling labelling(Attempt<List<Example>> attempt) {
    return new Labelling(Labelling.features(attempt.result()),
        attempt.measured().stream().map(Architecture::canonicalForm).toList());
  }

  private Predictor train(List<LabelledArchitecture> labels, ExampleSource examples) {
    Map<Architecture, Double> values = labels.stream()
        .collect(Collectors.toMap(LabelledArchitecture::architecture, LabelledArchitecture::label));
    Attempt<List<Example>> attempt = Attempt.of(
        labels.stream().map(LabelledArchitecture::architecture).toList(), examples::examples);
    return Predictor.train(attempt.result(), attempt.measured().stream().mapToDouble(values::get).toArray(),
        setup.model(), setup.seed());
  }

  private SearchState search(Predictor predictor, int round, ExampleSource examples, BooleanSupplier stop) {
    Search search = Search.forBest(setup.space(), setup.algorithm(),
        new Objective.Predicted(predictor, 0, 1, examples), setup.constraints(), seed(round));
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
