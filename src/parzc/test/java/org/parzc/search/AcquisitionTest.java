package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.Seeded;
import org.parzc.model.Scores;

/** Which architectures to label next. */
class AcquisitionTest {
  /** Numbers on a line, each of a kind of its own. */
  private static Acquisition line(double... places) {
    return new Acquisition(
        Arrays.stream(places).mapToObj(x -> new double[] {x}).toArray(double[][]::new),
        IntStream.range(0, places.length).mapToObj(i -> "kind " + i).toList());
  }

  private static List<Integer> indices(List<Acquisition.Choice> choices) {
    return choices.stream().map(Acquisition.Choice::index).toList();
  }

  @Test
  void diverseOnesBeginInTheMiddleAndGoToTheEnds() {
    // The mean is 5.
    Acquisition acquisition = line(0, 1, 2, 5.5, 9, 10, 7.5);
    List<Acquisition.Choice> choices = acquisition.diverse(4);
    assertThat(indices(choices)).containsExactly(3, 0, 5, 2);
    assertThat(choices)
        .extracting(Acquisition.Choice::reason)
        .containsOnly(Acquisition.Reason.DIVERSE);
    assertThat(acquisition.labelled()).containsExactly(3, 0, 5, 2);
    assertThat(acquisition.available()).isEqualTo(3);
  }

  @Test
  void diverseOnesAreFarFromWhatIsLabelled() {
    Acquisition acquisition = line(0, 4, 10, 9);
    acquisition.add(2);
    assertThat(indices(acquisition.diverse(2))).containsExactly(0, 1);
  }

  @Test
  void expectedImprovementIsThatOfANormalNumber() {
    assertThat(Acquisition.expectedImprovement(0, 1))
        .isCloseTo(1 / Math.sqrt(2 * Math.PI), within(1e-12));
    assertThat(Acquisition.expectedImprovement(2, 0)).isEqualTo(2);
    assertThat(Acquisition.expectedImprovement(-2, 0)).isZero();
    Random random = new Random(1);
    double drawn =
        IntStream.range(0, 200_000)
            .mapToDouble(i -> Math.max(0, -0.3 + 0.5 * random.nextGaussian()))
            .average()
            .orElseThrow();
    assertThat(Acquisition.expectedImprovement(-0.3, 0.5)).isCloseTo(drawn, within(0.002));
  }

  @Test
  void promisingAndUncertainOnesTakeTurns() {
    Acquisition acquisition = line(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    acquisition.add(0);
    // 9 to 14 are better than 0 for sure, the others are worse and of 1 to 4 little is known.
    double[] mean = IntStream.range(0, 15).mapToDouble(i -> i >= 9 ? 50 + i : -1000).toArray();
    double[] deviation =
        IntStream.range(0, 15).mapToDouble(i -> i >= 1 && i <= 4 ? 10 - i : 0.1).toArray();
    List<Acquisition.Choice> choices = acquisition.batch(new Scores(mean, deviation), 2);
    assertThat(choices)
        .containsExactly(
            new Acquisition.Choice(14, Acquisition.Reason.PROMISING),
            // Four are in the list; the farthest from 0 and 14.
            new Acquisition.Choice(4, Acquisition.Reason.UNCERTAIN));
  }

  @Test
  void aBatchIsSpreadOut() {
    // The eight best are five that are all but the same and three others.
    Acquisition acquisition = line(0, 5, 5.01, 5.02, 5.03, 5.04, 20, 30, 40);
    acquisition.add(0);
    double[] mean = {0, 9, 9, 9, 9, 9, 8, 8, 8};
    List<Integer> promising =
        acquisition.batch(new Scores(mean, new double[9]), 4).stream()
            .map(Acquisition.Choice::index)
            .toList();
    assertThat(promising.stream().filter(i -> i >= 1 && i <= 5)).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void scoresThatAreNoNumbersDoNoHarm() {
    Acquisition acquisition = line(0, 1, 2, 3);
    acquisition.add(0);
    double[] nothing = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    assertThat(indices(acquisition.batch(new Scores(nothing, nothing), 3)))
        .containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void nothingIsLeftInTheEnd() {
    Acquisition acquisition = line(0, 1, 2);
    assertThat(acquisition.diverse(5)).hasSize(3);
    assertThat(acquisition.diverse(5)).isEmpty();
    assertThat(acquisition.batch(new Scores(new double[3], new double[3]), 5)).isEmpty();
    assertThat(line().diverse(2)).isEmpty();
  }

  @Seeded(tries = 200)
  void choicesAreDistinctNewAndNotIsomorphic(Draws draws) {
    int size = draws.whole(1, 40);
    double[][] features =
        IntStream.range(0, size).mapToObj(i -> draws.doubles(3).toArray()).toArray(double[][]::new);
    List<String> kinds =
        IntStream.range(0, size).mapToObj(i -> "kind " + draws.nextInt(size)).toList();
    Scores scores = new Scores(draws.doubles(size).toArray(), draws.doubles(size).toArray());
    List<Integer> known = draws.ints(draws.whole(0, 20), 0, size).distinct().boxed().toList();
    int count = draws.whole(0, 30);
    for (boolean scored : new boolean[] {false, true}) {
      Acquisition acquisition = new Acquisition(features, kinds);
      known.forEach(acquisition::add);
      int available = acquisition.available();
      List<Acquisition.Choice> choices =
          scored ? acquisition.batch(scores, count) : acquisition.diverse(count);
      assertThat(choices).hasSize(Math.min(count, available));
      Set<String> taken = known.stream().map(kinds::get).collect(Collectors.toSet());
      assertThat(choices)
          .extracting(choice -> kinds.get(choice.index()))
          .doesNotHaveDuplicates()
          .noneMatch(taken::contains);
      assertThat(acquisition.available()).isEqualTo(available - choices.size());
      Acquisition again = new Acquisition(features, kinds);
      known.forEach(again::add);
      assertThat(scored ? again.batch(scores, count) : again.diverse(count)).isEqualTo(choices);
    }
  }
}
