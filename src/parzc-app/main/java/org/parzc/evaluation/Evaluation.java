package org.parzc.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.parzc.InputException;
import org.parzc.dataset.LabelledExamples;
import org.parzc.dataset.MeanStd;
import org.parzc.labels.Direction;
import org.parzc.model.Scores;
import org.parzc.parallel.InOrder;
import org.parzc.rankers.Ranker;

/**
 * Held-out evaluation of rankers: on each split and for each budget, that many architectures are
 * trained on and the others are ranked. Immutable, thread-safe.
 */
public final class Evaluation {
  /** Fewer have no order: so many to train on, and so many to rank. */
  private static final int FEWEST = 2;

  private final LabelledExamples known;

  /** One per example; what has that of a training example is not ranked. */
  private final List<String> keys;

  private Evaluation(LabelledExamples known, List<String> keys) {
    this.known = known;
    this.keys = keys;
  }

  /**
   * Returns the evaluation that ranks all architectures that are not trained on.
   *
   * @param known every labelled architecture
   */
  public static Evaluation of(LabelledExamples known) {
    return new Evaluation(known, known.texts());
  }

  /**
   * Returns the evaluation that ranks those architectures alone that are not isomorphic to one
   * trained on.
   *
   * @param known every labelled architecture
   */
  public static Evaluation disjoint(LabelledExamples known) {
    return new Evaluation(known, known.canonicalForms());
  }

  /**
   * How one ranker did with one budget.
   *
   * @param ranker name of the ranker
   * @param budget labels used for training
   * @param splits what came out on each split
   */
  public record Row(String ranker, int budget, List<Result> splits) {
    /** Returns the quality on each split, in order. */
    public List<RankQuality> qualities() {
      return splits.stream().map(Result::quality).toList();
    }

    /**
     * Returns mean and standard deviation of a measure over the splits; NaN if it is undefined on
     * one of them.
     */
    public MeanStd summary(ToDoubleFunction<RankQuality> measure) {
      return MeanStd.of(qualities().stream().mapToDouble(measure));
    }

    /** Returns the mean time of a split. */
    public double seconds() {
      return MeanStd.of(splits.stream().mapToDouble(Result::seconds)).mean();
    }

    /**
     * Returns the mean uncertainty calibration over the splits; empty if the ranker knows no
     * standard deviations.
     */
    public Optional<Calibration> calibration() {
      return Calibration.mean(
          splits.stream().map(Result::calibration).filter(Objects::nonNull).toList());
    }

    /**
     * Returns rows in order of their budgets, within one by mean τ: the highest first, an undefined
     * one last.
     */
    public static List<Row> bestFirst(List<Row> rows) {
      return rows.stream()
          .sorted(
              Comparator.comparingInt(Row::budget)
                  .thenComparing(Comparator.comparingDouble(Row::comparableTau).reversed()))
          .toList();
    }

    private double comparableTau() {
      double tau = summary(RankQuality::tau).mean();
      return Double.isNaN(tau) ? Double.NEGATIVE_INFINITY : tau;
    }

    /**
     * Returns the rows of the first ranker whose predictions were kept, in order of their budgets.
     */
    public static List<Row> predicted(List<Row> rows) {
      Optional<String> first =
          rows.stream()
              .filter(row -> row.splits.get(0).predictions() != null)
              .map(Row::ranker)
              .findFirst();
      return rows.stream()
          .filter(row -> first.filter(row.ranker::equals).isPresent())
          .sorted(Comparator.comparingInt(Row::budget))
          .toList();
    }

    /**
     * Returns the row with labels turned around where lower ones are better: as they are in their
     * file.
     */
    public Row in(Direction direction) {
      return new Row(ranker, budget, splits.stream().map(one -> one.in(direction)).toList());
    }
  }

  /**
   * How one ranker did on one split.
   *
   * @param seed the split's
   * @param ranked number of architectures ranked
   * @param quality how well
   * @param calibration uncertainty calibration; null if the ranker knows no standard deviations
   * @param seconds wall time of training and scoring; differs from run to run, and grows with what
   *     runs beside it
   * @param predictions what was predicted; only of the first split, and null if the ranker knows no
   *     standard deviations: one split is enough to look at, and all would be many
   */
  public record Result(
      long seed,
      int ranked,
      @JsonUnwrapped RankQuality quality,
      @JsonInclude(JsonInclude.Include.NON_NULL) Calibration calibration,
      double seconds,
      @JsonInclude(JsonInclude.Include.NON_NULL) Predictions predictions) {
    private Result in(Direction direction) {
      return new Result(
          seed,
          ranked,
          quality.in(direction),
          calibration,
          seconds,
          predictions == null ? null : predictions.in(direction));
    }
  }

