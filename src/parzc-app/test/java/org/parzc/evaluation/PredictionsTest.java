package org.parzc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.parzc.labels.Direction;

/** Orders and parts of predictions. */
class PredictionsTest {
  private static final Predictions THREE =
      new Predictions(
          List.of("a", "b", "c"),
          new double[] {1, 3, 2},
          new double[] {0.5, 0.1, 0.9},
          new double[] {5, 6, 7});

  @Test
  void theBestLabelsAreTheHighestOrTheLowest() {
    assertThat(THREE.bestFirst(Direction.HIGHER_IS_BETTER).architectures())
        .containsExactly("b", "c", "a");
    Predictions lowest = THREE.bestFirst(Direction.LOWER_IS_BETTER);
    assertThat(lowest.architectures()).containsExactly("a", "c", "b");
    assertThat(lowest.labels()).containsExactly(1, 2, 3);
    assertThat(lowest.standardDeviations()).containsExactly(5, 7, 6);
  }

  @Test
  void theHighestScoresComeFirst() {
    assertThat(THREE.highestFirst().architectures()).containsExactly("c", "a", "b");
  }

  @Test
  void aTenthIsAtLeastTwo() {
    assertThat(THREE.firstTenth().architectures()).containsExactly("a", "b");
    assertThat(THREE.withoutFirstTenth().architectures()).containsExactly("c");
    double[] numbers = IntStream.range(0, 36).mapToDouble(i -> i).toArray();
    Predictions many =
        new Predictions(
            IntStream.range(0, 36).mapToObj(String::valueOf).toList(),
            numbers,
            numbers,
            new double[0]);
    assertThat(many.firstTenth().labels()).containsExactly(0, 1, 2, 3);
    assertThat(many.withoutFirstTenth().labels()).hasSize(32).startsWith(4);
    assertThat(many.firstTenth().standardDeviations()).isEmpty();
  }

  @Test
  void qualityFollowsTheDirection() {
    assertThat(THREE.quality(Direction.LOWER_IS_BETTER).tau())
        .isEqualTo(-THREE.quality(Direction.HIGHER_IS_BETTER).tau());
  }

  @Test
  void refusesOtherNumbersOfStandardDeviations() {
    assertThatThrownBy(
            () -> new Predictions(List.of("a", "b"), new double[2], new double[2], new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "predictions: found 2 labels, 2 scores and 1 standard "
                + "deviations of 2 architectures, expected one of each");
  }
}
