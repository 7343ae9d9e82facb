package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.files.Provenance;
import org.parzc.passes.Pass;
import org.parzc.passes.PassResults;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NetworkProxy;
import org.parzc.statistics.Quantity.Scale;
import org.parzc.statistics.Scales;
import org.parzc.statistics.Statistic;
import org.parzc.statistics.Statistics;

/** Statistics and proxies that are not ParZC's own. */
class OwnStatisticsTest {
  @TempDir private Path folder;

  private List<ArchitectureStatistics> read(Map<String, String> provenance) {
    Path file = folder.resolve("store.duckdb");
    try (DuckDbStore store =
        DuckDbStore.open(
            file, new StoreContents(new Provenance(provenance), List.of("own"), List.of()))) {
      store.add(new ArchitectureStatistics("a", 1, 1, 1, List.of(), Map.of()));
      return store.read();
    }
  }

  @Test
  void scalesAreReadAgain() {
    assertThat(read(Map.of("statistic_scales", "own=positive")))
        .extracting(one -> one.recorded().scales())
        .containsExactly(new Scales(Map.of("own", Scale.POSITIVE), Map.of()));
  }

  @Test
  void aStoreThatDoesNotSayAScaleIsReadAndTheScaleUnknown() {
    assertThat(read(Map.of()))
        .allSatisfy(
            one -> {
              assertThat(one.recorded().statistics()).containsExactly("own");
              assertThat(one.recorded().scales().ofStatistic("own")).isEmpty();
            });
  }

  @Test
  void scalesThatAreNoneAreDamage() {
    assertThatThrownBy(() -> read(Map.of("statistic_scales", "own=huge")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("store.duckdb")
                + ": damaged store: statistic_scales: found 'own=huge', expected "
                + "names with their scales, as in entropy=positive");
  }

  private record Named(String name) implements Statistic {
    @Override
    public String formula() {
      return "1";
    }

    @Override
    public Scale scale() {
      return Scale.SIGNED;
    }

    @Override
    public Set<Pass> passes() {
      return Set.of();
    }

    @Override
    public OptionalDouble of(PassResults results, int node) {
      return OptionalDouble.empty();
    }
  }

  private record NamedProxy(String name) implements NetworkProxy {
    @Override
    public String formula() {
      return "1";
    }

    @Override
    public Scale scale() {
      return Scale.SIGNED;
    }

    @Override
    public Set<Pass> passes() {
      return Set.of();
    }

    @Override
    public OptionalDouble of(PassResults results) {
      return OptionalDouble.empty();
    }
  }

  @Test
  void theColumnsOfEveryStoreAreRefusedAsNames() {
    assertThat(Schema.NODE.keySet())
        .allSatisfy(
            column ->
                assertThatThrownBy(
                        () -> Statistics.requireDistinct(List.of(new Named(column)), List.of()))
                    .hasMessageContaining("is taken"));
    assertThat(Schema.ARCHITECTURE.keySet())
        .allSatisfy(
            column ->
                assertThatThrownBy(
                        () ->
                            Statistics.requireDistinct(List.of(), List.of(new NamedProxy(column))))
                    .hasMessageContaining("is taken"));
  }
}
