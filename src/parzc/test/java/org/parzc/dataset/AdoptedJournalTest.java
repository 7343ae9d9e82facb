package org.parzc.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.extraction.Extraction;
import org.parzc.files.BuildVersion;
import org.parzc.network.DeviceRequest;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.ArchitectureStatistics;

/** A journal of another version is read, and added to once it was adopted. */
class AdoptedJournalTest {
  private static final NasBench201 SPACE = new NasBench201();
  private static final Extraction EXTRACTION = extraction(0);
  private static final Architecture MEASURED = SPACE.at(2_000);
  private static final Architecture NEW = SPACE.at(4_000);

  @TempDir private Path folder;
  private Path file;
  private String old;

  private static Extraction extraction(long seed) {
    return Extraction.of(SPACE)
        .channels(4)
        .cells(1)
        .seed(seed)
        .device(DeviceRequest.CPU)
        .statistics(List.of("l2_norm"))
        .proxies(List.of())
        .build();
  }

  private static ArchitectureStatistics statistics(Architecture one) {
    return new ArchitectureStatistics(
        one.text(), 1, 2, 3, List.of(), Map.of(), EXTRACTION.settings().recorded());
  }

  /** Makes the journal of a version that is none. */
  @BeforeEach
  void fill() throws IOException {
    file = folder.resolve("cells.jsonl");
    try (JournalStore store = JournalStore.open(file, EXTRACTION)) {
      store.add(statistics(MEASURED));
    }
    List<String> lines = Files.readAllLines(file);
    String first =
        lines
            .get(0)
            .replaceFirst("^.*?\"entry\":(.*)}$", "$1")
            .replace("\"version\":\"" + BuildVersion.VERSION, "\"version\":\"0.0.9");
    String sum =
        Hashing.sha256().hashString(first, StandardCharsets.UTF_8).toString().substring(0, 16);
    old = "{\"sha256\":\"%s\",\"entry\":%s}\n%s\n".formatted(sum, first, lines.get(1));
    Files.writeString(file, old);
  }

  @Test
  void itIsReadAndNotAddedTo() throws IOException {
    try (ExampleStore store = ExampleStore.open(file, EXTRACTION)) {
      assertThat(store.statistics(List.of(MEASURED))).containsExactly(statistics(MEASURED));
      assertThatThrownBy(() -> store.statistics(List.of(MEASURED, NEW)))
          .isInstanceOf(InputException.class)
          .hasMessage(
              ("%s: was made by version 0.0.9, to which %s adds nothing unless told to (adopt), and"
                      + " 1 of 2 architectures are not in it: %s")
                  .formatted(file, BuildVersion.VERSION, NEW));
    }
    assertThat(file).hasContent(old);
  }

  @Test
  void oneThatIsAdoptedGoesOn() {
    Path copy = folder.resolve("cells.jsonl.0.0.9");
    assertThat(ExampleStore.adopt(file, EXTRACTION)).contains(copy);
    assertThat(copy).hasContent(old);
    try (ExampleStore store = ExampleStore.open(file, EXTRACTION)) {
      assertThat(store.statistics(List.of(MEASURED, NEW))).hasSize(2);
      assertThat(store.extracted()).isEqualTo(1);
    }
    assertThat(file).content().contains("\"adopted\":\"0.0.9\"");
    assertThat(ExampleStore.adopt(file, EXTRACTION)).as("it is of this version").isEmpty();
    assertThat(ExampleStore.adopt(folder.resolve("none.jsonl"), EXTRACTION)).isEmpty();
  }

  @Test
  void otherSettingsAreRefusedAllTheSame() {
    assertThatThrownBy(() -> ExampleStore.adopt(file, extraction(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("made with seed 0, asked for seed 1")
        .hasMessageNotContaining("version");
    assertThat(folder.resolve("cells.jsonl.0.0.9")).doesNotExist();
  }

  @Test
  void anotherFileIsNotOverwritten() throws IOException {
    Path copy = folder.resolve("cells.jsonl.0.0.9");
    Files.writeString(copy, "mine");
    assertThatThrownBy(() -> ExampleStore.adopt(file, EXTRACTION))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(copy + ": is there already, and differs from ");
    assertThat(copy).hasContent("mine");
    assertThat(file).hasContent(old);
    Files.writeString(copy, old);
    assertThat(ExampleStore.adopt(file, EXTRACTION)).as("what a kill left").contains(copy);
  }
}
