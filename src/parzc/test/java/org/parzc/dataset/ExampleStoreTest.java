package org.parzc.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.blueprint.Slot;
import org.parzc.extraction.Extraction;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.labels.Labels;
import org.parzc.network.DeviceRequest;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.NonFinite;

/** Every architecture is measured once, whatever happens in between. */
class ExampleStoreTest {
  private static final SearchSpace SPACE = SearchSpaces.named("nasbench201");
  private static final Extraction EXTRACTION = extraction(0);
  private static final List<Architecture> CELLS =
      List.of(
          SPACE.parse(
              "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|none~0|none~1|nor_conv_3x3~2|"),
          SPACE.parse(
              "|nor_conv_1x1~0|+|nor_conv_3x3~0|skip_connect~1|+|none~0|none~1|nor_conv_3x3~2|"),
          // The first edge leads nowhere: its network is that of the next.
          SPACE.parse("|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|none~0|none~1|nor_conv_3x3~2|"),
          SPACE.parse("|none~0|+|nor_conv_3x3~0|none~1|+|none~0|none~1|nor_conv_3x3~2|"));

  @TempDir private Path folder;

  private static Extraction extraction(long seed) {
    return Extraction.of(SPACE)
        .channels(4)
        .cells(1)
        .batchSize(4)
        .seed(seed)
        .device(DeviceRequest.CPU)
        .threads(1)
        .statistics(List.of("l2_norm", "grad_norm", "zico"))
        .proxies(List.of("nwot"))
        .build();
  }

  private Path journal() {
    return folder.resolve("cells.jsonl");
  }

  @Test
  void aJournalHasWhatWasExtracted() {
    List<Example> inMemory;
    try (ExampleStore store = ExampleStore.inMemory(EXTRACTION)) {
      inMemory = store.examples(CELLS);
    }
    try (ExampleStore store = ExampleStore.open(journal(), EXTRACTION)) {
      assertThat(store.examples(CELLS.subList(0, 1))).isEqualTo(inMemory.subList(0, 1));
      assertThat(store.extracted()).isEqualTo(1);
    }
    try (ExampleStore store = ExampleStore.open(journal(), EXTRACTION)) {
      assertThat(store.examples(CELLS)).isEqualTo(inMemory);
      assertThat(store.extracted()).isEqualTo(3);
    }
    try (ExampleStore store = ExampleStore.open(journal(), EXTRACTION)) {
      assertThat(store.examples(CELLS)).isEqualTo(inMemory);
      assertThat(store.extracted()).isZero();
    }
  }

  @Test
  void architecturesWithTheSameNetworkShareAMeasurement() throws IOException {
    try (ExampleStore store = ExampleStore.open(journal(), EXTRACTION)) {
      List<ArchitectureStatistics> both = store.statistics(CELLS.subList(2, 4));
      assertThat(both.get(0)).isEqualTo(both.get(1).as(CELLS.get(2).text()));
    }
    assertThat(CELLS.get(2).representative()).isEqualTo(CELLS.get(3).representative());
    assertThat(Files.readAllLines(journal())).hasSize(3);
  }

  @Test
  void whatAKilledProcessLeftOfALastLineIsCutOff() throws IOException {
    try (ExampleStore store = ExampleStore.open(journal(), EXTRACTION)) {
      store.extract(CELLS.subList(0, 2));
    }
    byte[] whole = Files.readAllBytes(journal());
    int first = Bytes.indexOf(whole, (byte) '\n') + 1;
    int second =
        first + Bytes.indexOf(Arrays.copyOfRange(whole, first, whole.length), (byte) '\n') + 1;
    for (int kept : new int[] {second, second + 1, second + 300, whole.length - 1}) {
      Files.write(journal(), Arrays.copyOf(whole, kept));
      try (ExampleStore store = ExampleStore.open(journal(), EXTRACTION)) {
        store.extract(CELLS.subList(0, 2));
        assertThat(store.extracted()).as("%d bytes kept", kept).isEqualTo(1);
      }
      assertThat(journal()).hasBinaryContent(whole);
    }
  }

  @Test
  void aChangedLineIsRefused() throws IOException {
    try (ExampleStore store = ExampleStore.open(journal(), EXTRACTION)) {
      store.extract(CELLS.subList(0, 2));
    }
    String whole = Files.readString(journal());
    MoreFiles.asCharSink(journal(), StandardCharsets.UTF_8)
        .write(whole.replaceFirst("\"weights\":", "\"weights\":1"));
    assertThatThrownBy(() -> ExampleStore.open(journal(), EXTRACTION))
        .isInstanceOf(InputException.class)
        .hasMessage(
            journal() + ": line 2: it was changed after it was written; choose another store");
    MoreFiles.asCharSink(journal(), StandardCharsets.UTF_8).write("architecture,accuracy\n");
    assertThatThrownBy(() -> ExampleStore.open(journal(), EXTRACTION))
        .isInstanceOf(InputException.class)
        .hasMessage(
            journal() + ": line 1: not a line of a journal of statistics; choose another store");
  }

  @Test
  void aJournalKilledBeforeItsFirstLineBeginsAnew() throws IOException {
    ExampleStore.open(journal(), EXTRACTION).close();
    byte[] whole = Files.readAllBytes(journal());
    for (int kept : new int[] {0, 1, 11, 12, whole.length / 2, whole.length - 1}) {
      Files.write(journal(), Arrays.copyOf(whole, kept));
      ExampleStore.open(journal(), EXTRACTION).close();
      assertThat(journal()).as("%d bytes kept", kept).hasBinaryContent(whole);
    }
  }

