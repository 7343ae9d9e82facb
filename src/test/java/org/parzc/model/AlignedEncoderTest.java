package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.parzc.model.Examples.example;
import static org.parzc.model.Examples.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.Seeded;
import org.parzc.blueprint.Slot;
import org.parzc.dataset.Example;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Statistics;

/** Features that mean the same in every architecture. */
class AlignedEncoderTest {
  private static final Example FULL = example(node(0, "0->1", true, Map.of("snip", Math.exp(2), "plain", 0.5)),
      node(1, "0->2", true, Map.of("snip", Math.exp(3), "plain", -0.5)),
      node(2, "0->3", true, Map.of("snip", Math.exp(4), "plain", 0.0)));
  private static final Example WITHOUT_FIRST = example(
      node(0, "0->2", true, Map.of("snip", Math.exp(3), "plain", -0.5)),
      node(1, "0->3", true, Map.of("snip", Math.exp(4), "plain", 0.0)));

  /** What an example has, by name. */
  private static Map<String, Double> features(Example example) {
    AlignedFeatures features = AlignedFeatures.of(List.of(example));
    double[] values = features.read(example);
    Map<String, Double> present = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        present.put(features.names().get(i), values[i]);
      }
    }
    return present;
  }

  @Test
  void aDroppedEdgeDoesNotShiftTheOthers() {
    Map<String, Double> full = features(FULL);
    Map<String, Double> without = features(WITHOUT_FIRST);
    for (String edge : List.of("0->2", "0->3")) {
      for (String name : List.of("slot:stage1." + edge + ":snip", "slot:stage1." + edge + ":plain",
          "node:stage1." + edge + "=conv3x3")) {
        assertThat(without.get(name)).as(name).isNotNull().isEqualTo(full.get(name));
      }
    }
    assertThat(full).containsEntry("slot:stage1.0->1:snip", 2.0);
    assertThat(without).doesNotContainKeys("slot:stage1.0->1:snip", "node:stage1.0->1=conv3x3");
  }

  @Test
  void valuesAreComparedOnTheirOwnScale() {
    Map<String, Double> features = features(FULL);
    assertThat(features.get("slot:stage1.0->1:plain")).isCloseTo(Math.log1p(5000), within(1e-12));
    assertThat(features.get("slot:stage1.0->2:plain")).isCloseTo(-Math.log1p(5000), within(1e-12));
    assertThat(features.get("mean:snip")).isCloseTo(3, within(1e-12));
    assertThat(features.get("sum:snip")).isCloseTo(Math.log(Math.exp(2) + Math.exp(3) + Math.exp(4)), within(1e-12));
    assertThat(features.get("size:parameters")).isCloseTo(Math.log(100), within(1e-12));
  }

  @Test
  void deadNodesDoNotCountButInTheSums() {
    NodeStatistics dead = node(3, "1->2", false, Map.of("snip", Math.exp(5)));
    Map<String, Double> features = features(example(dead,
        node(0, "0->1", true, Map.of("snip", Math.exp(2)))));
    assertThat(features.keySet()).noneMatch(name -> name.contains("1->2"));
    assertThat(features).containsEntry("mean:snip", 2.0);
  }

  @Test
  void repeatedCellsArePooled() {
    NodeStatistics first = new NodeStatistics(0, new Slot("stage1.cell1.0->1", "stage1.0->1"), "conv1x1", List.of(1L),
        1, true, 0, Map.of("snip", Math.exp(1)));
    NodeStatistics second = new NodeStatistics(1, new Slot("stage1.cell2.0->1", "stage1.0->1"), "conv1x1", List.of(1L),
        1, true, 0, Map.of("snip", Math.exp(4)));
    assertThat(features(example(first, second))).containsEntry("slot:stage1.0->1:snip", 2.5)
        .containsEntry("node:stage1.0->1=conv1x1", 2.0);
  }

  @Test
  void standardisesByTheFittedExamplesAndClips() {
    AlignedEncoder encoder = new AlignedEncoder(List.of(new AlignedEncoder.Column("slot:stage1.0->1:snip", 1, 0.5, 1),
        new AlignedEncoder.Column("slot:stage1.0->2:snip", 100, 1, 3)));
    assertThat(encoder.encode(FULL)).containsExactly(2, -12);
    assertThat(encoder.encode(WITHOUT_FIRST)).containsExactly(0, -12);
    FeatureEncoder fitted = FeatureEncoder.fit(FeatureEncoder.Kind.ALIGNED, List.of(FULL, WITHOUT_FIRST));
    List<String> names = ((AlignedEncoder) fitted).columns().stream().map(AlignedEncoder.Column::name).toList();
    assertThat(names).contains("node:stage1.0->1=conv3x3", "mean:snip").doesNotContain("slot:stage1.0->2:snip")
        .isSorted();
    int column = names.indexOf("node:stage1.0->1=conv3x3");
    double weight = ((AlignedEncoder) fitted).columns().get(column).weight();
    assertThat(fitted.encode(FULL)[column]).isCloseTo(weight, within(1e-12));
    assertThat(fitted.encode(WITHOUT_FIRST)[column]).isCloseTo(-weight, within(1e-12));
  }

  @Test
  void familiesCountByTheirEmphasisNotBySize() {
    AlignedEncoder encoder = (AlignedEncoder) FeatureEncoder.fit(FeatureEncoder.Kind.ALIGNED,
        List.of(FULL, WITHOUT_FIRST));
    Map<FeatureFamily, Double> variances = encoder.columns().stream().collect(Collectors.groupingBy(
        column -> FeatureFamily.of(column.name()),
        Collectors.summingDouble(column -> column.weight() * column.weight())));
    double share = (double) encoder.width() / variances.size();
    assertThat(variances).allSatisfy((family, variance) -> assertThat(variance)
        .isCloseTo(share * family.emphasis() * family.emphasis(), within(1e-9)));
  }

  @Test
  void examplesThatDoNotDifferHaveNoFeatures() {
    assertThat(FeatureEncoder.fit(FeatureEncoder.Kind.ALIGNED, List.of(FULL, FULL)).width()).isZero();
  }

  private static final double[] ODD = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -0.0,
      Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 1e-300, 1e60, -3};

  private static double odd(Random random) {
    return random.nextBoolean() ? random.nextGaussian() : ODD[random.nextInt(ODD.length)];
  }

  private static Example wild(Random random) {
    List<NodeStatistics> nodes = new ArrayList<>();
    for (int n = 0; n < random.nextInt(4); n++) {
      Map<String, Double> values = new HashMap<>();
      Statistics.nodeWise().stream().filter(statistic -> random.nextInt(4) > 0)
          .forEach(statistic -> values.put(statistic.name(), odd(random)));
      nodes.add(node(n, n + "->3", random.nextInt(4) > 0, values));
    }
    return new Example(new ArchitectureStatistics("wild", random.nextInt(3), random.nextInt(3), random.nextInt(3),
        nodes, Map.of("zen", odd(random), "nwot", odd(random), "unheard_of", odd(random))),
        Map.of("paths", odd(random)));
  }

  @Seeded(tries = 500)
  void whateverWasMeasuredTheFeaturesAreFinite(Draws draws) {
    FeatureEncoder.Kind kind = draws.of(FeatureEncoder.Kind.values());
    List<Example> examples = new ArrayList<>();
    for (int count = draws.whole(2, 6); count > 0; count--) {
      examples.add(wild(draws));
    }
    if (kind == FeatureEncoder.Kind.SEQUENTIAL) {
      examples.add(Examples.learnable(1, draws.nextLong()).get(0));
    }
    FeatureEncoder encoder = FeatureEncoder.fit(kind, examples);
    examples.add(wild(draws));
    for (Example example : examples) {
      assertThat(encoder.encode(example)).hasSize(encoder.width());
      for (double feature : encoder.encode(example)) {
        assertThat(feature).isFinite();
      }
    }
  }
}
