package org.parzc.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.InputException;
import org.parzc.files.Provenance;
import org.parzc.statistics.Quantity.Scale;

/** Scales of our own values are known, those of others travel. */
class ScalesTest {
  private static final Scales OWN =
      new Scales(Map.of("own", Scale.POSITIVE), Map.of("flow", Scale.SIGNED));

  @Test
  void oursAreKnownByDefinitionAndNotCarried() {
    for (NodeWise one : NodeWise.values()) {
      assertThat(Scales.OURS.ofStatistic(one.name())).hasValue(one.scale());
    }
    for (NetworkLevel one : NetworkLevel.values()) {
      assertThat(Scales.OURS.ofProxy(one.name())).hasValue(one.scale());
    }
    assertThat(Scales.of(List.of(NodeWise.values()), List.of(NetworkLevel.values())))
        .isEqualTo(Scales.OURS);
    assertThat(Scales.OURS.provenance()).isEqualTo(Provenance.NONE);
    assertThat(Scales.of(Provenance.of("space", "nasbench201"))).isEqualTo(Scales.OURS);
    assertThat(new Recorded("", Set.of("snip"), Set.of("zen", "published_zen")).scales())
        .isEqualTo(Scales.OURS);
  }

  @Test
  void publishedProxiesAreSigned() {
    assertThat(Scales.OURS.ofProxy("published_zen")).hasValue(Scale.SIGNED);
    assertThat(Scales.OURS.only(List.of(), List.of("published_zen", "zen"))).isEqualTo(Scales.OURS);
  }

  @Test
  void ownOnesSurviveProvenance() {
    assertThat(OWN.provenance().facts())
        .containsExactly(
            Map.entry("statistic_scales", "own=positive"),
            Map.entry("proxy_scales", "flow=signed"));
    assertThat(Scales.of(OWN.provenance())).isEqualTo(OWN);
    assertThat(OWN.ofStatistic("own")).hasValue(Scale.POSITIVE);
    assertThat(OWN.ofProxy("flow")).hasValue(Scale.SIGNED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"own", "own=", "own=large", "own=positive=signed", "own=positive own=signed"})
  void otherProvenanceIsRefused(String text) {
    assertThatThrownBy(() -> Scales.of(Provenance.of("proxy_scales", text)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "proxy_scales: found '%s', expected names with their scales, as in entropy=positive",
            text);
  }

  @Test
  void aKindDoesNotSpeakForTheOther() {
    assertThat(OWN.ofStatistic("flow")).isEmpty();
    assertThat(OWN.ofProxy("own")).isEmpty();
  }

  @Test
  void whatIsNeededIsCarriedOrRefused() {
    assertThat(OWN.only(List.of("snip", "own", "own"), List.of()))
        .isEqualTo(new Scales(OWN.statistics(), Map.of()));
    assertThatThrownBy(() -> OWN.only(List.of("snip", "flow"), List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "statistic 'flow': found no scale of it, expected the jar that defines it on the class"
                + " path");
    assertThatThrownBy(() -> OWN.only(List.of(), List.of("own")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("network-level proxy 'own': found no scale of it");
  }

  @Test
  void placesThatDifferAreRefused() {
    Scales other = new Scales(Map.of("own", Scale.LOGARITHMIC, "more", Scale.SIGNED), Map.of());
    assertThat(Scales.merged(Stream.of(Scales.OURS, OWN, OWN))).isEqualTo(OWN);
    assertThatThrownBy(() -> Scales.merged(Stream.of(OWN, other)))
        .isInstanceOf(InputException.class)
        .hasMessage("statistic 'own': found the scales POSITIVE and LOGARITHMIC, expected one");
    OWN.requireSame(Scales.OURS);
    Scales.OURS.requireSame(other);
    assertThatThrownBy(() -> OWN.requireSame(other))
        .isInstanceOf(InputException.class)
        .hasMessage("statistic 'own': found the scale LOGARITHMIC, expected POSITIVE");
  }
}