  @Test
  void aFileOfOneLineThatIsNoJournalIsLeftAsItIs() throws IOException {
    for (String foreign : List.of("architecture", "{\"sha\"", "{\"sha256\":1}")) {
      Files.writeString(journal(), foreign);
      assertThatThrownBy(() -> ExampleStore.open(journal(), EXTRACTION))
          .isInstanceOf(InputException.class)
          .hasMessage(
              journal() + ": line 1: not a line of a journal of statistics; choose another store");
      assertThat(journal()).hasContent(foreign);
    }
  }

  @Test
  void aPlaceThatNoJournalCanHaveIsRefused() {
    Path inNone = folder.resolve("none").resolve("cells.jsonl");
    assertThatThrownBy(() -> ExampleStore.open(inNone, EXTRACTION))
        .isInstanceOf(InputException.class)
        .hasMessage(inNone + ": the directory does not exist");
  }

  @Test
  void aClosedJournalSaysSo() {
    JournalStore store = JournalStore.open(journal(), EXTRACTION);
    store.close();
    assertThatThrownBy(() -> store.addFailure("odd", "too large"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(journal() + ": the store is closed");
  }

  @Test
  void noThreadsAreRefused() {
    assertThatThrownBy(() -> Extraction.of(SPACE).threads(0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads: found 0, expected at least 1");
  }

  @Test
  void otherSettingsAreRefused() {
    ExampleStore.open(journal(), EXTRACTION).close();
    assertThatThrownBy(() -> ExampleStore.open(journal(), extraction(1)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(journal() + ": made with ")
        .hasMessageContaining("made with seed 0, asked for seed 1");
  }

  @Test
  void aJournalIsOpenOnce() {
    ExampleStore first = ExampleStore.open(journal(), EXTRACTION);
    assertThatThrownBy(() -> ExampleStore.open(journal(), EXTRACTION))
        .isInstanceOf(InputException.class)
        .hasMessage(journal() + ": is open in another process, or twice in this one");
    first.close();
    first.close();
    ExampleStore.open(journal(), EXTRACTION).close();
  }

  @Test
  void labelsComeWithTheirExamples() {
    try (ExampleStore store = ExampleStore.inMemory(EXTRACTION)) {
      LabelledExamples known =
          store.labelled(
              new Labels(
                  "labels.csv",
                  "accuracy",
                  Direction.HIGHER_IS_BETTER,
                  List.of(
                      new LabelledArchitecture(CELLS.get(0), 91.5),
                      new LabelledArchitecture(CELLS.get(3), 70)),
                  List.of()));
      assertThat(known.texts()).containsExactly(CELLS.get(0).text(), CELLS.get(3).text());
      assertThat(known.labels()).containsExactly(91.5, 70);
      assertThat(known.canonicalForms())
          .containsExactly(CELLS.get(0).canonicalForm(), CELLS.get(3).canonicalForm());
    }
  }

  /** Numbers that JSON has no form for, and those at the ends of what a double can be. */
  @Test
  void everyNumberComesBackAsItWas() {
    ArchitectureStatistics odd =
        new ArchitectureStatistics(
            "odd",
            Long.MAX_VALUE,
            0,
            3,
            List.of(
                new NodeStatistics(
                    0,
                    Slot.single("stem"),
                    "conv3x3",
                    List.of(4L, 3L, 3L, 3L),
                    108,
                    true,
                    2,
                    Map.of(
                        "l2_norm",
                        Double.MIN_VALUE,
                        "grad_norm",
                        Double.NaN,
                        "zico",
                        Double.NEGATIVE_INFINITY))),
            Map.of("nwot", -0.0),
            EXTRACTION.settings().recorded());
    try (JournalStore store = JournalStore.open(journal(), EXTRACTION)) {
      store.add(odd);
      store.addFailure("other", "too \"large\"\nfor anything");
    }
    try (JournalStore store = JournalStore.open(journal(), EXTRACTION)) {
      assertThat(store.read(List.of("odd"))).containsExactly(odd);
      assertThat(store.architectures()).containsExactly("odd");
      assertThat(store.nonFinite())
          .isEqualTo(new NonFinite(1, Map.of("grad_norm", 1L, "zico", 1L), Map.of()));
      assertThatThrownBy(() -> store.add(odd))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(journal() + ": odd is there already");
      assertThatThrownBy(() -> store.read(List.of("other")))
          .isInstanceOf(InputException.class)
          .hasMessage(journal() + ": found no statistics of other");
    }
  }

  @Test
  void oneJournalHasOneKindOfDevice() {
    try (JournalStore store = JournalStore.open(journal(), EXTRACTION)) {
      store.requireDevice("cuda, NVIDIA H100");
      store.add(
          new ArchitectureStatistics(
              "a", 1, 1, 1, List.of(), Map.of(), EXTRACTION.settings().recorded()));
    }
    try (JournalStore store = JournalStore.open(journal(), EXTRACTION)) {
      store.requireDevice("cuda, another");
      assertThatThrownBy(() -> store.requireDevice("cpu"))
          .isInstanceOf(InputException.class)
          .hasMessage(
              journal()
                  + ": measured on cuda, NVIDIA H100, asked to go on with cpu (use another store or"
                  + " another device)");
    }
  }
}
