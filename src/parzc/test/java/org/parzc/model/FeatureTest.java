package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.Draws;
import org.parzc.Seeded;

/** A feature has one name, and the name one feature. */
class FeatureTest {
  /** One of each kind, with the name that predictor files have. */
  private enum Named {
    SLOT(new Feature.SlotStatistic("a:b=c", "fisher"), "slot:a:b=c:fisher", FeatureFamily.SLOT),
    NODE(new Feature.SlotOperation("a:b=c", "d"), "node:a:b=c=d", FeatureFamily.NODE),
    MEAN(new Feature.Mean("snip"), "mean:snip", FeatureFamily.NETWORK),
    SUM(new Feature.Sum("snip"), "sum:snip", FeatureFamily.NETWORK),
    PROXY(new Feature.Proxy("published_zen"), "proxy:published_zen", FeatureFamily.NETWORK),
    SIZE(Feature.Size.FLOPS, "size:flops", FeatureFamily.NETWORK),
    TOPOLOGY(
        new Feature.TopologyCount("term:conv:x"), "topology:term:conv:x", FeatureFamily.TOPOLOGY),
    PATHS(
        new Feature.Paths("only", List.of("aten::relu", "conv"), "shortest"),
        "paths:only:aten::relu+conv:shortest",
        FeatureFamily.TOPOLOGY);

    private final Feature feature;
    private final String name;
    private final FeatureFamily family;

    Named(Feature feature, String name, FeatureFamily family) {
      this.feature = feature;
      this.name = name;
      this.family = family;
    }
  }

  static Stream<Named> all() {
    return Stream.of(Named.values());
  }

  @Test
  void everyKindIsHere() {
    assertThat(all().map(one -> one.feature.getClass()).collect(Collectors.toSet()))
        .isEqualTo(Stream.of(Feature.class.getPermittedSubclasses()).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theNameIsThatOfFilesAndParsedAgain(Named one) throws JsonProcessingException {
    assertThat(one.feature.name()).isEqualTo(one.name);
    assertThat(Feature.parse(one.name)).isEqualTo(one.feature);
    assertThat(one.feature.family()).isEqualTo(one.family);
    String json = new ObjectMapper().writeValueAsString(one.feature);
    assertThat(json).isEqualTo('"' + one.name + '"');
    assertThat(new ObjectMapper().readValue(json, Feature.class)).isEqualTo(one.feature);
  }

  @Seeded(tries = 300)
  void whateverIsParsedKeepsItsName(Draws draws) {
    String name =
        draws.of("slot", "node", "mean", "sum", "proxy", "size", "topology", "paths", "x")
            + ':'
            + draws
                .ints(draws.whole(0, 8), 0, 6)
                .mapToObj(i -> "a:=+b>".substring(i, i + 1))
                .collect(Collectors.joining());
    Feature feature;
    try {
      feature = Feature.parse(name);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(Feature.parse(feature.name())).as(name).isEqualTo(feature);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "snip",
        "flux:snip",
        ":",
        "slot:snip",
        "node:conv3x3",
        "paths:only",
        "paths:only:conv"
      })
  void otherNamesAreRefused(String name) {
    assertThatThrownBy(() -> Feature.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not the name of a feature: " + name);
  }

  @Test
  void anUnknownSizeIsRefused() {
    assertThatThrownBy(() -> Feature.parse("size:weight"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size: found 'weight', expected one of [depth, flops, parameters]");
  }
}
