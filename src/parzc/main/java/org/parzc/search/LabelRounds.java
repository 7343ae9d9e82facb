package org.parzc.search;

import com.google.common.hash.Hashing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Predictor;
import org.parzc.space.Architecture;

/**
 * The labels of an {@link OnlineSearch}: a step is one label. Which architectures a round takes is
 * chosen at its first label, by what earlier rounds took, and remembered until the next. Not
 * thread-safe.
 */
final class LabelRounds implements ResumableSearch<OnlineState> {
  /** How many random architectures there are to choose from for each diverse one. */
  private static final int POOL = 10;

  /** Few, as each member of the predictor has its own. */
  private static final int DRAWS = 4;

  /** Who fails so often before there is a single label will not give one. */
  private static final int MOST_FAILURES = 5;

  private final OnlineSearch.Setup setup;
  private final LabelPlan plan;
  private final Labeller labeller;
  private final KnownFailures examples;
  private final BooleanSupplier stop;

  /** Which of the known labels that could not be had are asked for once more. */
  private final Queue<Integer> again = new ArrayDeque<>();

  private int asked;
  private int round = -1;
  private List<Architecture> chosen = List.of();
  private Optional<String> earlyEnd = Optional.empty();

  /**
   * @param known what earlier runs came to
   * @param stop whether to stop, within the searches that choose
   */
  LabelRounds(
      OnlineSearch.Setup setup,
      LabelPlan plan,
      Labeller labeller,
      OnlineState known,
      BooleanSupplier stop) {
    this.setup = setup;
    this.plan = plan;
    this.labeller = labeller;
    this.stop = stop;
    examples = new KnownFailures(setup.examples(), known.failures());
    int labels = known.taken().size();
    IntStream.range(labels == plan.budget() ? 0 : plan.after(plan.round(labels)), labels)
        .filter(i -> !known.taken().get(i).isLabel())
        .forEach(again::add);
  }

  /** Returns why fewer labels were taken than planned; empty if they were not, or not yet. */
  Optional<String> earlyEnd() {
    return earlyEnd;
  }

  /** Returns the state with these labels and all failures that are known. */
  OnlineState state(List<LabelOutcome> taken) {
    return new OnlineState(taken, examples.all());
  }

  /**
   * {@inheritDoc}
   *
   * @throws InputException if the first labels cannot be had, or do not differ, or too few
   *     architectures meet the constraints
   */
  @Override
  public Optional<OnlineState> next(OnlineState state) {
    List<LabelOutcome> taken = new ArrayList<>(state.taken());
    requireAny(taken);
    if (!again.isEmpty()) {
      int index = again.remove();
      taken.set(index, ask(taken.get(index).architecture()));
      return Optional.of(state(taken));
    }
    Optional<Architecture> next = wanted(taken);
    next.ifPresent(one -> taken.add(ask(one)));
    return next.map(any -> state(taken));
  }

  /**
   * Returns the architecture whose label is next; empty if all are taken, there are no more, or it
   * is stopped.
   */
  private Optional<Architecture> wanted(List<LabelOutcome> taken) {
    if (taken.size() == plan.budget()) {
      return Optional.empty();
    }
    int now = plan.round(taken.size());
    int start = plan.after(now);
    if (now != round) {
      chosen = choose(taken.subList(0, start), now);
      round = now;
    }
    if (stop.getAsBoolean()) {
      return Optional.empty(); // What was chosen may be a part.
    }
    if (taken.size() - start >= chosen.size()) {
      earlyEnd =
          Optional.of(
              "ended after %d of %d labels: the searches met no more architectures to label"
                  .formatted(taken.size(), plan.budget()));
      return Optional.empty();
    }
    return Optional.of(chosen.get(taken.size() - start));
  }

  private LabelOutcome ask(Architecture architecture) {
    asked++;
    try {
      double label = labeller.label(architecture);
      return Double.isFinite(label)
          ? LabelOutcome.of(architecture, label)
          : LabelOutcome.failed(architecture, "found label %s, expected a number".formatted(label));
    } catch (UnlabelledException e) {
      return LabelOutcome.failed(architecture, e.getMessage());
    }
  }

