package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program that measures stores of many networks goes through, with few. */
@Tag("slow")
class GrowingStoresTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"growing.duckdb", "growing.jsonl"})
  void everyStepGoesThrough(String name) throws Exception {
    Path file = folder.resolve(name);
    GrowingStores stores = new GrowingStores(file, 300, 4);
    stores.make();
    stores.measure();
    assertThat(file).isNotEmptyFile();
  }
}
