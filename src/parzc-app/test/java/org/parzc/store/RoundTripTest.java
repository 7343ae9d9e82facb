package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.parzc.Draws;
import org.parzc.Seeded;
import org.parzc.blueprint.Slot;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

@Tag("slow")
class RoundTripTest {
  @Seeded(tries = 40)
  void whatIsAddedComesBackBitForBit(Draws draws) throws IOException {
    // Up to U+D7FF the order of chars is the order of UTF-8 bytes.
    List<ArchitectureStatistics> added =
        draws.list(0, 8, () -> draws.text(1, 40, ' ', '\ud7ff')).stream()
            .distinct()
            .map(text -> architecture(text, draws))
            .toList();
    Path directory = Files.createTempDirectory("parzc-store");
    try {
      Path file = directory.resolve("stats.duckdb");
      List<ArchitectureStatistics> sorted =
          added.stream()
              .sorted(Comparator.comparing(ArchitectureStatistics::architecture))
              .toList();
      try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
        added.forEach(store::add);
        same(store.read(), sorted);
      }
      // Closing rewrites the rows in the compressed form that they keep.
      try (DuckDbStore store = DuckDbStore.openReadOnly(file)) {
        same(store.read(), sorted);
        same(store.read(added.stream().map(ArchitectureStatistics::architecture).toList()), added);
      }
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static void same(
      List<ArchitectureStatistics> found, List<ArchitectureStatistics> expected) {
    assertThat(found).isEqualTo(expected.stream().map(Samples::asStored).toList());
    assertThat(found.stream().map(Samples::bits).toList())
        .isEqualTo(expected.stream().map(Samples::bits).toList());
  }

  private static ArchitectureStatistics architecture(String text, Draws draws) {
    List<NodeStatistics> nodes =
        IntStream.range(0, draws.whole(0, 12)).mapToObj(i -> node(i, draws)).toList();
    return new ArchitectureStatistics(
        text,
        draws.anyLong(),
        draws.anyLong(),
        draws.whole(Integer.MIN_VALUE, Integer.MAX_VALUE),
        nodes,
        values(Samples.PROXIES, draws));
  }

  private static NodeStatistics node(int index, Draws draws) {
    return new NodeStatistics(
        index,
        new Slot(name(draws), name(draws)),
        name(draws),
        draws.list(0, 4, () -> draws.anyLong() & Long.MAX_VALUE),
        draws.anyLong(),
        draws.nextBoolean(),
        draws.anyLong(),
        values(Samples.STATISTICS, draws));
  }

  private static String name(Draws draws) {
    return draws.text(1, 12, '\u0001', '\u007f');
  }

  /**
   * Some of the names, each with any bit pattern, a decimal number that compresses well, or an odd
   * one.
   */
  private static Map<String, Double> values(List<String> names, Draws draws) {
    Map<String, Double> values = new HashMap<>();
    for (String name : names) {
      switch (draws.nextInt(4)) {
        case 0 -> {}
        case 1 -> values.put(name, Double.longBitsToDouble(draws.nextLong()));
        case 2 -> values.put(name, draws.whole(-100_000, 100_000) / 100.0);
        default -> values.put(name, Samples.ODD[draws.nextInt(Samples.ODD.length)]);
      }
    }
    return values;
  }
}
