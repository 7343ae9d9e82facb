package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.InputException;
import org.parzc.Seeded;
import org.parzc.SystemCalls;
import org.parzc.statistics.ArchitectureStatistics;

/**
 * A process that adds to a store is killed at its system calls that change it, or refused them:
 * every architecture that it was told of is there, none is half there, and the next goes on.
 */
@Timeout(900)
@Tag("slow")
class KilledStoreTest {
  private static final int ARCHITECTURES = 6;

  /** DuckDB says less of its failure than of others'. */
  private static final SystemCalls.Call FIRST_FSYNC = new SystemCalls.Call("fsync", 1);

  @TempDir Path folder;

  @Seeded(tries = 1)
  @Tag("thorough")
  void everyArchitectureItWasToldOfIsThere(Draws draws) throws Exception {
    Path whole = folder.resolve("whole.duckdb");
    Adder.addAll(whole, text -> {});
    byte[] right = export(whole);
    Path directory = folder.resolve("directory");
    Path file = directory.resolve("stats.duckdb");
    SystemCalls adder = new SystemCalls(Adder.class, directory, () -> {});
    List<SystemCalls.Call> calls = new ArrayList<>(adder.calls(4, draws));
    calls.add(FIRST_FSYNC);
    adder.disturb(
        calls,
        draws,
        (place, end) -> {
          List<String> told = end.lines().stream().filter(line -> line.matches("a[0-9]+")).toList();
          if (Files.exists(file)) {
            try (DuckDbStore store = DuckDbStore.openReadOnly(file)) {
              requireWhole(store, told, place);
            }
          } else {
            assertThat(told).as(place).isEmpty();
          }
          Adder.addAll(file, text -> assertThat(told).as(place).doesNotContain(text));
          assertThat(export(file)).as(place).isEqualTo(right);
          assertThat(adder.names()).as(place).containsExactly("stats.duckdb");
        });
  }

  private static void requireWhole(DuckDbStore store, List<String> told, String place) {
    List<ArchitectureStatistics> found = store.read();
    assertThat(found).as(place).extracting(ArchitectureStatistics::architecture).containsAll(told);
    assertThat(found)
        .as(place)
        .allSatisfy(one -> assertThat(one).isEqualTo(Adder.statistics(one.architecture())));
    assertThat(store.counts().nodes())
        .as(place)
        .isEqualTo(found.stream().mapToLong(one -> one.nodes().size()).sum());
  }

  private byte[] export(Path file) throws IOException {
    Path target = folder.resolve("nodes.csv");
    try (DuckDbStore store = DuckDbStore.openReadOnly(file)) {
      store.exportNodes(target);
    }
    return Files.readAllBytes(target);
  }

  /**
   * The process to kill: adds what the store lacks and prints each architecture once it is added.
   */
  static final class Adder {
    private Adder() {}

    public static void main(String[] arguments) {
      try {
        addAll(Path.of(arguments[0], "stats.duckdb"), System.out::println);
      } catch (InputException e) {
        System.out.println(e.getMessage());
        System.exit(SystemCalls.REFUSED);
      }
    }

    static void addAll(Path file, Consumer<String> told) {
      try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
        Set<String> done = store.architectures();
        for (int i = 0; i < ARCHITECTURES; i++) {
          if (!done.contains("a" + i)) {
            store.add(statistics("a" + i));
            told.accept("a" + i);
          }
        }
      }
    }

    static ArchitectureStatistics statistics(String text) {
      return Samples.architecture(text, Integer.parseInt(text.substring(1)) * 37 % 98 + 1);
    }
  }
}
