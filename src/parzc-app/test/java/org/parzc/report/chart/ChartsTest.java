package org.parzc.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.evaluation.Predictions;
import org.parzc.files.Provenance;
import org.parzc.importance.FeatureGroup;
import org.parzc.importance.NodeImportance;
import org.parzc.labels.Direction;
import org.parzc.model.LabelScale;
import org.parzc.report.Table;
import org.parzc.report.page.SamplePages;
import org.parzc.search.SearchHistory;

/** What options say, as ECharts reads them. */
class ChartsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PredictionChart.Label ACCURACY =
      new PredictionChart.Label("accuracy", Direction.HIGHER_IS_BETTER);

  private static JsonNode option(Chart chart) {
    JsonNode option = JSON.valueToTree(chart.option());
    return option.has("baseOption") ? option.get("baseOption") : option;
  }

  static Stream<Chart> all() {
    Predictions predictions = SamplePages.predictions();
    return Stream.of(
        LearningCurve.of("a", SamplePages.evaluation().rows()),
        PredictionChart.all("b", "10 labels", "points", ACCURACY, predictions),
        PredictionChart.best("c", "10 labels", "points", ACCURACY, predictions),
        CalibrationChart.of("d", List.of(new CalibrationChart.Source("MABN", predictions))),
        RankingChart.of("e", SamplePages.ranking()),
        SearchCurve.of("f", List.of(new SearchCurve.Source("one", SamplePages.history()))),
        CostChart.of("g", SamplePages.history()),
        ImportanceChart.of("h", SamplePages.importance(FeatureGroup.By.NODE)),
        CellGraph.of("i", SamplePages.importance(FeatureGroup.By.NODE)),
        ImportanceMap.uncertainty("j", SamplePages.importance(FeatureGroup.By.NODE_STATISTIC)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void areDataWithWordsAndNumbers(Chart chart) throws Exception {
    assertThat(JSON.writeValueAsString(chart.option()))
        .doesNotContain("function", "NaN", "Infinity")
        .doesNotContainPattern("\"#[0-9A-Fa-f]{3}");
    assertThat(chart.summary()).containsPattern("\\d").endsWith(".");
    assertThat(chart.numbers().rows()).isNotEmpty();
  }

  @Test
  void learningCurvesHaveErrorBarsOfOneStandardDeviation() {
    JsonNode series =
        option(LearningCurve.of("tau", SamplePages.evaluation().rows())).get("series");
    assertThat(series.findValuesAsText("name"))
        .containsExactly(
            "MABN <b>default</b>", "MABN <b>default</b>", "ridge", "ridge", "#params", "#params");
    assertThat(series.at("/0/data").toString()).isEqualTo("[[\"10\",0.72],[\"20\",0.82]]");
    assertThat(series.at("/1/data").toString())
        .isEqualTo(
            "[[\"10\",0.7],[\"10\",0.74],[\"-\",\"-\"],"
                + "[\"20\",0.8],[\"20\",0.84],[\"-\",\"-\"]]");
  }

  @Test
  void predictionsOfTheBestTenthAreMarked() {
    Chart all =
        PredictionChart.all("all", "10 labels", "points", ACCURACY, SamplePages.predictions());
    assertThat(option(all).at("/series/0/data")).hasSize(36);
    assertThat(option(all).at("/series/1/data")).hasSize(4);
    assertThat(option(all).at("/series/1/data/0").get(0).asDouble()).isEqualTo(94);
    Chart best =
        PredictionChart.best("best", "10 labels", "points", ACCURACY, SamplePages.predictions());
    assertThat(option(best).at("/series/1/data")).isEqualTo(option(all).at("/series/1/data"));
    assertThat(option(best).at("/title/text").asText()).endsWith("n 4");
    assertThat(best.numbers().rows().get(0).get(0)).isEqualTo(4);
  }

  @Test
  void scoresThatAreNoNumbersAreNotDrawn() {
    Predictions broken =
        new Predictions(
            List.of("a", "b", "c"),
            new double[] {1, 2, 3},
            new double[] {1, Double.NaN, 3},
            new double[] {1, 1, 1});
    JsonNode series =
        option(PredictionChart.all("all", "10 labels", "points", ACCURACY, broken)).get("series");
    assertThat(series.at("/0/data").size() + series.at("/1/data").size()).isEqualTo(2);
  }

  @Test
  void coverageCountsErrorsWithinTheInterval() {
    int count = 400;
    double[] labels = IntStream.range(0, count).mapToDouble(i -> i).toArray();
    // Scores off by one std or none, by turns: half of the errors are within any interval below one
    // std.
    double[] scaled = LabelScale.GAUSSIAN_RANK.scale(labels);
    double[] scores =
        IntStream.range(0, count).mapToDouble(i -> scaled[i] + (i % 2 == 0 ? 0 : 0.999)).toArray();
    Predictions predictions =
        new Predictions(
            IntStream.range(0, count).mapToObj(String::valueOf).toList(),
            labels,
            scores,
            IntStream.range(0, count).mapToDouble(i -> 1).toArray());
    JsonNode data =
        option(CalibrationChart.of("c", List.of(new CalibrationChart.Source("x", predictions))))
            .at("/series/0/data");
    assertThat(data).hasSize(13);
    for (JsonNode point : data) {
      double expected = point.get(0).asDouble();
      assertThat(point.get(1).asDouble()).isCloseTo(expected < 68.2 ? 50 : 100, within(1e-9));
    }
  }

  @Test
  void searchesOnlyRise() {
    JsonNode series =
        option(SearchCurve.of("s", List.of(new SearchCurve.Source("one", SamplePages.history()))))
            .get("series");
    assertThat(series).hasSize(1);
    assertThat(series.at("/0/data").toString())
        .isEqualTo("[[1,0.0],[2,7.0],[3,14.0],[4,21.0],[5,28.0],[18,29.0],[30,29.0]]");
  }

  @Test
  void frontsHoldWhatNothingBeats() {
    SearchHistory history =
        new SearchHistory(
            new Provenance(Map.of("minimised", "flops")),
            "score",
            List.of(
                new SearchHistory.Step("cheap", 1, 1), new SearchHistory.Step("beaten", 0.5, 2),
                new SearchHistory.Step("dear", 3, 9),
                    new SearchHistory.Step("unknown", Double.NaN, 1)));
    assertThat(CostChart.of("c", history).numbers().rows())
        .extracting(row -> row.get(0))
        .containsExactly("cheap", "dear");
    assertThat(option(CostChart.of("c", history)).at("/series/1/data")).hasSize(3);
  }

  @Test
  void cellsAddTheirStagesUp() {
    Chart cell = CellGraph.of("cell", SamplePages.importance(FeatureGroup.By.NODE));
    assertThat(cell.numbers().rows())
        .extracting(row -> row.get(0))
        .containsExactly("0 → 1", "0 → 2", "1 → 2");
    assertThat(cell.numbers().rows())
        .extracting(row -> (double) row.get(1))
        .satisfiesExactly(
            share -> assertThat(share).isCloseTo(700.0 / 27, within(1e-9)),
            share -> assertThat(share).isCloseTo(900.0 / 27, within(1e-9)),
            share -> assertThat(share).isCloseTo(1100.0 / 27, within(1e-9)));
    assertThat(
            CellGraph.fits(
                new NodeImportance(
                    FeatureGroup.By.NODE,
                    0,
                    List.of(new NodeImportance.Row("stack1.conv", 1, 1, 0, 1, 1, 0, 0.0)))))
        .isFalse();
  }

  @Test
  void importanceFollowsTheNetwork() {
    JsonNode option = option(ImportanceChart.of("i", SamplePages.importance(FeatureGroup.By.NODE)));
    assertThat(option.at("/xAxis/data")).hasSize(8);
    assertThat(option.at("/xAxis/data/0").asText()).isEqualTo("stem");
    assertThat(option.at("/xAxis/data/7").asText()).isEqualTo("classifier");
    JsonNode map =
        option(
            ImportanceMap.importance("m", SamplePages.importance(FeatureGroup.By.NODE_STATISTIC)));
    assertThat(map.at("/yAxis/data").toString()).isEqualTo("[\"snip\",\"fisher\"]");
    assertThat(map.at("/series/0/data")).hasSize(16);
  }

  @Test
  void readTheSameEverywhere() {
    Locale usual = Locale.getDefault();
    try {
      List<Map<String, Object>> options = all().map(Chart::option).toList();
      Locale.setDefault(Locale.GERMANY);
      assertThat(all().map(Chart::option).toList()).isEqualTo(options);
      assertThat(all().map(Chart::summary)).noneMatch(summary -> summary.matches(".*\\d,\\d.*"));
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void idsNameFiles() {
    assertThatThrownBy(
            () -> new Chart("../x", "", "", "", 1, true, Map.of(), new Table(List.of(), List.of())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Table(List.of(Table.Column.text("a")), List.of(List.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
