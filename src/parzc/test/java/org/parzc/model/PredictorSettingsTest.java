package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.InputException;
import org.parzc.model.PredictorSettings.WeightedLoss;

/** Presets, and changes to them. */
class PredictorSettingsTest {
  @Test
  void aPresetIsCalledByItsName() {
    assertThat(PredictorSettings.preset("default")).isEqualTo(PredictorSettings.recommended());
    assertThat(PredictorSettings.preset("paper")).isEqualTo(PredictorSettings.paper());
    assertThat(PredictorSettings.preset("plain").flow()).isEqualTo(PredictorSettings.Flow.PLAIN);
  }

  @Test
  void changesAreMadeInAnyNumberAndNothingElseChanges() {
    PredictorSettings changed =
        PredictorSettings.preset(
            "default/members=1/mixing=channel/learningRate=1e-4/families=node+slot");
    assertThat(changed.preset())
        .isEqualTo("default/members=1/mixing=channel/learningRate=1e-4/families=node+slot");
    assertThat(changed.members()).isEqualTo(1);
    assertThat(changed.mixing()).isEqualTo(PredictorSettings.Mixing.CHANNEL);
    assertThat(changed.learningRate()).isEqualTo(1e-4);
    assertThat(changed.families()).containsExactly(FeatureFamily.SLOT, FeatureFamily.NODE);
    assertThat(changed.epochs()).isEqualTo(PredictorSettings.recommended().epochs());
    assertThat(changed.losses()).isEqualTo(PredictorSettings.recommended().losses());
  }

  @Test
  void lossesAreAddedUpWithTheirWeights() {
    assertThat(
            PredictorSettings.preset("paper/losses=diffkendall@2*0.5+logistic+mse*3+diffkendall")
                .losses())
        .isEqualTo(
            List.of(
                new WeightedLoss(new RankingLoss.DiffKendall(2), 0.5),
                new WeightedLoss(new RankingLoss.PairwiseLogistic(), 1),
                new WeightedLoss(new RankingLoss.SquaredError(), 3),
                new WeightedLoss(new RankingLoss.DiffKendall(4), 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          best                     ! unknown preset 'best'; known: default, paper, plain
          default/                 ! found '', expected component=value with one of preset, encoder
          default/membres=2        ! found 'membres=2', expected component=value with one of preset, encoder
          default/preset=mine      ! found 'preset=mine', expected component=value
          default/members          ! found 'members', expected component=value
          default/members=many     ! preset default/members=many:
          default/mixing=stirred   ! preset default/mixing=stirred:
          default/families=        ! preset default/families=:
          default/losses=          ! losses: found '', expected diffkendall, logistic or mse
          default/losses=mse*x     ! losses mse*x: found 'x', expected a positive number
          """)
  void whatIsWrongIsNamedInOneLine(String text, String message) {
    assertThatThrownBy(() -> PredictorSettings.preset(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
