package org.parzc.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.extraction.Extraction;
import org.parzc.network.DeviceRequest;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.ArchitectureStatistics;

/** A journal that not even root can write is read, by several at once, and stays as it is. */
class ReadOnlyJournalTest {
  private static final EnumerableSpace SPACE = new NasBench201();
  private static final Extraction EXTRACTION =
      Extraction.of(SPACE)
          .channels(4)
          .cells(1)
          .device(DeviceRequest.CPU)
          .statistics(List.of())
          .proxies(List.of())
          .build();
  private static final List<Architecture> CELLS =
      LongStream.range(1, 6).mapToObj(one -> SPACE.at(2_000 * one)).toList();

  @TempDir private Path folder;
  private Path file;

  private static ArchitectureStatistics statistics(Architecture one) {
    return new ArchitectureStatistics(
        one.text(), 1, 2, 3, List.of(), Map.of(), EXTRACTION.settings().recorded());
  }

  @BeforeEach
  void fill() {
    file = folder.resolve("cells.jsonl");
    try (JournalStore store = JournalStore.open(file, EXTRACTION)) {
      CELLS.subList(0, 2).forEach(one -> store.add(statistics(one)));
    }
  }

  private static int chattr(String mode, Path file) throws IOException, InterruptedException {
    return new ProcessBuilder("chattr", mode, file.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private void makeImmutable() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/chattr")) && chattr("+i", file) == 0,
        "no immutable files here (needs root)");
  }

  @AfterEach
  void makeWritable() throws IOException, InterruptedException {
    if (!Files.isWritable(file)) {
      chattr("-i", file);
    }
  }

  @Test
  void whatIsThereIsReadBySeveral() throws Exception {
    makeImmutable();
    try (ExampleStore store = ExampleStore.open(file, EXTRACTION);
        ExampleStore another = ExampleStore.open(file, EXTRACTION)) {
      assertThat(store.statistics(CELLS.subList(0, 1))).containsExactly(statistics(CELLS.get(0)));
      assertThat(another.statistics(CELLS.subList(1, 2))).containsExactly(statistics(CELLS.get(1)));
    }
  }

  @Test
  void whatIsMissingIsSaid() throws Exception {
    makeImmutable();
    try (ExampleStore store = ExampleStore.open(file, EXTRACTION)) {
      assertThatThrownBy(() -> store.examples(CELLS.subList(1, 3)))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "%s: cannot be written, and 1 of 2 architectures are not in it: %s"
                  .formatted(file, CELLS.get(2)));
      assertThatThrownBy(() -> store.extract(CELLS))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(
              file + ": cannot be written, and 3 of 5 architectures are not in it: ");
      assertThat(store.extracted()).isZero();
    }
    try (JournalStore store = JournalStore.open(file, EXTRACTION)) {
      assertThatThrownBy(() -> store.add(statistics(CELLS.get(2))))
          .isInstanceOf(InputException.class)
          .hasMessage(file + ": cannot be written");
    }
  }

  /** What a killed process left of a last line stays, and is nothing. */
  @Test
  void halfALineStays() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    byte[] cut = Arrays.copyOf(whole, whole.length - 10);
    Files.write(file, cut);
    makeImmutable();
    try (ExampleStore store = ExampleStore.open(file, EXTRACTION)) {
      assertThat(store.statistics(CELLS.subList(0, 1))).hasSize(1);
      assertThatThrownBy(() -> store.statistics(CELLS.subList(1, 2)))
          .isInstanceOf(InputException.class);
    }
    assertThat(file).hasBinaryContent(cut);
  }
}
