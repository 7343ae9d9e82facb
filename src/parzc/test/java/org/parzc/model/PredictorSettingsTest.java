package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
    assertThat(PredictorSettings.preset("plain").network().flow())
        .isEqualTo(PredictorSettings.Flow.PLAIN);
  }

  @Test
  void changesAreMadeInAnyNumberAndNothingElseChanges() {
    PredictorSettings changed =
        PredictorSettings.preset(
            "default/members=1/mixing=channel/learningRate=1e-4/families=node+slot");
    assertThat(changed.preset())
        .isEqualTo("default/members=1/mixing=channel/learningRate=1e-4/families=node+slot");
    assertThat(changed.network().members()).isEqualTo(1);
    assertThat(changed.network().blocks().mixing()).isEqualTo(PredictorSettings.Mixing.CHANNEL);
    assertThat(changed.training().learningRate()).isEqualTo(1e-4);
    assertThat(changed.features().families())
        .containsExactly(FeatureFamily.SLOT, FeatureFamily.NODE);
    assertThat(changed.training().epochs())
        .isEqualTo(PredictorSettings.recommended().training().epochs());
    assertThat(changed.training().losses())
        .isEqualTo(PredictorSettings.recommended().training().losses());
  }

  /**
   * Predictors are on people's disks: their settings are read, and written, as they always were.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      textBlock =
          """
          paper                      ! {"preset":"paper","encoder":"SEQUENTIAL","families":["SLOT","NODE","NETWORK","TOPOLOGY"],"members":1,"sequence":752,"segment":16,"width":512,"flow":"PUBLISHED","depth":4,"mixing":"CHANNEL","tokenExpansion":4.0,"channelExpansion":0.5,"dropout":0.1,"labels":"PERCENT","losses":[{"loss":{"loss":"diffkendall","alpha":0.5},"weight":1.0}],"klWeight":0.0,"optimiser":"ADAM","learningRate":1.0E-4,"weightDecay":0.001,"epochs":300,"batch":10,"companion":"NONE"}
          default                    ! {"preset":"default","encoder":"ALIGNED","families":["SLOT","NODE","NETWORK","TOPOLOGY"],"members":8,"sequence":64,"segment":8,"width":32,"flow":"WIDE","depth":2,"mixing":"TOKEN","tokenExpansion":2.0,"channelExpansion":2.0,"dropout":0.1,"labels":"GAUSSIAN_RANK","losses":[{"loss":{"loss":"diffkendall","alpha":4.0},"weight":0.5},{"loss":{"loss":"logistic"},"weight":1.0}],"klWeight":0.0,"optimiser":"ADAM_W","learningRate":0.003,"weightDecay":0.01,"epochs":120,"batch":64,"companion":"GAUSSIAN_PROCESS"}
          plain/families=node/depth=1 ! {"preset":"plain/families=node/depth=1","encoder":"ALIGNED","families":["NODE"],"members":8,"sequence":64,"segment":8,"width":32,"flow":"PLAIN","depth":1,"mixing":"TOKEN","tokenExpansion":2.0,"channelExpansion":2.0,"dropout":0.1,"labels":"GAUSSIAN_RANK","losses":[{"loss":{"loss":"diffkendall","alpha":4.0},"weight":0.5},{"loss":{"loss":"logistic"},"weight":1.0}],"klWeight":0.0,"optimiser":"ADAM_W","learningRate":0.003,"weightDecay":0.01,"epochs":120,"batch":64,"companion":"NONE"}
          """)
  void asJsonAllComponentsStandSideBySide(String text, String json) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.writeValueAsString(PredictorSettings.preset(text))).isEqualTo(json);
    assertThat(mapper.readValue(json, PredictorSettings.class))
        .isEqualTo(PredictorSettings.preset(text));
  }

  @Test
  void lossesAreAddedUpWithTheirWeights() {
    assertThat(
            PredictorSettings.preset("paper/losses=diffkendall@2*0.5+logistic+mse*3+diffkendall")
                .training()
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
