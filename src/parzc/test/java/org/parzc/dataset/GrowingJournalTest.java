package org.parzc.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.extraction.Extraction;
import org.parzc.labels.PublishedScores;
import org.parzc.network.DeviceRequest;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.ArchitectureStatistics;

/** A journal may have more networks than memory takes: what is not asked for is not read. */
class GrowingJournalTest {
  private static final NasBench201 SPACE = new NasBench201();
  private static final Extraction EXTRACTION =
      Extraction.of(SPACE)
          .channels(4)
          .cells(1)
          .device(DeviceRequest.CPU)
          .statistics(List.of())
          .proxies(List.of())
          .build();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void make() {
    file = folder.resolve("cells.jsonl");
    JournalStore.open(file, EXTRACTION).close();
  }

  private static String line(String entry) {
    return "{\"sha256\":\"%s\",\"entry\":%s}\n"
        .formatted(
            Hashing.sha256().hashString(entry, StandardCharsets.UTF_8).toString().substring(0, 16),
            entry);
  }

  private static String entry(Architecture one) {
    return new String(
        JournalEntry.measured(
                new ArchitectureStatistics(
                    one.text(), 1, 2, 3, List.of(), Map.of(), EXTRACTION.settings().recorded()))
            .bytes(),
        StandardCharsets.UTF_8);
  }

  @Test
  void openingReadsNoStatistics() throws IOException {
    Files.writeString(
        file,
        line("{\"measured\":{\"architecture\":\"odd\",\"nodes\":7}}"),
        StandardOpenOption.APPEND);
    try (JournalStore store = JournalStore.open(file, EXTRACTION)) {
      assertThat(store.architectures()).containsExactly("odd");
      assertThatThrownBy(() -> store.read(List.of("odd")))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(file + ": line 2: ");
    }
  }

  /** A line may be longer than what is read at a time, and have any letters. */
  @Test
  void longLinesAreWhole() throws IOException {
    String name = "\u2028é".repeat(100_000);
    try (JournalStore store = JournalStore.open(file, EXTRACTION)) {
      store.addFailure("one", name);
      store.addFailure("two", "x");
    }
    String before = Files.readString(file);
    JournalStore.open(file, EXTRACTION).close();
    assertThat(file).content().isEqualTo(before).contains(name);
  }

  @Test
  void aStreamReadsWhatItGetsTo() throws IOException {
    List<Architecture> many = LongStream.range(0, 5_000).mapToObj(SPACE::at).toList();
    StringBuilder lines = new StringBuilder();
    many.forEach(one -> lines.append(line(entry(one))));
    Files.writeString(file, lines, StandardOpenOption.APPEND);
    try (ExampleStore store = ExampleStore.open(file, EXTRACTION)) {
      assertThat(store.stream(many, PublishedScores.NONE).map(Example::statistics))
          .hasSize(5_000)
          .element(4_999)
          .extracting(ArchitectureStatistics::architecture)
          .isEqualTo(many.get(4_999).text());
      Iterator<Example> examples = store.stream(many, PublishedScores.NONE).iterator();
      examples.next();
      store.close();
      assertThatThrownBy(() -> examples.forEachRemaining(one -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(file + ": the store is closed");
    }
  }
}