  /** Refuses to go on if so many labels were asked for in vain that there will be none. */
  private void requireAny(List<LabelOutcome> taken) {
    if (asked >= MOST_FAILURES && taken.stream().noneMatch(LabelOutcome::isLabel)) {
      LabelOutcome first = taken.get(0);
      throw new InputException(
          "none of the first %d labels could be had; that of %s: %s"
              .formatted(asked, first.architecture(), first.failure().orElseThrow()));
    }
  }

  /** Returns the architectures of a round, which labels of earlier rounds decide. */
  private List<Architecture> choose(List<LabelOutcome> earlier, int number) {
    int count = plan.after(number + 1) - earlier.size();
    if (number > 0) {
      return later(earlier, number, count);
    }
    List<Architecture> first = first(count);
    if (first.size() < count) {
      throw new InputException(
          "found %d architectures to label, expected %d: the space has no more that meet the "
                  .formatted(first.size(), count)
              + "constraints");
    }
    return first;
  }

  private List<Architecture> first(int count) {
    Moves moves =
        new Moves(
            setup.space(),
            one -> setup.constraints().stream().allMatch(constraint -> constraint.admits(one)),
            new SplittableRandom(seed(0)));
    boolean drawn = plan.first() == LabelPlan.First.RANDOM;
    List<Architecture> pool =
        RandomSearch.draw(SearchState.start(), moves, drawn ? count : count * POOL);
    if (drawn) {
      return pool;
    }
    Attempt<List<Example>> attempt = Attempt.of(pool, examples::examples);
    return acquisition(attempt).diverse(count).stream()
        .map(choice -> attempt.measured().get(choice.index()))
        .toList();
  }

  private List<Architecture> later(List<LabelOutcome> earlier, int number, int count) {
    try (Predictor predictor = train(earlier)) {
      SearchState met =
          search(predictor, number).run(StateKeeper.startingFrom(SearchState.start()), stop);
      Attempt<List<Example>> attempt =
          Attempt.of(
              Stream.concat(
                      earlier.stream().map(LabelOutcome::architecture),
                      met.evaluations().stream().map(Evaluation::architecture))
                  .toList(),
              examples::examples);
      Acquisition acquisition = acquisition(attempt);
      long known =
          earlier.stream()
              .filter(one -> !attempt.failures().containsKey(one.architecture()))
              .count();
      IntStream.range(0, (int) known).forEach(acquisition::add);
      return acquisition
          .batch(predictor.scoreWithUncertainty(attempt.result(), DRAWS), count)
          .stream()
          .map(choice -> attempt.measured().get(choice.index()))
          .toList();
    }
  }

  private static Acquisition acquisition(Attempt<List<Example>> attempt) {
    return new Acquisition(
        Acquisition.features(attempt.result()),
        attempt.measured().stream().map(Architecture::canonicalForm).toList());
  }

  /**
   * Returns a predictor of these labels, to be closed by the caller.
   *
   * @throws InputException if there are no two labels that differ
   */
  Predictor train(List<LabelOutcome> taken) {
    Map<Architecture, Double> values = new LinkedHashMap<>();
    taken.stream()
        .filter(LabelOutcome::isLabel)
        .forEach(one -> values.put(one.architecture(), labeller.direction().oriented(one.label())));
    if (values.values().stream().distinct().count() < 2) {
      throw new InputException(
          "found no different labels among the %d that could be had of %d architectures, expected "
                  .formatted(values.size(), taken.size())
              + "some to learn from");
    }
    Attempt<List<Example>> attempt = Attempt.of(List.copyOf(values.keySet()), examples::examples);
    return Predictor.train(
        new LabelledExamples(
            attempt.result(), attempt.measured().stream().mapToDouble(values::get).toArray()),
        setup.model(),
        setup.seed(),
        setup.device());
  }

  /** Returns the search of a round with what a predictor says. */
  BoundedSearch search(Predictor predictor, int number) {
    return new Search(
            setup.space(),
            setup.algorithm(),
            new Objective.Predicted(predictor, 0, 1, examples),
            Optional.empty(),
            setup.constraints(),
            seed(number))
        .within(setup.budget());
  }

  private long seed(int number) {
    return Hashing.murmur3_128().newHasher().putLong(setup.seed()).putInt(number).hash().asLong();
  }
}
