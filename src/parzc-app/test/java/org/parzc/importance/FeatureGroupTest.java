package org.parzc.importance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parzc.model.Examples;
import org.parzc.model.Feature;
import org.parzc.rankers.NamedFeatures;

/** Every feature belongs to one group, told by its name. */
class FeatureGroupTest {
  private static final List<String> NAMES =
      List.of(
          "mean:snip",
          "node:stage1.0->1=conv3x3",
          "paths:on:a+b:most",
          "proxy:zen",
          "size:flops",
          "slot:stage1.0->1:snip",
          "slot:a:b=c:fisher",
          "sum:fisher",
          "node:stem=conv3x3",
          "topology:paths",
          "proxy:snip",
          "node:a:b=c=d");

  private static List<FeatureGroup> all(List<String> names, FeatureGroup.By by) {
    return FeatureGroup.all(names.stream().map(Feature::parse).toList(), by);
  }

  private static Map<String, List<Integer>> groups(List<String> names, FeatureGroup.By by) {
    return all(names, by).stream()
        .collect(Collectors.toMap(group -> group.name().text(), FeatureGroup::features));
  }

  @Test
  void nodesHaveTheirOwnGroups() {
    assertThat(groups(NAMES, FeatureGroup.By.NODE))
        .isEqualTo(
            Map.of(
                "network: sums",
                List.of(0, 7),
                "stage1.0->1",
                List.of(1, 5),
                "network: topology",
                List.of(2, 9),
                "network: proxies",
                List.of(3, 10),
                "network: size",
                List.of(4),
                "a:b=c",
                List.of(6, 11),
                "stem",
                List.of(8)));
  }

  @Test
  void statisticsHaveTheirOwnGroups() {
    assertThat(groups(NAMES, FeatureGroup.By.STATISTIC))
        .isEqualTo(
            Map.of(
                "snip",
                List.of(0, 5),
                "operations",
                List.of(1, 8, 11),
                "network: topology",
                List.of(2, 9),
                "network: zen",
                List.of(3),
                "network: size",
                List.of(4),
                "fisher",
                List.of(6, 7),
                "network: snip",
                List.of(10)));
  }

  @Test
  void statisticsOfNodesHaveTheirOwnGroups() {
    assertThat(groups(NAMES, FeatureGroup.By.NODE_STATISTIC))
        .isEqualTo(
            Map.of(
                "network: sums",
                List.of(0, 7),
                "stage1.0->1:operations",
                List.of(1),
                "stage1.0->1:snip",
                List.of(5),
                "network: topology",
                List.of(2, 9),
                "network: proxies",
                List.of(3, 10),
                "network: size",
                List.of(4),
                "a:b=c:fisher",
                List.of(6),
                "stem:operations",
                List.of(8),
                "a:b=c:operations",
                List.of(11)));
  }

  @Test
  void theFeaturesOfTheEncoderAreAllKnown() {
    List<String> names = NamedFeatures.ofNodes(Examples.learnable(20, 1)).names();
    for (FeatureGroup.By by : FeatureGroup.By.values()) {
      assertThat(all(names, by).stream().flatMap(group -> group.features().stream()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.iterate(0, i -> i + 1).limit(names.size()).toList());
    }
    assertThat(groups(names, FeatureGroup.By.NODE))
        .containsOnlyKeys(
            "stage1.0->3",
            "stage1.1->3",
            "stage1.2->3",
            "network: sums",
            "network: proxies",
            "network: size",
            "network: topology");
  }

  @Test
  void sumsAreOverTheGroupsFeatures() {
    assertThat(
            new FeatureGroup(
                    new FeatureGroup.Name(Optional.of("g"), Optional.empty()), List.of(0, 2))
                .sum(new double[] {1, 20, 300}))
        .isEqualTo(301);
  }

  @ParameterizedTest
  @EnumSource
  void theTextOfANameSaysItsNode(FeatureGroup.By by) {
    for (FeatureGroup group : all(NAMES, by)) {
      assertThat(FeatureGroup.Name.parse(group.name().text(), by)).isEqualTo(group.name());
    }
    assertThat(all(List.of("slot:a:b=c:fisher"), by).get(0).name())
        .isEqualTo(
            switch (by) {
              case NODE -> new FeatureGroup.Name(Optional.of("a:b=c"), Optional.empty());
              case STATISTIC -> new FeatureGroup.Name(Optional.empty(), Optional.of("fisher"));
              case NODE_STATISTIC ->
                  new FeatureGroup.Name(Optional.of("a:b=c"), Optional.of("fisher"));
            });
  }
}
