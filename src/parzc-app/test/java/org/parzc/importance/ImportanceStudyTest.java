package org.parzc.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.evaluation.Split;
import org.parzc.importance.NodeImportance.Row;
import org.parzc.model.Examples;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** Labels made of one statistic of one node: every method finds the node, and the statistic. */
@Tag("slow")
class ImportanceStudyTest {
  private static final int TRAINED = 120;
  private static final List<Example> EXAMPLES =
      Examples.learnable(200, 1).stream().map(ImportanceStudyTest::loud).toList();
  private static final double[] LABELS =
      EXAMPLES.stream().mapToDouble(example -> Math.log(snip(example))).toArray();
  private static final Map<String, ToDoubleFunction<Row>> METHODS =
      Map.of(
          "gradient",
          Row::gradient,
          "posterior",
          Row::posterior,
          "trees",
          Row::trees,
          "permutation",
          Row::permutation);

  private static double snip(Example example) {
    return example.statistics().nodes().get(1).values().get("snip");
  }

  /**
   * Makes snip of the other nodes vary so much that sums over the nodes say little of the one that
   * counts.
   */
  private static Example loud(Example example) {
    ArchitectureStatistics all = example.statistics();
    List<NodeStatistics> nodes =
        all.nodes().stream()
            .map(
                node -> {
                  Map<String, Double> values = new TreeMap<>(node.values());
                  values.computeIfPresent(
                      "snip", (name, value) -> node.index() == 1 ? value : Math.pow(value, 4));
                  return new NodeStatistics(
                      node.index(),
                      node.slot(),
                      node.kind(),
                      node.shape(),
                      node.weights(),
                      node.live(),
                      node.nonFinite(),
                      values);
                })
            .toList();
    return new Example(
        new ArchitectureStatistics(
            all.architecture(), all.parameters(), all.flops(), all.depth(), nodes, all.proxies()),
        example.topology());
  }

  private static NodeImportance study(FeatureGroup.By by) {
    AtomicInteger done = new AtomicInteger();
    NodeImportance importance =
        new ImportanceStudy(new LabelledExamples(EXAMPLES, LABELS))
            .run(
                Split.draw(EXAMPLES.size(), 1, 1).get(0), TRAINED, by, 3, 2, done::incrementAndGet);
    assertThat(importance.groups()).hasSize(done.get());
    return importance;
  }

  private static void everyMethodPutsFirst(NodeImportance importance, String group) {
    METHODS.forEach(
        (method, value) ->
            assertThat(
                    importance.groups().stream()
                        .max(Comparator.comparingDouble(value))
                        .orElseThrow()
                        .group())
                .as(method + " of " + importance)
                .isEqualTo(group));
  }

  @Test
  void everyMethodFindsTheNode() {
    NodeImportance importance = study(FeatureGroup.By.NODE);
    everyMethodPutsFirst(importance, "stage1.1->3");
    assertThat(importance.tau()).isGreaterThan(0.8);
    assertThat(importance.groups())
        .filteredOn(row -> row.place() != null)
        .extracting(Row::group, Row::place)
        .containsExactlyInAnyOrder(
            tuple("stage1.0->3", 0.0), tuple("stage1.1->3", 0.5), tuple("stage1.2->3", 1.0));
    assertThat(importance.groups()).allMatch(row -> row.spread() > 0 && row.spread() < 0.2);
    assertThat(importance.groups())
        .isSortedAccordingTo(Comparator.comparingDouble(Row::gradient).reversed());
    for (ToDoubleFunction<Row> share :
        List.<ToDoubleFunction<Row>>of(Row::gradient, Row::posterior, Row::trees)) {
      assertThat(importance.groups().stream().mapToDouble(share).sum()).isCloseTo(1, within(1e-9));
      assertThat(importance.groups()).allMatch(row -> share.applyAsDouble(row) >= 0);
    }
  }

  @Test
  @Tag("thorough")
  void everyMethodFindsTheStatistic() {
    NodeImportance importance = study(FeatureGroup.By.STATISTIC);
    everyMethodPutsFirst(importance, "snip");
    assertThat(importance.groups())
        .extracting(Row::group)
        .containsExactlyInAnyOrder(
            "snip",
            "grad_norm",
            "synflow_bn",
            "network: zen",
            "network: size",
            "network: topology");
  }

  /** Each side of a split needs two of the examples that a tree sees, four fifths of them. */
  @Test
  void treesThatNeverSplitFindNothing() {
    double[] labels = IntStream.range(0, EXAMPLES.size()).asDoubleStream().toArray();
    NodeImportance importance =
        new ImportanceStudy(new LabelledExamples(EXAMPLES, labels))
            .run(Split.draw(EXAMPLES.size(), 1, 1).get(0), 3, FeatureGroup.By.NODE, 1, 1, () -> {});
    assertThat(importance.groups()).allMatch(row -> row.trees() == 0);
  }

  @Test
  void examplesThatDoNotDifferAreRefused() {
    List<Example> same = Collections.nCopies(20, EXAMPLES.get(0));
    assertThatThrownBy(
            () ->
                new ImportanceStudy(
                        new LabelledExamples(
                            same, IntStream.range(0, 20).asDoubleStream().toArray()))
                    .run(Split.draw(20, 1, 1).get(0), 10, FeatureGroup.By.NODE, 1, 1, () -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("differ");
  }
}
