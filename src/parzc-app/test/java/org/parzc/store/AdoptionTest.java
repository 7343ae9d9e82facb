package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.statistics.ArchitectureStatistics;

/** A store of another version is read, and added to once it was adopted. */
class AdoptionTest {
  private static final StoreContents OLD = Samples.contents(Map.of("version", "0.0.9"));
  private static final StoreContents NEW = Samples.contents(Map.of("version", "0.1.0"));
  private static final ArchitectureStatistics STORED = Samples.architecture("a", 5);

  @TempDir private Path folder;

  private Path old() {
    Path file = folder.resolve("stats.duckdb");
    try (DuckDbStore store = DuckDbStore.open(file, OLD)) {
      store.add(STORED);
    }
    return file;
  }

  @Test
  void itIsReadAndNotAddedTo() throws Exception {
    Path file = old();
    byte[] before = Files.readAllBytes(file);
    try (DuckDbStore store = DuckDbStore.open(file, NEW)) {
      assertThat(store.read(List.of("a"))).containsExactly(STORED);
      assertThatThrownBy(() -> store.add(Samples.architecture("b", 5)))
          .isInstanceOf(InputException.class)
          .hasMessage(
              file
                  + ": was made by version 0.0.9, to which 0.1.0 adds nothing unless told to"
                  + " (adopt)");
    }
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void oneThatIsAdoptedGoesOn() {
    Path file = old();
    Path copy = folder.resolve("stats.duckdb.0.0.9");
    assertThat(Adoption.adopt(file, NEW)).contains(copy);
    ArchitectureStatistics more = Samples.architecture("b", 5);
    try (DuckDbStore store = DuckDbStore.open(file, NEW)) {
      store.add(more);
      assertThat(store.read(List.of("a", "b"))).containsExactly(STORED, more);
      assertThat(store.contents().provenance().get("adopted")).contains("0.0.9");
    }
    try (DuckDbStore store = DuckDbStore.open(copy, OLD)) {
      assertThat(store.read()).containsExactly(STORED);
      assertThat(store.readOnly()).isEmpty();
    }
    assertThat(Adoption.adopt(file, NEW)).as("it is of this version").isEmpty();
    assertThat(Adoption.adopt(folder.resolve("none.duckdb"), NEW)).isEmpty();
  }

  @Test
  void otherContentsAreRefusedAllTheSame() {
    Path file = old();
    assertThatThrownBy(
            () -> Adoption.adopt(file, Samples.contents(Map.of("version", "0.1.0", "seed", "2"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("made with seed 1, asked for seed 2");
    assertThat(folder.resolve("stats.duckdb.0.0.9")).doesNotExist();
  }
}
