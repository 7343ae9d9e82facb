package org.parzc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Doubles;
import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.Examples;
import org.parzc.model.PredictorSettings;
import org.parzc.model.Scores;
import org.parzc.rankers.BoostedTreesRanker;
import org.parzc.rankers.MabnRanker;
import org.parzc.rankers.ProxyRanker;
import org.parzc.rankers.Ranker;
import org.parzc.rankers.RidgeRanker;

/** Rankers are measured on labels that they have not seen. */
@Tag("slow")
class EvaluationTest {
  private static final List<Example> EXAMPLES = Examples.learnable(40, 1);
  private static final double[] LABELS = Examples.labels(EXAMPLES);

  /** What a ranker was given. */
  private record Call(
      List<Example> labelled, double[] labels, List<Example> candidates, long seed) {}

  /** Scores by a number that the example shows, and remembers what it was given. */
  private static final class Recorder implements Ranker {
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String name() {
      return "recorder";
    }

    @Override
    public Scores rank(LabelledExamples labelled, List<Example> candidates, long seed) {
      calls.add(new Call(labelled.examples(), labelled.labels(), candidates, seed));
      return Scores.certain(
          candidates.stream()
              .mapToDouble(one -> one.statistics().nodes().get(0).values().get("snip") + seed % 3)
              .toArray());
    }
  }

  private static Evaluation evaluation(double[] labels) {
    return Evaluation.of(new LabelledExamples(EXAMPLES, labels));
  }

  private static List<Evaluation.Row> run(
      List<Ranker> rankers, List<Integer> budgets, int splits, int threads) {
    return evaluation(LABELS).run(rankers, budgets, Split.draw(40, splits, 5), threads, () -> {});
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
    assertThat(recorder.calls.stream().map(call -> call.labelled().size()))
        .containsExactly(10, 10, 10, 25, 25, 25);
  }

  /** Passes a ranker's scores on and keeps them, with their deviations. */
  private record Listener(Ranker ranker, List<double[]> heard) implements Ranker {
    @Override
    public String name() {
      return ranker.name();
    }

    @Override
    public Scores rank(LabelledExamples labelled, List<Example> candidates, long seed) {
      Scores scores = ranker.rank(labelled, candidates, seed);
      heard.add(Doubles.concat(scores.mean(), scores.standardDeviation()));
      return scores;
    }
  }

  /** Returns the scores of every ranker on one split. */
  private static List<double[]> scores(List<Ranker> rankers, double[] labels) {
    List<double[]> heard = new ArrayList<>();
    evaluation(labels)
        .run(
            rankers.stream().<Ranker>map(ranker -> new Listener(ranker, heard)).toList(),
            List.of(12),
            Split.draw(40, 1, 5),
            1,
            () -> {});
    return heard;
  }

  private static List<Ranker> everyRanker() {
    List<Ranker> rankers =
        new ArrayList<>(
            List.of(
                new RidgeRanker(),
                new MabnRanker(PredictorSettings.recommended().withEpochs(3)),
                new MabnRanker(PredictorSettings.paper().withEpochs(1)),
                new MabnRanker(PredictorSettings.mlp().withEpochs(3)),
                BoostedTreesRanker.onNodes(),
                BoostedTreesRanker.onProxies()));
    rankers.addAll(ProxyRanker.all(EXAMPLES.stream().map(Example::statistics).toList()));
    return rankers;
  }

  @Test
  void theLabelsOfTestArchitecturesCannotReachTraining() {
    double[] poisoned = LABELS.clone();
    Arrays.stream(Split.draw(40, 1, 5).get(0).others(12))
        .forEach(i -> poisoned[i] = i % 2 == 0 ? 1e9 * i : -1e6);
    List<double[]> clean = scores(everyRanker(), LABELS);
    List<double[]> poisonous = scores(everyRanker(), poisoned);
    assertThat(clean)
        .hasSizeGreaterThan(7)
        .allMatch(scores -> scores.length == 28 || scores.length == 56);
    assertThat(poisonous).hasSameSizeAs(clean);
    for (int ranker = 0; ranker < clean.size(); ranker++) {
      assertThat(poisonous.get(ranker))
          .as(everyRanker().get(ranker).name())
          .containsExactly(clean.get(ranker));
    }
    // One training label is enough to be seen.
    double[] changed = LABELS.clone();
    changed[Split.draw(40, 1, 5).get(0).training(12)[0]] += 100;
    List<double[]> others = scores(everyRanker(), changed);
    for (int ranker = 0; ranker < 6; ranker++) {
      assertThat(others.get(ranker))
          .as(everyRanker().get(ranker).name())
          .isNotEqualTo(clean.get(ranker));
    }
  }

