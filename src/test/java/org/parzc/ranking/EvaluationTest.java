package org.parzc.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.model.Example;
import org.parzc.model.Examples;

/** Rankers are measured on labels that they have not seen. */
class EvaluationTest {
  private static final List<Example> EXAMPLES = Examples.learnable(40, 1);
  private static final double[] LABELS = Examples.labels(EXAMPLES);

  /** What a ranker was given. */
  private record Call(List<Example> labelled, double[] labels, List<Example> candidates, long seed) {}

  /** Scores by a number that the example shows, and remembers what it was given. */
  private static final class Recorder implements Ranker {
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String name() {
      return "recorder";
    }

    @Override
    public double[] rank(List<Example> labelled, double[] labels, List<Example> candidates, long seed) {
      calls.add(new Call(labelled, labels.clone(), candidates, seed));
      return candidates.stream().mapToDouble(one -> one.statistics().nodes().get(0).values().get("snip") + seed % 3)
          .toArray();
    }
  }

  private static List<Evaluation.Row> run(List<Ranker> rankers, List<Integer> budgets, int splits, int threads) {
    return new Evaluation(EXAMPLES, LABELS).run(rankers, budgets, splits, 5, threads, () -> { });
  }

  @Test
  void everyArchitectureIsTrainedOnOrRankedButNotBoth() {
    Recorder recorder = new Recorder();
    run(List.of(recorder), List.of(10, 25), 3, 1);
    assertThat(recorder.calls).hasSize(6);
    for (Call call : recorder.calls) {
      Set<Example> all = new HashSet<>(call.labelled());
      assertThat(call.candidates()).doesNotContainAnyElementsOf(call.labelled());
      all.addAll(call.candidates());
      assertThat(all).hasSize(40);
      assertThat(call.labels()).hasSize(call.labelled().size());
      for (int i = 0; i < call.labels().length; i++) {
        assertThat(call.labels()[i]).isEqualTo(LABELS[EXAMPLES.indexOf(call.labelled().get(i))]);
      }
    }
    assertThat(recorder.calls.stream().map(call -> call.labelled().size())).containsExactly(10, 10, 10, 25, 25, 25);
  }

  @Test
  void theLabelsOfTestArchitecturesCannotReachTraining() {
    Recorder recorder = new Recorder();
    run(List.of(recorder), List.of(12), 1, 1);
    Call clean = recorder.calls.get(0);
    double[] poisoned = LABELS.clone();
    for (Example candidate : clean.candidates()) {
      poisoned[EXAMPLES.indexOf(candidate)] *= -1e6;
    }
    Recorder other = new Recorder();
    List<Double> predictions = new ArrayList<>();
    Ranker ridge = new RidgeRanker();
    Ranker listening = new Ranker() {
      @Override
      public String name() {
        return ridge.name();
      }

      @Override
      public double[] rank(List<Example> labelled, double[] labels, List<Example> candidates, long seed) {
        double[] scores = ridge.rank(labelled, labels, candidates, seed);
        Arrays.stream(scores).forEach(predictions::add);
        return scores;
      }
    };
    run(List.of(listening), List.of(12), 1, 1);
    List<Double> before = List.copyOf(predictions);
    predictions.clear();
    new Evaluation(EXAMPLES, poisoned).run(List.of(other, listening), List.of(12), 1, 5, 1, () -> { });
    assertThat(other.calls.get(0).labels()).isEqualTo(clean.labels());
    assertThat(other.calls.get(0).labelled()).isEqualTo(clean.labelled());
    assertThat(predictions).isEqualTo(before).hasSize(28);
  }

  @Test
  void largerBudgetsContainSmallerOnesAndSeedsDrawDifferently() {
    for (long seed = 0; seed < 20; seed++) {
      Evaluation.Split small = Evaluation.Split.draw(40, 10, seed);
      Evaluation.Split large = Evaluation.Split.draw(40, 25, seed);
      assertThat(large.training()).startsWith(small.training());
      assertThat(IntStream.concat(Arrays.stream(small.training()), Arrays.stream(small.test())).sorted())
          .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
      assertThat(Evaluation.Split.draw(40, 10, seed).training()).isEqualTo(small.training());
      assertThat(Evaluation.Split.draw(40, 10, seed + 1).training()).isNotEqualTo(small.training());
    }
  }

  @Test
  void everyArchitectureIsDrawnAboutEquallyOften() {
    int[] drawn = new int[20];
    for (long seed = 0; seed < 2000; seed++) {
      Arrays.stream(Evaluation.Split.draw(20, 5, seed).training()).forEach(i -> drawn[i]++);
    }
    // 500 expected, standard deviation 19.
    assertThat(Arrays.stream(drawn).boxed()).allMatch(count -> count > 400 && count < 600);
  }

  @Test
  void threadsDoNotChangeTheTable() {
    List<Ranker> rankers = List.of(new Recorder(), new RidgeRanker());
    List<Evaluation.Row> alone = run(rankers, List.of(10, 20), 3, 1);
    assertThat(run(rankers, List.of(10, 20), 3, 2)).isEqualTo(alone);
    assertThat(alone.stream().map(row -> row.ranker() + " " + row.budget()).collect(Collectors.toList()))
        .containsExactly("recorder 10", "ridge 10", "recorder 20", "ridge 20");
    assertThat(alone).allMatch(row -> row.splits().size() == 3);
  }

  @Test
  void aSplitHasTheSeedOfItsPlace() {
    Recorder recorder = new Recorder();
    run(List.of(recorder), List.of(10), 3, 1);
    assertThat(recorder.calls).extracting(Call::seed).containsExactly(5L, 6L, 7L);
  }

  @Test
  void progressIsToldAfterEachRanking() {
    AtomicInteger steps = new AtomicInteger();
    new Evaluation(EXAMPLES, LABELS).run(List.of(new Recorder(), new Recorder()), List.of(10, 11), 2, 1, 2,
        steps::incrementAndGet);
    assertThat(steps).hasValue(8);
  }

  @Test
  void budgetsThatLeaveNothingToTestAreRefused() {
    for (int budget : new int[] {-1, 0, 1, 39, 40, 41}) {
      assertThatThrownBy(() -> run(List.of(new Recorder()), List.of(10, budget), 1, 1))
          .isInstanceOf(InputException.class).hasMessageContaining("budget " + budget)
          .hasMessageContaining("2 to 38");
    }
    assertThat(run(List.of(new Recorder()), List.of(2, 38), 1, 1)).hasSize(2);
  }
}
