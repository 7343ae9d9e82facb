package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.dataset.ExampleStore;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Minibatches;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.DeviceRequest;
import org.parzc.network.ImportedArchitecture;
import org.parzc.network.Initialisation;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.NetworkSource;
import org.parzc.network.Tensors;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.statistics.Statistics;
import org.parzc.store.DuckDbStore;
import org.parzc.torchscript.Modules;

/** Where LibTorch fails on one architecture, that one is recorded and the rest goes on. */
@Tag("slow")
class UnmeasurableTest {
  private static final int NETWORKS = 12;

  /** Describing a module runs it on two images; this one takes no other number of them. */
  private static final String TWO_IMAGES_ALONE =
      """
      x = torch.relu(torch.conv2d(x, self.conv, None, [1, 1], [1, 1], [1, 1], 1))
      return torch.linear(torch.reshape(torch.adaptive_avg_pool2d(x, [1, 1]), [2, 3]), self.fc, None)
      """;

  private static final Skeleton SKELETON = new Skeleton(4, 1, 3, new Shape(3, 8, 8));
  private static final ExtractionSettings SETTINGS =
      new ExtractionSettings(
          Cli.SPACE,
          SKELETON,
          new Minibatches(
              ImageSources.parse("normal", 1, SKELETON.input(), SKELETON.classes()), 4, 2),
          1,
          ElementType.FLOAT32,
          Statistics.nodeWise(),
          Statistics.networkLevel());

  @TempDir private Path folder;

  private Path nets;
  private List<Object> networks;

  @BeforeEach
  void twoOfTwelveFail() throws IOException {
    nets = Files.createDirectory(folder.resolve("nets"));
    for (int i = 1; i <= NETWORKS; i++) {
      Path file = nets.resolve("w%02d.pt".formatted(i));
      if (i == 3 || i == 8) {
        Modules.write(
            file, TWO_IMAGES_ALONE, "conv", Modules.shape(3, 3, 3, 3), "fc", Modules.shape(10, 3));
      } else {
        Modules.small(file, 3, i, 10);
      }
    }
    networks =
        List.of(
            "--space", "torchscript:" + nets, "--images", Cli.idx(folder, 40), "--batch-size", 8);
  }