  @Test
  void whatIsIsomorphicToATrainingExampleIsNotRanked() {
    List<Example> examples = Examples.withForms(EXAMPLES, i -> "form " + i % 8);
    Evaluation evaluation = Evaluation.disjoint(new LabelledExamples(examples, LABELS));
    Recorder recorder = new Recorder();
    List<Evaluation.Row> rows =
        evaluation.run(List.of(recorder), List.of(4), Split.draw(40, 3, 5), 1, () -> {});
    for (int split = 0; split < 3; split++) {
      Call call = recorder.calls.get(split);
      Set<String> trained = forms(call.labelled());
      assertThat(call.labelled()).hasSize(4);
      assertThat(forms(call.candidates()))
          .doesNotContainAnyElementsOf(trained)
          .hasSize(8 - trained.size());
      assertThat(call.candidates()).hasSize(40 - 5 * trained.size());
      assertThat(rows.get(0).splits().get(split).ranked()).isEqualTo(call.candidates().size());
    }
    assertThatThrownBy(
            () -> evaluation.run(List.of(recorder), List.of(30), Split.draw(40, 1, 5), 1, () -> {}))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "budget 30: split 5 leaves 0 architectures that are not "
                + "isomorphic to one trained on, expected at least 2");
  }

  private static Set<String> forms(List<Example> examples) {
    return examples.stream().map(Example::canonicalForm).collect(Collectors.toSet());
  }

  @Test
  void threadsDoNotChangeTheTable() {
    List<Ranker> rankers = List.of(new Recorder(), new RidgeRanker());
    List<Evaluation.Row> alone = run(rankers, List.of(10, 20), 3, 1);
    assertThat(run(rankers, List.of(10, 20), 3, 2).stream().map(Evaluation.Row::qualities))
        .containsExactlyElementsOf(alone.stream().map(Evaluation.Row::qualities).toList());
    assertThat(
            alone.stream()
                .map(row -> row.ranker() + " " + row.budget())
                .collect(Collectors.toList()))
        .containsExactly("recorder 10", "ridge 10", "recorder 20", "ridge 20");
    assertThat(alone).allMatch(row -> row.splits().size() == 3);
  }

  @Test
  void aSplitHasTheSeedOfItsPlace() {
    Recorder recorder = new Recorder();
    run(List.of(recorder), List.of(10), 3, 1);
    assertThat(recorder.calls).extracting(Call::seed).containsExactly(5L, 6L, 7L);
    assertThat(run(List.of(recorder), List.of(10), 3, 1).get(0).splits())
        .extracting(Evaluation.Result::seed)
        .containsExactly(5L, 6L, 7L);
  }

  @Test
  void timesAreThoseOfTheRanking() {
    Ranker slow =
        new Ranker() {
          @Override
          public String name() {
            return "slow";
          }

          @Override
          public Scores rank(LabelledExamples labelled, List<Example> candidates, long seed) {
            Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(30));
            return Scores.certain(new double[candidates.size()]);
          }
        };
    assertThat(run(List.of(slow), List.of(10), 2, 1).get(0).splits())
        .allMatch(one -> one.seconds() >= 0.03);
  }

  @Test
  void progressIsToldAfterEachRanking() {
    AtomicInteger steps = new AtomicInteger();
    evaluation(LABELS)
        .run(
            List.of(new Recorder(), new Recorder()),
            List.of(10, 11),
            Split.draw(40, 2, 1),
            2,
            steps::incrementAndGet);
    assertThat(steps).hasValue(8);
  }

  @Test
  void budgetsThatLeaveNothingToTestAreRefused() {
    for (int budget : new int[] {-1, 0, 1, 39, 40, 41}) {
      assertThatThrownBy(() -> run(List.of(new Recorder()), List.of(10, budget), 1, 1))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("budget " + budget)
          .hasMessageContaining("2 to 38");
    }
    assertThat(run(List.of(new Recorder()), List.of(2, 38), 1, 1)).hasSize(2);
  }
}
