package org.parzc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Examples;
import org.parzc.model.PredictorSettings;

/** Training sets that grow by suggestions. */
@Tag("slow")
class SuggestedSplitsTest {
  /** The last twenty are isomorphic to the first. */
  private static final List<Example> EXAMPLES =
      Examples.withForms(Examples.learnable(60, 1), i -> "form " + i % 40);

  private static final double[] LABELS = Examples.labels(EXAMPLES);
  private static final PredictorSettings SETTINGS = PredictorSettings.recommended().withEpochs(3);

  private static List<Split> grow(double[] labels, int budget, int threads) {
    return new SuggestedSplits(new LabelledExamples(EXAMPLES, labels), SETTINGS)
        .grow(Split.draw(60, 2, 4), budget, threads, () -> {});
  }

  @Test
  void aTrainingSetHasNoIsomorphicPairsAndBeginsWhereTheRandomOneDoes() {
    List<Split> grown = grow(LABELS, 25, 1);
    assertThat(grown).extracting(Split::seed).containsExactly(4L, 5L);
    for (int i = 0; i < 2; i++) {
      Split split = grown.get(i);
      assertThat(split.training(1)).containsExactly(Split.draw(60, 2, 4).get(i).training(1));
      assertThat(
              Arrays.stream(split.training(25)).mapToObj(one -> EXAMPLES.get(one).canonicalForm()))
          .doesNotHaveDuplicates();
      assertThat(Arrays.stream(split.order()).sorted())
          .containsExactlyElementsOf(IntStream.range(0, 60).boxed().toList());
    }
    assertThat(grown.get(0).training(25)).isNotEqualTo(grown.get(1).training(25));
  }

  @Test
  void budgetsAreNestedAndThreadsChangeNothing() {
    List<Split> small = grow(LABELS, 12, 1);
    List<Split> large = grow(LABELS, 25, 2);
    for (int i = 0; i < 2; i++) {
      assertThat(large.get(i).training(25)).startsWith(small.get(i).training(12));
    }
  }

  @Test
  void onlyTheLabelsOfWhatIsChosenAreUsed() {
    List<Split> clean = grow(LABELS, 20, 1);
    double[] poisoned = new double[60];
    Arrays.fill(poisoned, 1e9);
    // The last round is chosen with the labels of the fifteen before it.
    Arrays.stream(clean.get(0).training(15)).forEach(i -> poisoned[i] = LABELS[i]);
    assertThat(grow(poisoned, 20, 1).get(0).training(20)).isEqualTo(clean.get(0).training(20));
    double[] turned = Arrays.stream(LABELS).map(label -> -label).toArray();
    List<Split> others = grow(turned, 20, 1);
    assertThat(others.get(0).training(10)).isEqualTo(clean.get(0).training(10));
    assertThat(others.get(0).training(20)).isNotEqualTo(clean.get(0).training(20));
  }

  @Test
  void aBudgetBeyondTheFormsIsRefusedAndAllOfThemCanBeHad() {
    assertThatThrownBy(() -> grow(LABELS, 41, 1))
        .isInstanceOf(InputException.class)
        .hasMessage("budget 41: expected at most 40, the number of different canonical forms");
    assertThat(grow(LABELS, 40, 2)).hasSize(2);
  }

  @Test
  void progressIsToldAfterEachSplit() {
    AtomicInteger steps = new AtomicInteger();
    new SuggestedSplits(new LabelledExamples(EXAMPLES, LABELS), SETTINGS)
        .grow(Split.draw(60, 3, 4), 5, 1, steps::incrementAndGet);
    assertThat(steps).hasValue(3);
  }
}
