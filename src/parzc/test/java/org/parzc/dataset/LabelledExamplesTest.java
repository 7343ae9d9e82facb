package org.parzc.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.model.Examples;

/**
 * Examples and labels belong together; what nothing can be learned from is refused in one place.
 */
class LabelledExamplesTest {
  private static final List<Example> EXAMPLES =
      Examples.withForms(Examples.learnable(4, 1), i -> "form " + i / 2);

  @Test
  void aSubsetKeepsEachLabelWithItsExample() {
    LabelledExamples known = new LabelledExamples(EXAMPLES, new double[] {0, 10, 20, 30});
    LabelledExamples some = known.subset(3, 0);
    assertThat(some.examples()).containsExactly(EXAMPLES.get(3), EXAMPLES.get(0));
    assertThat(some.labels()).containsExactly(30, 0);
    assertThat(some.texts()).containsExactly(known.texts().get(3), known.texts().get(0));
    assertThat(some.canonicalForms()).containsExactly("form 1", "form 0");
    assertThat(known.subset().size()).isZero();
    assertThatThrownBy(() -> known.subset(4)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void nobodyChangesThemFromOutside() {
    double[] labels = {1, 2, 3, 4};
    LabelledExamples known = new LabelledExamples(EXAMPLES, labels);
    labels[0] = 9;
    known.labels()[1] = 9;
    assertThat(known.labels()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void refusesOtherNumbersOfLabelsAndLabelsThatAreNone() {
    assertThatThrownBy(() -> new LabelledExamples(EXAMPLES, new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels: found 3 for 4 examples, expected one of each");
    assertThatThrownBy(() -> new LabelledExamples(EXAMPLES, new double[] {1, 2, Double.NaN, 4}))
        .isInstanceOf(InputException.class)
        .hasMessage("labels: found NaN at position 3 of 4, expected a finite number");
  }

  @Test
  void refusesWhatNothingCanBeLearnedFrom() {
    assertThatCode(
            () -> new LabelledExamples(EXAMPLES, new double[] {1, 1, 1, 2}).requireLearnable())
        .doesNotThrowAnyException();
    LabelledExamples equal = new LabelledExamples(EXAMPLES, new double[] {2, 2, 2, 2});
    assertThat(equal.areEqual()).isTrue();
    assertThatThrownBy(equal::requireLearnable)
        .isInstanceOf(InputException.class)
        .hasMessage(
            "labels: found 4 that are all 2.0, expected some that differ: nothing to learn");
    assertThatThrownBy(() -> equal.subset(1).requireLearnable())
        .isInstanceOf(InputException.class)
        .hasMessage("labels: found 1, expected at least 2");
  }
}
