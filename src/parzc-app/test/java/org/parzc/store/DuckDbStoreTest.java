package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.blueprint.Slot;
import org.parzc.files.Provenance;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.NonFinite;
import org.parzc.statistics.Recorded;

class DuckDbStoreTest {
  @TempDir Path directory;

  @Test
  void returnsWhatWasAddedSortedByText() {
    ArchitectureStatistics b = Samples.architecture("|b~0|", 98);
    ArchitectureStatistics a = Samples.architecture("|a~0|", 0);
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      store.add(b);
      store.add(a);
      assertThat(store.read()).containsExactly(a, b);
      assertThat(store.architectures()).containsExactly("|a~0|", "|b~0|");
    }
    try (DuckDbStore store = DuckDbStore.openReadOnly(file())) {
      assertThat(store.read()).containsExactly(a, b);
      assertThat(store.read().get(1).nodes().get(3).values().keySet())
          .containsExactlyElementsOf(b.nodes().get(3).values().keySet());
      assertThat(store.counts()).isEqualTo(new StoreCounts(2, 98, 0));
    }
  }

  @Test
  void returnsTheArchitecturesAskedForInThatOrder() {
    try (DuckDbStore store = storeOf(5)) {
      assertThat(store.read(List.of("a3", "a1", "a3")))
          .extracting(ArchitectureStatistics::architecture)
          .containsExactly("a3", "a1", "a3");
      assertThat(store.read(List.of())).isEmpty();
    }
  }

  @Test
  void namesUpToThreeMissingArchitecturesAndTheirNumber() {
    try (DuckDbStore store = storeOf(2)) {
      assertThatThrownBy(() -> store.read(List.of("x1", "a0", "x2", "x3", "x4")))
          .isInstanceOf(InputException.class)
          .hasMessage(file() + ": 4 of 5 architectures are not in the store: x1, x2, x3, …");
      assertThatThrownBy(() -> store.read(List.of("x1"))).hasMessageEndingWith("store: x1");
    }
  }

  @Test
  void remembersItsContentsInOrder() {
    DuckDbStore.open(file(), Samples.contents()).close();
    try (DuckDbStore store = DuckDbStore.openReadOnly(file())) {
      assertThat(store.contents()).isEqualTo(Samples.contents());
      assertThat(store.contents().provenance().facts().keySet())
          .containsExactly("space", "seed", "batches");
    }
  }

  @Test
  void numbersOfACpuAndAGpuDoNotMix() {
    String gpu = "cuda, NVIDIA H100, sm_90";
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      store.requireDevice(gpu);
      // Nothing was measured yet, so nothing is lost by going on elsewhere.
      store.requireDevice("cpu");
      store.requireDevice(gpu);
      store.add(Samples.architecture("a", 3));
      store.requireDevice("cuda, NVIDIA A100, sm_80");
    }
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      assertThat(store.contents().provenance().facts()).containsEntry("device", gpu);
      assertThatThrownBy(() -> store.requireDevice("cpu"))
          .isInstanceOf(InputException.class)
          .hasMessage(
              file()
                  + ": measured on "
                  + gpu
                  + ", asked to go on with cpu (use another store or another device)");
    }
  }

  @Test
  void aStoreOfTheCpuSaysNothingOfItsDevice() {
    try (DuckDbStore store = storeOf(2)) {
      store.requireDevice("cpu");
      assertThat(store.contents()).isEqualTo(Samples.contents());
      assertThatThrownBy(() -> store.requireDevice("cuda, NVIDIA H100"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("measured on cpu, asked to go on with cuda, NVIDIA H100");
    }
  }

  @Test
  void refusesOtherContentsNamingEveryDifference() {
    DuckDbStore.open(file(), Samples.contents()).close();
    assertThatThrownBy(() -> DuckDbStore.open(file(), Samples.contents(Map.of("seed", "2"))))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file()
                + ": made with seed 1, asked for seed 2 (use the same settings or another file)");
    StoreContents other =
        new StoreContents(
            Provenance.of("space", "nasbench201").with("seed", 3).with("images", "cifar10"),
            List.of("l2_norm"),
            Samples.PROXIES);
    assertThatThrownBy(() -> DuckDbStore.open(file(), other))
        .hasMessage(
            file()
                + ": made with seed 1, asked for seed 3; made with batches 2, asked for none; made"
                + " with statistics l2_norm,grad_norm,nwot,synflow, asked for statistics l2_norm;"
                + " made without images, asked for images cifar10 (use the same settings or another"
                + " file)");
  }

  @Test
  void opensAgainAfterARefusal() {
    DuckDbStore.open(file(), Samples.contents()).close();
    assertThatThrownBy(() -> DuckDbStore.open(file(), Samples.contents(Map.of("seed", "2"))))
        .isInstanceOf(InputException.class);
    DuckDbStore.openReadOnly(file()).close();
  }

  @Test
  void keepsFailuresUntilTheArchitectureSucceeds() {
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      store.addFailure("b", "out of memory");
      store.addFailure("a", "first");
      store.addFailure("a", "second 'quoted'");
    }
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      assertThat(store.failures())
          .containsExactly(Map.entry("a", "second 'quoted'"), Map.entry("b", "out of memory"));
      store.add(Samples.architecture("a", 2));
      assertThat(store.failures()).containsOnlyKeys("b");
      assertThat(store.counts()).isEqualTo(new StoreCounts(1, 2, 1));
    }
  }

  @Test
  void refusesAnArchitectureItHasAndStaysAsItWas() {
    ArchitectureStatistics first = Samples.architecture("a", 3);
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      store.add(first);
      assertThatThrownBy(() -> store.add(Samples.architecture("a", 5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("stored already");
      assertThat(store.read()).containsExactly(first);
      store.add(Samples.architecture("b", 1));
      assertThat(store.architectures()).containsExactly("a", "b");
    }
  }

  @Test
  void refusesValuesWithoutAColumn() {
    ArchitectureStatistics proxy =
        new ArchitectureStatistics("a", 1, 1, 1, List.of(), Map.of("zen", 1.0));
    ArchitectureStatistics statistic =
        new ArchitectureStatistics(
            "a",
            1,
            1,
            1,
            List.of(
                new NodeStatistics(
                    0,
                    Slot.single("s"),
                    "linear",
                    List.of(1L, 1L),
                    1,
                    true,
                    0,
                    Map.of("grasp", 1.0))),
            Map.of());
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      assertThatThrownBy(() -> store.add(proxy)).hasMessageContaining("proxy 'zen'");
      assertThatThrownBy(() -> store.add(statistic)).hasMessageContaining("statistic 'grasp'");
      assertThat(store.architectures()).isEmpty();
    }
  }

  @Test
  void refusesNamesThatAreNoColumns() {
    for (String name : List.of("Bad", "a b", "x\"; DROP TABLE node", "1st", "slot", "")) {
      assertThatThrownBy(() -> new StoreContents(Provenance.NONE, List.of(name), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("statistic '" + name + "'");
    }
    assertThatThrownBy(() -> new StoreContents(Provenance.NONE, List.of(), List.of("zen", "zen")))
        .hasMessageContaining("proxy 'zen'");
  }

  @Test
  void takesNamesThatSqlReserves() {
    StoreContents contents =
        new StoreContents(Provenance.NONE, List.of("select", "order", "index"), List.of("table"));
    try (DuckDbStore store = DuckDbStore.open(file(), contents)) {
      ArchitectureStatistics statistics =
          new ArchitectureStatistics(
              "a",
              1,
              2,
              3,
              List.of(),
              Map.of("table", 4.0),
              new Recorded("", Set.of("select", "order", "index"), Set.of("table")));
      store.add(statistics);
      assertThat(store.read()).containsExactly(statistics);
      assertThat(store.nonFinite().isEmpty()).isTrue();
    }
  }

  @Test
  void worksWithoutStatisticsOrProxies() {
    try (DuckDbStore store =
        DuckDbStore.open(file(), new StoreContents(Provenance.NONE, List.of(), List.of()))) {
      ArchitectureStatistics statistics =
          new ArchitectureStatistics("a", 1, 2, 3, List.of(), Map.of());
      store.add(statistics);
      assertThat(store.read()).containsExactly(statistics);
      assertThat(store.nonFinite().isEmpty()).isTrue();
    }
  }

  @Test
  void countsNonFiniteValues() {
    List<NodeStatistics> nodes =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    new NodeStatistics(
                        i,
                        Slot.single("s" + i),
                        "linear",
                        List.of(2L, 3L),
                        6,
                        true,
                        i % 2,
                        i == 3
                            ? Map.of()
                            : Map.of(
                                "grad_norm",
                                i == 0 ? Double.NaN : 1,
                                "synflow",
                                i < 2 ? Double.POSITIVE_INFINITY : 1)))
            .toList();
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      store.add(
          new ArchitectureStatistics(
              "a", 1, 1, 1, nodes, Map.of("zico", Double.NEGATIVE_INFINITY)));
      assertThat(store.nonFinite())
          .isEqualTo(new NonFinite(2, Map.of("grad_norm", 1L, "synflow", 2L), Map.of("zico", 1L)));
      assertThat(store.nonFinite().line())
          .isEqualTo(
              "2 nodes with non-finite entries; non-finite values: grad_norm 1, synflow 2, network"
                  + " zico 1");
    }
  }

  @Test
  void takesArchitecturesFromSeveralThreads() {
    List<ArchitectureStatistics> all =
        IntStream.range(10, 60).mapToObj(i -> Samples.architecture("a" + i, 5)).toList();
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      all.parallelStream().forEach(store::add);
      assertThat(store.read()).isEqualTo(all);
    }
  }

  @Test
  void goesOnAfterAFailedTransaction() {
    StackOverflowError failure = new StackOverflowError("made up");
    DuckDbStore.open(file(), Samples.contents()).close();
    try (Database database = Database.open(file(), false)) {
      assertThatThrownBy(
              () ->
                  database.transaction(
                      connection -> {
                        new RowWriter(Samples.contents())
                            .write(connection, Samples.architecture("a", 2));
                        throw failure;
                      }))
          .isSameAs(failure);
      database.transaction(
          connection ->
              new RowWriter(Samples.contents()).write(connection, Samples.architecture("b", 2)));
      assertThat(new RowReader(database, Samples.contents()).all())
          .containsExactly(Samples.architecture("b", 2));
    }
  }

  @Test
  void leavesOneFileWhenClosed() throws IOException {
    storeOf(3).close();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void takesFileNamesThatMeanSomethingToDuckDb() {
    for (String name :
        List.of(
            "temp.duckdb",
            "main",
            "system.duckdb",
            "node_row.duckdb",
            "it's a \"store\" %41#.db")) {
      Path file = directory.resolve(name);
      try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
        store.add(Samples.architecture("a", 2));
      }
      try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
        assertThat(store.read()).containsExactly(Samples.architecture("a", 2));
      }
    }
  }

  @Test
  void closesTwice() {
    DuckDbStore store = storeOf(1);
    store.close();
    store.close();
  }

  private Path file() {
    return directory.resolve("stats.duckdb");
  }

  private DuckDbStore storeOf(int architectures) {
    DuckDbStore store = DuckDbStore.open(file(), Samples.contents());
    IntStream.range(0, architectures).forEach(i -> store.add(Samples.architecture("a" + i, i)));
    return store;
  }

  @Test
  void aClosedStoreAnswersNoMore() {
    DuckDbStore store = storeOf(3);
    store.close();
    store.close();
    Path out = directory.resolve("nodes.csv");
    assertThat(
            List.<ThrowingCallable>of(
                store::contents,
                store::architectures,
                store::failures,
                store::read,
                store::counts,
                store::nonFinite,
                () -> store.read(List.of("a0")),
                () -> store.read(List.of()),
                () -> store.add(Samples.architecture("new", 1)),
                () -> store.addFailure("new", "no"),
                () -> store.exportNodes(out),
                () -> store.exportArchitectures(out)))
        .allSatisfy(
            call ->
                assertThatThrownBy(call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("the store is closed"));
    assertThat(out).doesNotExist();
  }
}
