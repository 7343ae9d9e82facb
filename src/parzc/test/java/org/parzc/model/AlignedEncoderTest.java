package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.parzc.model.Examples.example;
import static org.parzc.model.Examples.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.InputException;
import org.parzc.Seeded;
import org.parzc.blueprint.Slot;
import org.parzc.dataset.Example;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Recorded;
import org.parzc.statistics.Scales;
import org.parzc.statistics.Statistics;

/** Features that mean the same in every architecture. */
class AlignedEncoderTest {
  private static final Example FULL =
      example(
          node(0, "0->1", true, Map.of("snip", Math.exp(2), "plain", 0.5)),
          node(1, "0->2", true, Map.of("snip", Math.exp(3), "plain", -0.5)),
          node(2, "0->3", true, Map.of("snip", Math.exp(4), "plain", 0.0)));
  private static final Example WITHOUT_FIRST =
      example(
          node(0, "0->2", true, Map.of("snip", Math.exp(3), "plain", -0.5)),
          node(1, "0->3", true, Map.of("snip", Math.exp(4), "plain", 0.0)));

  /** What an example has, by name. */
  private static Map<String, Double> features(Example example) {
    AlignedFeatures features = AlignedFeatures.of(List.of(example));
    double[] values = features.read(example);
    Map<String, Double> present = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        present.put(features.features().get(i).name(), values[i]);
      }
    }
    return present;
  }

  @Test
  void aDroppedEdgeDoesNotShiftTheOthers() {
    Map<String, Double> full = features(FULL);
    Map<String, Double> without = features(WITHOUT_FIRST);
    for (String edge : List.of("0->2", "0->3")) {
      for (String name :
          List.of(
              "slot:stage1." + edge + ":snip",
              "slot:stage1." + edge + ":plain",
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
    assertThat(features.get("sum:snip"))
        .isCloseTo(Math.log(Math.exp(2) + Math.exp(3) + Math.exp(4)), within(1e-12));
    assertThat(features.get("size:parameters")).isCloseTo(Math.log(100), within(1e-12));
  }

  private static Example own(double value, Scales scales) {
    return new Example(
        new ArchitectureStatistics(
            "own",
            100,
            100,
            1,
            List.of(
                node(0, "0->1", true, Map.of("own", value)),
                node(1, "0->2", true, Map.of("own", value))),
            Map.of("own", value),
            new Recorded("", Set.of("own"), Set.of("own"), scales)),
        Map.of());
  }

  private static Scales scales(Quantity.Scale ofStatistic, Quantity.Scale ofProxy) {
    return new Scales(Map.of("own", ofStatistic), Map.of("own", ofProxy));
  }

  @Test
  void theScaleOfAnOwnStatisticIsTheOneThatItCameWith() {
    Map<String, Double> features =
        features(own(Math.exp(3), scales(Quantity.Scale.POSITIVE, Quantity.Scale.SIGNED)));
    assertThat(features.get("slot:stage1.0->1:own")).isCloseTo(3, within(1e-12));
    assertThat(features.get("mean:own")).isCloseTo(3, within(1e-12));
    assertThat(features.get("sum:own")).isCloseTo(3 + Math.log(2), within(1e-12));
    assertThat(features.get("proxy:own")).isCloseTo(Math.log1p(1e4 * Math.exp(3)), within(1e-12));
    assertThat(features(own(5, scales(Quantity.Scale.LOGARITHMIC, Quantity.Scale.POSITIVE))))
        .containsEntry("mean:own", 5.0)
        .containsEntry("sum:own", 10.0)
        .containsEntry("proxy:own", Math.log(5));
  }

  @Test
  void aScaleThatNobodySaysIsAskedFor() {
    Example stranger = own(1, Scales.OURS);
    assertThatThrownBy(() -> AlignedFeatures.of(List.of(stranger)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "statistic 'own': found no scale of it, expected the jar that defines it on the class"
                + " path");
  }

  @Test
  void examplesThatDifferAboutAScaleAreRefused() {
    Example one = own(1, scales(Quantity.Scale.POSITIVE, Quantity.Scale.POSITIVE));
    Example other = own(2, scales(Quantity.Scale.SIGNED, Quantity.Scale.POSITIVE));
    assertThatThrownBy(() -> AlignedFeatures.of(List.of(one, other)))
        .isInstanceOf(InputException.class)
        .hasMessage("statistic 'own': found the scales POSITIVE and SIGNED, expected one");
    AlignedFeatures fitted = AlignedFeatures.of(List.of(one));
    assertThatThrownBy(() -> fitted.read(other))
        .isInstanceOf(InputException.class)
        .hasMessage("statistic 'own': found the scale SIGNED, expected POSITIVE");
    assertThat(fitted.scales()).isEqualTo(one.statistics().recorded().scales());
  }

  @Test
  void deadNodesDoNotCountButInTheSums() {
    NodeStatistics dead = node(3, "1->2", false, Map.of("snip", Math.exp(5)));
    Map<String, Double> features =
        features(example(dead, node(0, "0->1", true, Map.of("snip", Math.exp(2)))));
    assertThat(features.keySet()).noneMatch(name -> name.contains("1->2"));
    assertThat(features).containsEntry("mean:snip", 2.0);
  }

  @Test
  void repeatedCellsArePooled() {
    NodeStatistics first =
        new NodeStatistics(
            0,
            new Slot("stage1.cell1.0->1", "stage1.0->1"),
            "conv1x1",
            List.of(1L),
            1,
            true,
            0,
            Map.of("snip", Math.exp(1)));
    NodeStatistics second =
        new NodeStatistics(
            1,
            new Slot("stage1.cell2.0->1", "stage1.0->1"),
            "conv1x1",
            List.of(1L),
            1,
            true,
            0,
            Map.of("snip", Math.exp(4)));
    assertThat(features(example(first, second)))
        .containsEntry("slot:stage1.0->1:snip", 2.5)
        .containsEntry("node:stage1.0->1=conv1x1", 2.0);
  }

  @Test
  void standardisesByTheFittedExamplesAndClips() {
    AlignedEncoder encoder =
        new AlignedEncoder(
            List.of(
                new AlignedEncoder.Column(Feature.parse("slot:stage1.0->1:snip"), 1, 0.5, 1),
                new AlignedEncoder.Column(Feature.parse("slot:stage1.0->2:snip"), 100, 1, 3)),
            Scales.OURS);
    assertThat(encoder.encode(FULL)).containsExactly(2, -12);
    assertThat(encoder.encode(WITHOUT_FIRST)).containsExactly(0, -12);
    FeatureEncoder fitted =
        FeatureEncoder.fit(FeatureEncoder.Kind.ALIGNED, List.of(FULL, WITHOUT_FIRST));
    List<String> names =
        ((AlignedEncoder) fitted)
            .columns().stream().map(column -> column.feature().name()).toList();
    assertThat(names)
        .contains("node:stage1.0->1=conv3x3", "mean:snip")
        .doesNotContain("slot:stage1.0->2:snip")
        .isSorted();
    int column = names.indexOf("node:stage1.0->1=conv3x3");
    double weight = ((AlignedEncoder) fitted).columns().get(column).weight();
    assertThat(fitted.encode(FULL)[column]).isCloseTo(weight, within(1e-12));
    assertThat(fitted.encode(WITHOUT_FIRST)[column]).isCloseTo(-weight, within(1e-12));
  }

  @Test
  void familiesCountByTheirEmphasisNotBySize() {
    AlignedEncoder encoder =
        (AlignedEncoder)
            FeatureEncoder.fit(FeatureEncoder.Kind.ALIGNED, List.of(FULL, WITHOUT_FIRST));
    Map<FeatureFamily, Double> variances =
        encoder.columns().stream()
            .collect(
                Collectors.groupingBy(
                    column -> column.feature().family(),
                    Collectors.summingDouble(column -> column.weight() * column.weight())));
    double share = (double) encoder.width() / variances.size();
    assertThat(variances)
        .allSatisfy(
            (family, variance) ->
                assertThat(variance)
                    .isCloseTo(share * family.emphasis() * family.emphasis(), within(1e-9)));
  }

  @Test
  void examplesThatDoNotDifferHaveNoFeatures() {
    assertThat(FeatureEncoder.fit(FeatureEncoder.Kind.ALIGNED, List.of(FULL, FULL)).width())
        .isZero();
  }

  private static final double[] ODD = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0,
    -0.0,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.MIN_VALUE,
    1e-300,
    1e60,
    -3
  };

  private static double odd(Random random) {
    return random.nextBoolean() ? random.nextGaussian() : ODD[random.nextInt(ODD.length)];
  }

  private static Example wild(Random random, Quantity.Scale scale) {
    List<NodeStatistics> nodes = new ArrayList<>();
    for (int n = 0; n < random.nextInt(4); n++) {
      Map<String, Double> values = new HashMap<>();
      Statistics.nodeWise().stream()
          .filter(statistic -> random.nextInt(4) > 0)
          .forEach(statistic -> values.put(statistic.name(), odd(random)));
      nodes.add(node(n, n + "->3", random.nextInt(4) > 0, values));
    }
    return new Example(
        new ArchitectureStatistics(
            "wild",
            random.nextInt(3),
            random.nextInt(3),
            random.nextInt(3),
            nodes,
            Map.of(
                "zen",
                odd(random),
                "nwot",
                odd(random),
                "published_by_others",
                odd(random),
                "unheard_of",
                odd(random)),
            new Recorded(
                "", Set.of(), Set.of(), new Scales(Map.of(), Map.of("unheard_of", scale)))),
        Map.of("paths", odd(random)));
  }

  @Seeded(tries = 500)
  void whateverWasMeasuredTheFeaturesAreFinite(Draws draws) {
    FeatureEncoder.Kind kind = draws.of(FeatureEncoder.Kind.values());
    Quantity.Scale scale = draws.of(Quantity.Scale.values());
    List<Example> examples = new ArrayList<>();
    for (int count = draws.whole(2, 6); count > 0; count--) {
      examples.add(wild(draws, scale));
    }
    if (kind == FeatureEncoder.Kind.SEQUENTIAL) {
      examples.add(Examples.learnable(1, draws.nextLong()).get(0));
    }
    FeatureEncoder encoder = FeatureEncoder.fit(kind, examples);
    examples.add(wild(draws, scale));
    for (Example example : examples) {
      assertThat(encoder.encode(example)).hasSize(encoder.width());
      for (double feature : encoder.encode(example)) {
        assertThat(feature).isFinite();
      }
    }
  }
}
