package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.parzc.blueprint.Slot;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

class RoundTripTest {
  @Property(tries = 40)
  void whatIsAddedComesBackBitForBit(@ForAll("architectures") List<ArchitectureStatistics> added) throws IOException {
    Path directory = Files.createTempDirectory("parzc-store");
    try {
      Path file = directory.resolve("stats.duckdb");
      List<ArchitectureStatistics> sorted = added.stream()
          .sorted(Comparator.comparing(ArchitectureStatistics::architecture)).toList();
      try (StatisticsStore store = StatisticsStore.open(file, Samples.contents())) {
        added.forEach(store::add);
        same(store.read(), sorted);
      }
      // Closing rewrites the rows in the compressed form that they keep.
      try (StatisticsStore store = StatisticsStore.openReadOnly(file)) {
        same(store.read(), sorted);
        same(store.read(added.stream().map(ArchitectureStatistics::architecture).toList()), added);
      }
    } finally {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static void same(List<ArchitectureStatistics> found, List<ArchitectureStatistics> expected) {
    assertThat(found).isEqualTo(expected.stream().map(Samples::asStored).toList());
    assertThat(found.stream().map(Samples::bits).toList()).isEqualTo(expected.stream().map(Samples::bits).toList());
  }

  @Provide
  Arbitrary<List<ArchitectureStatistics>> architectures() {
    // Up to U+D7FF the order of chars is the order of UTF-8 bytes.
    Arbitrary<String> texts = Arbitraries.strings().withCharRange(' ', '\ud7ff').ofMinLength(1).ofMaxLength(40);
    return Combinators.combine(texts, Arbitraries.longs(), Arbitraries.longs(), Arbitraries.integers(),
        nodes().list().ofMaxSize(12), values(Samples.PROXIES))
        .as((text, parameters, flops, depth, nodes, proxies) -> new ArchitectureStatistics(text, parameters, flops,
            depth, numbered(nodes), proxies))
        .list().uniqueElements(ArchitectureStatistics::architecture).ofMaxSize(8);
  }

  private static List<NodeStatistics> numbered(List<NodeStatistics> nodes) {
    return IntStream.range(0, nodes.size()).mapToObj(i -> {
      NodeStatistics node = nodes.get(i);
      return new NodeStatistics(i, node.slot(), node.kind(), node.shape(), node.weights(), node.live(),
          node.nonFinite(), node.values());
    }).toList();
  }

  private static Arbitrary<NodeStatistics> nodes() {
    Arbitrary<String> names = Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(12)
        .filter(name -> name.indexOf('\0') < 0);
    return Combinators.combine(Combinators.combine(names, names).as(Slot::new), names,
        Arbitraries.longs().greaterOrEqual(0).list().ofMaxSize(4), Arbitraries.longs(), Arbitraries.of(true, false),
        Arbitraries.longs(), values(Samples.STATISTICS))
        .as((slot, kind, shape, weights, live, nonFinite, values) -> new NodeStatistics(0, slot, kind, shape, weights,
            live, nonFinite, values));
  }

  /** Some of the names, each with any bit pattern, a decimal number that compresses well, or an odd one. */
  private static Arbitrary<Map<String, Double>> values(List<String> names) {
    Arbitrary<Double> bits = Arbitraries.longs().withDistribution(RandomDistribution.uniform())
        .map(Double::longBitsToDouble);
    Arbitrary<Double> decimals = Arbitraries.doubles().between(-1000, 1000).ofScale(2);
    Arbitrary<Double> odd = Arbitraries.integers().between(0, Samples.ODD.length - 1).map(i -> Samples.ODD[i]);
    return Arbitraries.maps(Arbitraries.of(names), Arbitraries.oneOf(bits, decimals, odd)).ofMaxSize(names.size());
  }
}
