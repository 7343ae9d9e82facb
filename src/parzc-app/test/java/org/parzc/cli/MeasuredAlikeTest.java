package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleStore;
import org.parzc.dataset.LabelledExamples;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.Minibatches;
import org.parzc.files.Provenance;
import org.parzc.images.ImageSource;
import org.parzc.images.ImageSources;
import org.parzc.labels.LabelFile;
import org.parzc.labels.LabelRange;
import org.parzc.labels.Labels;
import org.parzc.labels.PublishedScores;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.model.Scores;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;
import org.parzc.search.Costs;
import org.parzc.serve.Client;
import org.parzc.serve.Limits;
import org.parzc.serve.SearchLimits;
import org.parzc.serve.Server;
import org.parzc.serve.ServerSettings;
import org.parzc.serve.Service;
import org.parzc.serve.WebAccess;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Statistics;
import org.parzc.store.DuckDbStore;
import org.parzc.store.DuckDbStores;

/**
 * Whoever asks gets the same numbers of an architecture, above all of one that is not its own
 * representative.
 */
@Tag("slow")
class MeasuredAlikeTest {
  private static final String CUSTOM = "custom:examples/spaces/nasbench201.yaml";

  /** One convolution that counts, and two that lead nowhere. */
  private static final String DEAD =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|nor_conv_3x3~0|none~1|none~2|";

  private static final String PRESET = "default/members=2/epochs=2";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static ExtractionSettings settings(SearchSpace space) {
    ImageSource images = ImageSources.parse("normal", 0, space.defaultSkeleton().input(), 10);
    return new ExtractionSettings(
        space,
        new Skeleton(4, 1, 10, images.shape()),
        new Minibatches(images, 4, 2),
        0,
        ElementType.FLOAT32,
        Statistics.nodeWise(List.of("l2_norm", "grad_norm", "synflow")),
        Statistics.networkLevel(List.of("nwot")));
  }

  /** Returns cells most of which have dead edges, of a copy of the space if it is one. */
  private static List<Architecture> cells(SearchSpace space) {
    List<Architecture> cells = new ArrayList<>(List.of(space.parse(DEAD)));
    Cli.ISOMORPHIC.forEach(text -> cells.add(space.parse(text)));
    IntStream.range(0, 16).forEach(i -> cells.add(space.parse(Cli.cell(i))));
    return cells;
  }

  private static JsonNode tree(Object value) throws IOException {
    return JSON.readTree(JSON.writeValueAsString(value));
  }

  private static JsonNode describe(String space, Architecture one, Object... more)
      throws Exception {
    return Cli.json(
        Cli.run("describe", "--space", space, one.text(), "--json", Cli.QUICK, List.of(more))
            .done()
            .out());
  }

