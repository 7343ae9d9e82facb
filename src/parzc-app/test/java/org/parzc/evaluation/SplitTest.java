package org.parzc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which architectures are trained on. */
class SplitTest {
  private static Split split(int size, long seed) {
    return Split.draw(size, 1, seed).get(0);
  }

  @Test
  void largerBudgetsContainSmallerOnesAndSeedsDrawDifferently() {
    for (long seed = 0; seed < 20; seed++) {
      Split split = split(40, seed);
      assertThat(split.training(25)).startsWith(split.training(10));
      assertThat(
              IntStream.concat(Arrays.stream(split.training(10)), Arrays.stream(split.others(10)))
                  .sorted())
          .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
      assertThat(split(40, seed).order()).isEqualTo(split.order());
      assertThat(split(40, seed + 1).training(10)).isNotEqualTo(split.training(10));
    }
  }

  @Test
  void seedsCountOn() {
    List<Split> splits = Split.draw(40, 3, 7);
    assertThat(splits).extracting(Split::seed).containsExactly(7L, 8L, 9L);
    assertThat(splits.get(2).order()).isEqualTo(split(40, 9).order());
  }

  @Test
  void everyArchitectureIsDrawnAboutEquallyOften() {
    int[] drawn = new int[20];
    Split.draw(20, 2000, 0)
        .forEach(split -> Arrays.stream(split.training(5)).forEach(i -> drawn[i]++));
    // 500 expected, standard deviation 19.
    assertThat(Arrays.stream(drawn).boxed()).allMatch(count -> count > 400 && count < 600);
  }

  @Test
  void aGivenTrainingSetComesFirstAndTheSeedOrdersTheRest() {
    Split drawn = split(40, 3);
    assertThat(Split.startingWith(drawn.training(12), 40, 3).order()).isEqualTo(drawn.order());
    Split given = Split.startingWith(new int[] {5, 39, 0}, 40, 3);
    assertThat(given.training(3)).containsExactly(5, 39, 0);
    assertThat(given.others(3))
        .containsExactly(
            Arrays.stream(drawn.order()).filter(i -> i != 5 && i != 39 && i != 0).toArray());
  }
}