  @Test
  void statisticsOfTheOthersAreThereAndTheFailuresInTheStore() {
    Path store = folder.resolve("nets.duckdb");
    List<Object> command = List.of("statistics", networks, "--candidates", "all", "--store", store);
    Cli.Result result = Cli.run(command);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out())
        .contains("2 networks could not be run, tried once more", "10 architectures extracted")
        .containsPattern("failed: w03@[0-9a-f]+: .*invalid for input of size")
        .containsPattern("failed: w08@[0-9a-f]+: ");
    try (DuckDbStore open = DuckDbStore.openReadOnly(store)) {
      assertThat(open.failures())
          .hasSize(2)
          .allSatisfy(
              (text, why) -> {
                assertThat(text).matches("w0[38]@.*");
                assertThat(why).contains("invalid for input of size");
              });
    }
    assertThat(Cli.run(command).out())
        .as("the next command tries them again")
        .contains(
            "10 of 12 architectures are there already",
            "2 networks could not be run, tried once more");
  }

  @Test
  void aSearchGoesOnAndItsStateIsTheSameHoweverItWasStopped() throws Exception {
    for (String algorithm : List.of("exhaustive", "evolution")) {
      List<Object> command =
          List.of(
              "search",
              networks,
              "--objective",
              "proxy:nwot",
              "--algorithm",
              algorithm,
              "--population",
              3,
              "--top",
              20);
      Path whole = folder.resolve(algorithm + ".whole.json");
      Path out = folder.resolve(algorithm + ".whole.csv");
      Cli.Result result =
          Cli.run(
                  command,
                  "--generations",
                  60,
                  "--state",
                  whole,
                  "--out",
                  out,
                  "--store",
                  folder.resolve("nets.duckdb"))
              .done();
      assertThat(result.out())
          .contains("12 architectures evaluated", "2 architectures could not be measured")
          .containsPattern("failed: w03@[0-9a-f]+: .*invalid for input of size")
          .containsPattern("failed: w08@[0-9a-f]+: ");
      assertThat(out).content().hasLineCount(NETWORKS - 2 + 1).doesNotContain("w03", "w08");
      Path state = folder.resolve(algorithm + ".state.json");
      Path parts = folder.resolve(algorithm + ".parts.csv");
      for (int generations : new int[] {1, 2, 60}) {
        Cli.run(
                command,
                "--generations",
                generations,
                "--state",
                state,
                "--out",
                parts,
                "--store",
                folder.resolve("parts.duckdb"))
            .done();
      }
      assertThat(state).hasSameBinaryContentAs(whole);
      assertThat(parts).hasSameBinaryContentAs(out);
      JsonNode evaluations = Cli.json(Files.readString(state)).get("state").get("evaluations");
      assertThat(evaluations)
          .hasSize(NETWORKS)
          .filteredOn(one -> one.has("failure"))
          .hasSize(2)
          .allMatch(one -> one.get("architecture").asText().matches("w0[38]@.*"));
    }
  }

  @Test
  void aSearchInWhichNothingCanBeMeasuredFails() throws IOException {
    for (int i = 1; i <= NETWORKS; i++) {
      if (i != 3 && i != 8) {
        Files.delete(nets.resolve("w%02d.pt".formatted(i)));
      }
    }
    Cli.Result result =
        Cli.run(
            "search",
            networks,
            "--objective",
            "proxy:nwot",
            "--algorithm",
            "random",
            "--generations",
            2,
            "--store",
            folder.resolve("nets.duckdb"));
    assertThat(result.out())
        .contains(
            "2 architectures evaluated",
            "2 architectures could not be measured",
            "failed: w03@",
            "failed: w08@");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void aRankingThatLacksOneIsRefusedAndTheOthersStayMeasured() {
    Path labels =
        Cli.write(
            folder.resolve("labels.csv"),
            IntStream.rangeClosed(1, NETWORKS)
                .mapToObj(i -> "w%02d,%d\n".formatted(i, 50 + i * i % 7))
                .reduce("id,label\n", String::concat));
    Path store = folder.resolve("nets.duckdb");
    Cli.Result result =
        Cli.run(
            "rank",
            networks,
            "--labels",
            labels,
            "--candidates",
            "all",
            "--store",
            store,
            "--out",
            folder.resolve("ranking.csv"));
    assertThat(result.err())
        .startsWith("parzc: 2 architectures could not be run; the first, w03@")
        .hasLineCount(1);
    assertThat(result.code()).isEqualTo(2);
    assertThat(folder.resolve("ranking.csv")).doesNotExist();
    try (DuckDbStore open = DuckDbStore.openReadOnly(store)) {
      assertThat(open.counts().architectures()).isEqualTo(10);
    }
  }

  /**
   * A cell whose networks fail as often as was asked for, at the hands of LibTorch, and then run.
   */
  private record Flaky(Architecture cell, Map<String, Integer> faults)
      implements ImportedArchitecture {
    @Override
    public boolean equals(Object other) {
      return other instanceof Flaky one && one.cell.equals(cell);
    }

    @Override
    public int hashCode() {
      return cell.hashCode();
    }

    @Override
    public String toString() {
      return text();
    }

    @Override
    public String text() {
      return cell.text();
    }

    @Override
    public String spaceName() {
      return cell.spaceName();
    }

    @Override
    public String canonicalForm() {
      return cell.canonicalForm();
    }

    @Override
    public List<Architecture> neighbours() {
      return cell.neighbours();
    }

    @Override
    public Blueprint blueprint(Skeleton skeleton) {
      return cell.blueprint(skeleton);
    }

    @Override
    public List<String> picture() {
      return cell.picture();
    }

    @Override
    public NetworkSource networks(Skeleton skeleton) {
      NetworkSource sound = NetworkSource.of(blueprint(skeleton));
      return faults.merge(text(), -1, Integer::sum) < 0
          ? sound
          : new NetworkSource() {
            @Override
            public Blueprint blueprint() {
              return sound.blueprint();
            }

            @Override
            public MeasurableNetwork atInitialisation(
                Initialisation initialisation, ElementType type) {
              Tensors.of(new double[6], 6).view(4);
              return sound.atInitialisation(initialisation, type);
            }

            @Override
            public MeasurableNetwork withRunningStatistics(
                Initialisation initialisation, ElementType type) {
              return sound.withRunningStatistics(initialisation, type);
            }
          };
    }
  }

  private static ExampleStore.Outcome extract(
      Path file, int threads, StringWriter said, List<Architecture> cells) {
    Extraction extraction = Extraction.local(SETTINGS, DeviceRequest.CPU, OptionalInt.of(threads));
    try (ExampleStore store =
        ExampleStore.open(
            file, extraction, new ExtractionMessages(Output.to(new PrintWriter(said, true))))) {
      return store.extract(cells);
    }
  }

  @Test
  void whatFailsOnceIsMeasuredAtTheSecondAttemptAndNothingIsTriedAThirdTime() {
    List<String> texts =
        IntStream.range(0, 8)
            .mapToObj(i -> Cli.SPACE.parse(Cli.cell(i)).representative().text())
            .toList();
    String once = texts.get(3);
    String always = texts.get(5);
    Map<String, Integer> faults = new ConcurrentHashMap<>(Map.of(once, 1, always, 100));
    List<Architecture> cells =
        texts.stream().<Architecture>map(text -> new Flaky(Cli.SPACE.parse(text), faults)).toList();
    Path store = folder.resolve("cells.duckdb");
    StringWriter said = new StringWriter();
    ExampleStore.Outcome outcome = extract(store, 2, said, cells);
    assertThat(outcome.failed()).containsOnlyKeys(cells.get(5));
    assertThat(outcome.failed().get(cells.get(5))).contains("invalid for input of size 6");
    assertThat(outcome.extracted()).isEqualTo(7);
    assertThat(said.toString()).contains("2 networks could not be run, tried once more");
    assertThat(faults.get(always)).as("attempts").isEqualTo(100 - 2);
    Path sound = folder.resolve("sound.duckdb");
    extract(
        sound,
        1,
        said,
        texts.stream().filter(text -> !text.equals(always)).map(Cli.SPACE::parse).toList());
    try (DuckDbStore open = DuckDbStore.openReadOnly(store);
        DuckDbStore expected = DuckDbStore.openReadOnly(sound)) {
      assertThat(open.failures()).containsOnlyKeys(always);
      assertThat(open.read()).isEqualTo(expected.read());
    }
    faults.put(always, 0);
    assertThat(extract(store, 2, said, cells).failed()).isEmpty();
    try (DuckDbStore open = DuckDbStore.openReadOnly(store)) {
      assertThat(open.failures()).isEmpty();
      assertThat(open.counts().architectures()).isEqualTo(8);
    }
  }
}