  /**
   * Counted by hand, with C = 4 and N = 1: stem 116, reductions 928 and 3,648, last normalisation
   * 32, classifier 170; and 152, 592 and 2,336 for each edge with a 3×3 convolution.
   */
  @ParameterizedTest
  @ValueSource(strings = {"nasbench201", CUSTOM})
  void describeShowsBothSizes(String name) throws Exception {
    SearchSpace space = SearchSpaces.named(name);
    Architecture dead = space.parse(DEAD);
    JsonNode facts = describe(name, dead);
    assertThat(facts.get("nodes").asInt()).isEqualTo(11);
    assertThat(facts.get("params").asLong()).isEqualTo(7_974);
    assertThat(facts.get("written").get("nodes").asInt()).isEqualTo(17);
    assertThat(facts.get("written").get("params").asLong()).isEqualTo(14_134);
    assertThat(facts.get("representative").asText())
        .isEqualTo(dead.representative().text())
        .isNotEqualTo(dead.text());
    assertThat(Costs.sizes(space, settings(space).skeleton()).named("params").of(dead))
        .isEqualTo(7_974);
    String text = Cli.run("describe", "--space", name, DEAD, Cli.QUICK).done().out();
    assertThat(text)
        .contains(
            "11 (as written: 17)",
            "7974 (as written: 14134)",
            "representative " + dead.representative());
    assertThat(
            Cli.run("describe", "--space", name, dead.representative().text(), Cli.QUICK)
                .done()
                .out())
        .contains("7974")
        .doesNotContain("as written", "representative");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nasbench201", CUSTOM})
  void everyPathMeasuresAndScoresTheSame(String name) throws Exception {
    SearchSpace space = SearchSpaces.named(name);
    List<Architecture> cells = cells(space);
    assertThat(cells.stream().filter(cell -> !cell.representative().equals(cell)))
        .hasSizeGreaterThan(6);
    StringBuilder table = new StringBuilder("architecture,accuracy\n");
    IntStream.range(0, cells.size())
        .forEach(
            i ->
                table
                    .append('"')
                    .append(cells.get(i))
                    .append("\",")
                    .append(60 + i * 7 % 31)
                    .append('\n'));
    Path labelFile = Cli.write(folder.resolve("labels.csv"), table.toString());
    Labels labels = LabelFile.read(labelFile, space, null, null, LabelRange.PERCENT);
    ExtractionSettings settings = settings(space);
    List<ArchitectureStatistics> java;
    try (Extractor extractor = new Extractor(settings, Device.cpu())) {
      java = cells.stream().map(extractor::extract).toList();
      assertThat(java)
          .extracting(ArchitectureStatistics::architecture)
          .isEqualTo(cells.stream().map(Architecture::text).toList());
      // Alone, of what stands for it: the same but for the name.
      assertThat(java)
          .isEqualTo(
              cells.stream()
                  .map(cell -> extractor.extract(cell.representative()).as(cell.text()))
                  .toList());
    }
    assertThat(java)
        .flatExtracting(ArchitectureStatistics::nodes)
        .filteredOn(node -> node.slot().name().startsWith("stage"))
        .allMatch(NodeStatistics::live);
    List<Example> examples = Example.all(java, cells, PublishedScores.NONE, space);
    Path store = folder.resolve("cells.duckdb");
    Cli.run("statistics", "--space", name, "--candidates", labelFile, "--store", store, Cli.QUICK);
    try (DuckDbStore open = DuckDbStore.openReadOnly(store)) {
      assertThat(open.read(cells.stream().map(Architecture::text).toList())).isEqualTo(java);
    }
    for (int i : new int[] {0, 1, 5}) {
      JsonNode described = describe(name, cells.get(i), "--measure").get("statistics");
      assertThat(described.get("nodes")).isEqualTo(tree(java.get(i).nodes()));
      assertThat(described.get("proxies")).isEqualTo(tree(java.get(i).proxies()));
      assertThat(described.get("parameters").asLong()).isEqualTo(java.get(i).parameters());
    }
    try (Predictor predictor =
        Predictor.train(
            new LabelledExamples(examples, labels.values()), PredictorSettings.preset(PRESET), 0)) {
      Scores scores = predictor.scoreWithUncertainty(examples, 3);
      JsonNode ranking =
          Cli.json(
              Cli.run(
                      "rank",
                      "--space",
                      name,
                      "--labels",
                      labelFile,
                      "--candidates",
                      labelFile,
                      "--store",
                      store,
                      "--draws",
                      3,
                      "--preset",
                      PRESET,
                      "--json",
                      Cli.QUICK)
                  .out());
      assertThat(ranking).hasSize(cells.size()).allSatisfy(line -> same(line, cells, scores));
      served(settings, predictor, cells, java, scores);
    }
  }

  private static void same(JsonNode line, List<Architecture> cells, Scores scores) {
    int cell =
        IntStream.range(0, cells.size())
            .filter(i -> cells.get(i).text().equals(line.get("architecture").asText()))
            .findFirst()
            .orElseThrow();
    assertThat(line.get("score").asDouble()).isEqualTo(scores.mean()[cell]);
    assertThat(line.get("deviation").asDouble()).isEqualTo(scores.standardDeviation()[cell]);
  }

  private void served(
      ExtractionSettings settings,
      Predictor predictor,
      List<Architecture> cells,
      List<ArchitectureStatistics> java,
      Scores scores)
      throws Exception {
    Extraction extraction = Extraction.local(settings, DeviceRequest.CPU, OptionalInt.of(1));
    try (ExampleStore store = ExampleStore.open(folder.resolve("served.duckdb"), extraction)) {
      Service service =
          new Service(
              settings.space(),
              predictor,
              3,
              store,
              DuckDbStores.contents(extraction),
              store::extracted,
              Costs.sizes(settings.space(), settings.skeleton()),
              Provenance.NONE);
      Limits limits =
          new Limits(
              100_000,
              8,
              SearchLimits.USUAL,
              64,
              Duration.ofSeconds(60),
              Duration.ofSeconds(20),
              Duration.ofSeconds(20));
      try (Server server =
          Server.start(
              service,
              new ServerSettings(
                  ServerSettings.address("127.0.0.1", 0), Optional.empty(), WebAccess.OWN, limits),
              Optional.empty())) {
        Client client = new Client(server.address());
        String body = Client.architectures(cells.stream().map(Architecture::text).toList());
        JsonNode statistics = client.post("/statistics", body).json();
        for (int i = 0; i < cells.size(); i++) {
          JsonNode one = statistics.get("statistics").get(i);
          assertThat(one.get("architecture").asText()).isEqualTo(cells.get(i).text());
          assertThat(one.get("parameters").asLong()).isEqualTo(java.get(i).parameters());
          assertThat(one.get("proxies")).isEqualTo(tree(java.get(i).proxies()));
          for (int node = 0; node < java.get(i).nodes().size(); node++) {
            assertThat(one.get("nodes").get(node).get("values"))
                .isEqualTo(tree(java.get(i).nodes().get(node).values()));
          }
        }
        assertThat(client.post("/score", body).json().get("scores"))
            .hasSize(cells.size())
            .allSatisfy(line -> same(line, cells, scores));
      }
    }
  }
}
