package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.PairedComparison;
import org.parzc.evaluation.RankQuality;
import org.parzc.labels.Direction;
import org.parzc.report.page.SamplePages;

/** Evaluations that were printed as JSON, read back. */
class EvaluationResultTest {
  private static final String JSON =
      """
      {"provenance":{"seed":"0"},"space":"nasbench201","label":"cifar10_test","direction":"lower is better","architectures":50,"excluded":2,"disjoint":true,"rows":[{"ranker":"ridge","budget":10,"splits":[{"seed":1,"ranked":40,"tau":0.5,"rho":0.4,"precisionAt1Percent":0.3,"precisionAt5Percent":0.2,"precisionAt10":0.1,"bestInTopTen":0.6,"seconds":2.5}]}],"comparisons":[{"budget":10,"ranker":"one","against":"other","difference":0.1,"low":0.05,"high":0.15,"wins":3,"losses":1,"ties":2,"p":0.625}]}\
      """;

  @TempDir Path folder;

  private Path file(String json) throws IOException {
    return Files.writeString(folder.resolve("evaluation.json"), json);
  }

  @Test
  void componentsStandSideBySideInJson() throws IOException {
    EvaluationResult result =
        new EvaluationResult(
            Map.of("seed", "0"),
            new EvaluationResult.Task(
                "nasbench201", "cifar10_test", Direction.LOWER_IS_BETTER, 50, 2, true),
            List.of(
                new Evaluation.Row(
                    "ridge",
                    10,
                    List.of(
                        new Evaluation.Result(
                            1,
                            40,
                            new RankQuality(0.5, 0.4, 0.3, 0.2, 0.1, 0.6),
                            null,
                            2.5,
                            null)))),
            List.of(
                new PairedComparison(
                    10,
                    "one",
                    "other",
                    0.1,
                    0.05,
                    0.15,
                    new PairedComparison.SignTest(3, 1, 2, 0.625))));
    assertThat(new ObjectMapper().writeValueAsString(result)).isEqualTo(JSON);
    assertThat(EvaluationResult.read(file(JSON))).isEqualTo(result);
  }

  @Test
  void refusesWhatItDoesNotKnowOrLacks() {
    for (String wrong :
        List.of(
            JSON.replace("\"disjoint\":true", "\"disjoint\":true,\"folds\":3"),
            JSON.replace("\"space\":\"nasbench201\",", ""),
            JSON.replace("\"architectures\":50,", ""),
            JSON.replace("\"wins\":3,", ""))) {
      assertThat(wrong).isNotEqualTo(JSON);
      assertThatThrownBy(() -> EvaluationResult.read(file(wrong)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("not what 'parzc evaluate --json' of this version prints");
    }
  }

  @Test
  void higherLabelsAreBetterWhereAFileDoesNotSayIt() throws IOException {
    Path file = file(JSON.replace("\"direction\":\"lower is better\",", ""));
    assertThat(EvaluationResult.read(file).task().direction())
        .isEqualTo(Direction.HIGHER_IS_BETTER);
  }

  @Test
  void readsWhatWasPrinted() throws IOException {
    String printed = new ObjectMapper().writeValueAsString(SamplePages.evaluation());
    assertThat(printed).contains("\"precisionAt10\":0.5");
    Path file = Files.writeString(folder.resolve("now.json"), printed);
    assertThat(EvaluationTable.of(EvaluationResult.read(file).rows()).data())
        .isEqualTo(EvaluationTable.of(SamplePages.evaluation().rows()).data());
  }

  @Test
  void readsWhatAnEarlierVersionPrinted() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("then.json"),
            new ObjectMapper()
                .writeValueAsString(SamplePages.evaluation())
                .replace("precisionAt10", "precisionAtTopTen"));
    assertThat(EvaluationResult.read(file).rows().get(0).qualities().get(0).precisionAt10())
        .isEqualTo(0.5);
  }
}
