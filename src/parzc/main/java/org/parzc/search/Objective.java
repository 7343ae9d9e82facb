package org.parzc.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.labels.Labels;
import org.parzc.model.Predictor;
import org.parzc.model.Scores;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Statistics;
import org.parzc.statistics.ZeroCostProxy;

/**
 * The objective function that a search maximises. Scores are asked for many architectures at once.
 * Any function of architectures may be one; what the command line is to find by name is made by an
 * {@link ObjectiveProvider}.
 */
@FunctionalInterface
public interface Objective {
  /**
   * Returns the scores of some architectures in their order, higher for better ones; NaN where
   * there is none. The same architecture always gets the same score, whatever others are asked for
   * with it.
   *
   * @throws org.parzc.dataset.UnmeasurableException if some of them cannot be measured; without
   *     these the others can be scored
   * @throws InputException if one of them has no label
   */
  double[] scores(List<Architecture> architectures);

  /**
   * A number known without measuring: more parameters, or FLOPs, are often better.
   *
   * @param cost which
   */
  record Size(Cost cost) implements Objective {
    @Override
    public double[] scores(List<Architecture> architectures) {
      return architectures.stream().mapToDouble(cost::of).toArray();
    }
  }

  /**
   * A zero-cost proxy: one of {@link ZeroCostProxy#all}.
   *
   * @param name its name there, such as {@code nwot} or {@code Σ snip}
   * @param examples measures
   */
  record Proxy(String name, ExampleSource examples) implements Objective {
    /**
     * @throws InputException if there is no such proxy
     */
    public Proxy {
      List<String> known =
          Stream.concat(
                  Statistics.networkLevel().stream().map(Quantity::name),
                  Statistics.nodeWise().stream().map(statistic -> "Σ " + statistic.name()))
              .toList();
      if (!known.contains(name)) {
        throw new InputException(
            "unknown proxy '%s'; known: %s".formatted(name, String.join(", ", known)));
      }
    }

    /**
     * {@inheritDoc} NaN for an architecture that lacks the statistic, or of which it was not
     * recorded.
     */
    @Override
    public double[] scores(List<Architecture> architectures) {
      List<ArchitectureStatistics> statistics =
          examples.examples(architectures).stream().map(Example::statistics).toList();
      ToDoubleFunction<ArchitectureStatistics> score =
          ZeroCostProxy.all(statistics).stream()
              .filter(one -> one.name().equals(name))
              .findFirst()
              .map(ZeroCostProxy::score)
              .orElse(one -> Double.NaN);
      return statistics.stream().mapToDouble(score).toArray();
    }
  }

  /**
   * The upper confidence bound of a predictor's score: mean + κ · std.
   *
   * @param predictor trained; not closed here
   * @param ucbWeight κ; 0 for the mean alone
   * @param draws draws from the posterior for the standard deviation, at least 1; without effect if
   *     κ is 0
   * @param examples measures
   */
  record Predicted(Predictor predictor, double ucbWeight, int draws, ExampleSource examples)
      implements Objective {
    /**
     * @throws IllegalArgumentException if there are no draws, or the weight is negative or not
     *     finite
     */
    public Predicted {
      if (draws < 1 || ucbWeight < 0 || !Double.isFinite(ucbWeight)) {
        throw new IllegalArgumentException(
            "UCB weight, draws: found %s and %d, expected at least 0 and 1"
                .formatted(ucbWeight, draws));
      }
    }

    @Override
    public double[] scores(List<Architecture> architectures) {
      List<Example> measured = examples.examples(architectures);
      if (ucbWeight == 0) {
        return predictor.score(measured);
      }
      Scores scores = predictor.scoreWithUncertainty(measured, draws);
      double[] sums = scores.mean().clone();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += ucbWeight * scores.standardDeviation()[i];
      }
      return sums;
    }
  }

  /** Labels from a table: measures search algorithms, as training an architecture would. */
  final class Labelled implements Objective, Labeller {
    private final String source;
    private final Direction direction;
    private final Map<Architecture, Double> labels;
    private final Map<String, Double> byForm = new HashMap<>();

    /**
     * @param labels an architecture that has none gets that of the first with the same canonical
     *     form
     */
    public Labelled(Labels labels) {
      source = labels.source();
      direction = labels.direction();
      this.labels =
          labels.entries().stream()
              .collect(
                  Collectors.toMap(
                      LabelledArchitecture::architecture, LabelledArchitecture::label));
      labels
          .entries()
          .forEach(one -> byForm.putIfAbsent(one.architecture().canonicalForm(), one.label()));
    }

    @Override
    public double[] scores(List<Architecture> architectures) {
      return direction.oriented(architectures.stream().mapToDouble(this::label).toArray());
    }

    @Override
    public Direction direction() {
      return direction;
    }

    /**
     * {@inheritDoc}
     *
     * @throws InputException if neither it nor one with its canonical form has one
     */
    @Override
    public double label(Architecture architecture) {
      Double label = labels.getOrDefault(architecture, byForm.get(architecture.canonicalForm()));
      if (label == null) {
        throw new InputException("%s: found no label of %s".formatted(source, architecture));
      }
      return label;
    }
  }
}