  /**
   * Runs every ranker on every split.
   *
   * @param budgets numbers of training labels
   * @param splits in which order labels are asked for, at least one, each over all examples
   * @param threads rankings made at a time; results do not depend on it
   * @param progress told after each ranker has done a split
   * @return a row for each budget and ranker, in that order
   * @throws IllegalArgumentException if a split is of more or fewer examples
   * @throws InputException if there are fewer than 4 examples, a budget is less than 2 or leaves
   *     fewer than 2 to rank, or the labels of all that a split trains on, or ranks, are equal
   */
  public List<Row> run(
      List<Ranker> rankers,
      List<Integer> budgets,
      List<Split> splits,
      int threads,
      Runnable progress) {
    requireRoom(budgets);
    splits.forEach(
        split -> {
          if (split.order().length != known.size()) {
            throw new IllegalArgumentException(
                "split %d: found %d architectures, expected %d"
                    .formatted(split.seed(), split.order().length, known.size()));
          }
        });
    List<Trial> trials = new ArrayList<>();
    for (int budget : budgets) {
      List<Partition> partitions = new ArrayList<>();
      splits.forEach(split -> partitions.add(partition(split, budget, partitions.isEmpty())));
      rankers.forEach(
          ranker -> partitions.forEach(partition -> trials.add(new Trial(ranker, partition))));
    }
    List<Result> results = new ArrayList<>();
    InOrder.run(
        trials,
        threads,
        Trial::run,
        result -> {
          results.add(result);
          progress.run();
        });
    List<Row> rows = new ArrayList<>();
    for (int from = 0; from < trials.size(); from += splits.size()) {
      Trial trial = trials.get(from);
      rows.add(
          new Row(
              trial.ranker().name(),
              trial.partition().labelled().size(),
              List.copyOf(results.subList(from, from + splits.size()))));
    }
    return rows;
  }

  /**
   * Refuses budgets that leave too little; worth knowing before work that takes long.
   *
   * @throws InputException if there are fewer than 4 examples, or a budget is less than 2 or leaves
   *     fewer than 2
   */
  public void requireRoom(List<Integer> budgets) {
    if (known.size() < 2 * FEWEST) {
      throw new InputException(
          "found %d labelled architectures with statistics, expected at least %d"
              .formatted(known.size(), 2 * FEWEST));
    }
    for (int budget : budgets) {
      if (budget < FEWEST || budget > known.size() - FEWEST) {
        throw new InputException(
            "budget %d: expected %d to %d, since %d labelled architectures have statistics"
                .formatted(budget, FEWEST, known.size() - FEWEST, known.size()));
      }
    }
  }

  private Partition partition(Split split, int budget, boolean first) {
    int[] training = split.training(budget);
    Set<String> seen = new HashSet<>();
    Arrays.stream(training).mapToObj(keys::get).forEach(seen::add);
    int[] test =
        Arrays.stream(split.others(budget)).filter(i -> !seen.contains(keys.get(i))).toArray();
    if (test.length < FEWEST) {
      throw new InputException(
          "budget %d: split %d leaves %d architectures that are not isomorphic to one trained on, "
                  .formatted(budget, split.seed(), test.length)
              + "expected at least "
              + FEWEST);
    }
    return new Partition(
        split.seed(),
        first,
        part(split, budget, training, "to train on"),
        part(split, budget, test, "to rank"));
  }

  private LabelledExamples part(Split split, int budget, int[] indices, String purpose) {
    LabelledExamples part = known.subset(indices);
    if (part.areEqual()) {
      throw new InputException(
          "budget %d: split %d has equal labels for all %d architectures %s, expected different "
                  .formatted(budget, split.seed(), indices.length, purpose)
              + "ones");
    }
    return part;
  }

  /** What a budget makes of a split; made once for all rankers. */
  private record Partition(
      long seed, boolean first, LabelledExamples labelled, LabelledExamples candidates) {
    Predictions predictions(Scores scores) {
      return new Predictions(
          candidates.texts(), candidates.labels(), scores.mean(), scores.standardDeviation());
    }
  }

  private record Trial(Ranker ranker, Partition partition) {
    Result run() {
      double[] truth = partition.candidates().labels();
      long start = System.nanoTime();
      Scores scores =
          ranker.rank(partition.labelled(), partition.candidates().examples(), partition.seed());
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Result(
          partition.seed(),
          scores.mean().length,
          RankQuality.of(scores.mean(), truth),
          scores.hasStandardDeviation() ? Calibration.of(scores, truth) : null,
          seconds,
          scores.hasStandardDeviation() && partition.first()
              ? partition.predictions(scores)
              : null);
    }
  }
}
