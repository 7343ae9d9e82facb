package org.parzc.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.model.Example;
import org.parzc.statistics.ArchitectureStatistics;

class EvaluationTest {
  private static final int SIZE = 30;
  private static final double[] LABELS = IntStream.range(0, SIZE).mapToDouble(i -> i * 7 % SIZE).toArray();
  private static final List<Example> EXAMPLES = IntStream.range(0, SIZE).mapToObj(i -> new Example(
      new ArchitectureStatistics("a" + i, i, i, i, List.of(), Map.of()), Map.of())).toList();

  /** Remembers what it was shown, and knows the truth. */
  private static final class Spy implements Ranker {
    private final List<List<Example>> training = Collections.synchronizedList(new ArrayList<>());
    private final List<List<Example>> test = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String name() {
      return "spy";
    }

    @Override
    public double[] rank(List<Example> labelled, double[] labels, List<Example> candidates, long seed) {
      for (int i = 0; i < labels.length; i++) {
        assertThat(labels[i]).isEqualTo(LABELS[EXAMPLES.indexOf(labelled.get(i))]);
      }
      training.add(labelled);
      test.add(candidates);
      return candidates.stream().mapToDouble(one -> LABELS[EXAMPLES.indexOf(one)]).toArray();
    }
  }

  private static List<Evaluation.Row> run(Ranker ranker, List<Integer> budgets, int splits, long seed) {
    return new Evaluation(EXAMPLES, LABELS).run(List.of(ranker), budgets, splits, seed, 2, () -> {});
  }

  @Property(tries = 40)
  void nothingIsTrainedOnAndTested(@ForAll @IntRange(min = 2, max = SIZE - 2) int budget, @ForAll long seed) {
    Spy spy = new Spy();
    run(spy, List.of(budget), 1, seed);
    assertThat(spy.training.get(0)).hasSize(budget).doesNotHaveDuplicates();
    List<Example> all = new ArrayList<>(spy.training.get(0));
    all.addAll(spy.test.get(0));
    assertThat(all).containsExactlyInAnyOrderElementsOf(EXAMPLES);
  }

  @Test
  void everySplitIsAnotherOne() {
    Spy spy = new Spy();
    run(spy, List.of(10), 5, 0);
    assertThat(spy.training).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void theTruthRanksPerfectly() {
    assertThat(run(new Spy(), List.of(4, 10), 2, 3)).extracting(Evaluation.Row::budget).containsExactly(4, 10);
    assertThat(run(new Spy(), List.of(10), 2, 3).get(0).splits()).hasSize(2).allSatisfy(quality -> {
      assertThat(quality.tau()).isEqualTo(1);
      assertThat(quality.rho()).isEqualTo(1);
      assertThat(quality.precisionAtTop()).isEqualTo(1);
    });
  }

  @Test
  void budgetsThatLeaveNothingToRankAreRefused() {
    for (int budget : new int[] {1, SIZE - 1}) {
      assertThatThrownBy(() -> run(new Spy(), List.of(5, budget), 1, 0)).isInstanceOf(InputException.class)
          .hasMessage("budget %d: expected 2 to 28, since 30 labelled architectures have statistics", budget);
    }
  }
}
