package org.parzc.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.parzc.dataset.Example;
import org.parzc.model.FeatureEncoder;
import org.parzc.model.Scores;

/**
 * Acquisition: chooses which architectures to label next. Without scores it takes the one farthest
 * from all that are labelled, again and again (greedy k-centre). With scores it looks for better
 * ones and for what is not known in turn: of the few with the highest expected improvement, or the
 * highest standard deviation, it takes the one farthest from all labelled ones, so that a batch
 * does not ask the same question twice. Whatever it chooses counts as labelled from then on; one
 * that is isomorphic to a labelled one is never chosen. Deterministic; not thread-safe.
 */
public final class Acquisition {
  /**
   * Length of the list to choose from per architecture wanted; as half of a batch comes from it,
   * four per choice.
   */
  private static final int SHORTLIST = 2;

  private static final NormalDistribution NORMAL = new NormalDistribution();

  private final double[][] features;
  private final List<String> forms;
  private final List<Integer> labelled = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  /** Squared, from each architecture to the nearest labelled one. */
  private final double[] distances;

  /** Why an architecture was chosen. */
  public enum Reason {
    /** It is unlike all that are labelled. */
    DIVERSE,
    /** It may be better than all that are labelled. */
    PROMISING,
    /** The predictor's members and posterior draws disagree about it. */
    UNCERTAIN
  }

  /**
   * One architecture to label.
   *
   * @param index which
   * @param reason why
   */
  public record Choice(int index, Reason reason) {}

  /**
   * @param features one row per architecture; near ones are alike
   * @param canonicalForms one per architecture, equal for isomorphic ones
   * @throws IllegalArgumentException if there are more or fewer canonical forms than rows
   */
  public Acquisition(double[][] features, List<String> canonicalForms) {
    if (canonicalForms.size() != features.length) {
      throw new IllegalArgumentException(
          "canonical forms: found %d for %d rows of features, expected one of each"
              .formatted(canonicalForms.size(), features.length));
    }
    this.features = features;
    this.forms = canonicalForms;
    distances = new double[features.length];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
  }

  /**
   * Returns features in which distances mean something: aligned ones, standardised over all the
   * examples.
   */
  public static double[][] features(List<Example> examples) {
    FeatureEncoder encoder = FeatureEncoder.fit(FeatureEncoder.Kind.ALIGNED, examples);
    return examples.stream().map(encoder::encode).toArray(double[][]::new);
  }

  /** Returns the labelled architectures, first those that were added or chosen first. */
  public int[] labelled() {
    return labelled.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Returns how many can still be chosen: the number of canonical forms of which none is labelled.
   */
  public int available() {
    return (int) forms.stream().filter(form -> !taken.contains(form)).distinct().count();
  }

  /** Says that an architecture is labelled. */
  public void add(int index) {
    labelled.add(index);
    taken.add(forms.get(index));
    for (int i = 0; i < distances.length; i++) {
      distances[i] = Math.min(distances[i], squaredDistance(features[i], features[index]));
    }
  }

  /**
   * Chooses architectures that are unlike each other and all labelled ones; the very first is the
   * one nearest to the mean. Takes O(count · architectures · features).
   *
   * @return {@code count} choices, fewer if no more are {@linkplain #available available}
   */
  public List<Choice> diverse(int count) {
    List<Choice> choices = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      OptionalInt next =
          labelled.isEmpty()
              ? central()
              : farthest(IntStream.range(0, distances.length).filter(this::isAvailable));
      choose(next, Reason.DIVERSE, choices);
    }
    return choices;
  }

  /**
   * Chooses architectures by what a predictor, trained on the labelled ones, says of all: promising
   * and uncertain ones in turn. Expected improvement is over the highest score of a labelled one,
   * with normally distributed scores.
   *
   * @param scores one per architecture, the labelled ones too
   * @return {@code count} choices, fewer if no more are {@linkplain #available available}
   * @throws IllegalArgumentException if there is not one score, with a standard deviation, for each
   *     architecture
   */
  public List<Choice> batch(Scores scores, int count) {
    if (scores.standardDeviation().length != features.length) {
      throw new IllegalArgumentException(
          "scores: found %d with a standard deviation for %d architectures, "
                  .formatted(scores.standardDeviation().length, features.length)
              + "expected one of each");
    }
    int[] promising = Scores.bestFirst(expectedImprovement(scores));
    int[] uncertain = Scores.bestFirst(scores.standardDeviation());
    List<Choice> choices = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      boolean improving = n % 2 == 0;
      choose(
          farthest(
              Arrays.stream(improving ? promising : uncertain)
                  .filter(this::isAvailable)
                  .limit((long) SHORTLIST * count)),
          improving ? Reason.PROMISING : Reason.UNCERTAIN,
          choices);
    }
    return choices;
  }

  private double[] expectedImprovement(Scores scores) {
    double best =
        labelled.stream().mapToDouble(i -> scores.mean()[i]).max().orElse(Double.NEGATIVE_INFINITY);
    return IntStream.range(0, distances.length)
        .mapToDouble(
            i -> expectedImprovement(scores.mean()[i] - best, scores.standardDeviation()[i]))
        .toArray();
  }

  /** Returns E[max(0, x)] of x ~ N(gain, standardDeviation²). */
  static double expectedImprovement(double gain, double standardDeviation) {
    if (standardDeviation == 0 || Double.isInfinite(gain)) {
      return Math.max(0, gain);
    }
    double z = gain / standardDeviation;
    return gain * NORMAL.cumulativeProbability(z) + standardDeviation * NORMAL.density(z);
  }

  private void choose(OptionalInt next, Reason reason, List<Choice> choices) {
    next.ifPresent(
        index -> {
          add(index);
          choices.add(new Choice(index, reason));
        });
  }

  private boolean isAvailable(int index) {
    return !taken.contains(forms.get(index));
  }

  private OptionalInt central() {
    double[] mean = new double[features.length == 0 ? 0 : features[0].length];
    for (double[] row : features) {
      for (int f = 0; f < mean.length; f++) {
        mean[f] += row[f] / features.length;
      }
    }
    double[] near =
        Arrays.stream(features).mapToDouble(row -> -squaredDistance(row, mean)).toArray();
    return Arrays.stream(Scores.bestFirst(near)).findFirst();
  }

  private OptionalInt farthest(IntStream among) {
    return among.reduce((a, b) -> distances[b] > distances[a] ? b : a);
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int f = 0; f < a.length; f++) {
      sum += (a[f] - b[f]) * (a[f] - b[f]);
    }
    return sum;
  }
}
