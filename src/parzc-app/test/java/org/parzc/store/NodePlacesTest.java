package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.statistics.ArchitectureStatistics;

/** One architecture is read by where its nodes lie, and is the right one. */
class NodePlacesTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("stats.duckdb");
  }

  private static ArchitectureStatistics one(int number) {
    // Some networks have no nodes.
    return Samples.architecture("a" + number * 7 % 50, number % 5 * 3);
  }

  private void fill(int from, int to) {
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      IntStream.range(from, to).forEach(number -> store.add(one(number)));
    }
  }

  private void sql(String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file());
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  @Test
  void anyOfThemInAnyOrder() {
    fill(0, 30);
    Random random = new Random(1);
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      for (int attempt = 0; attempt < 20; attempt++) {
        List<ArchitectureStatistics> wanted =
            new ArrayList<>(IntStream.range(0, 30).mapToObj(NodePlacesTest::one).toList());
        Collections.shuffle(wanted, random);
        wanted = wanted.subList(0, random.nextInt(30));
        assertThat(store.read(wanted.stream().map(ArchitectureStatistics::architecture).toList()))
            .isEqualTo(wanted);
      }
    }
  }

  @Test
  void thoseThatAreAddedBetween() {
    fill(0, 10);
    try (DuckDbStore store = DuckDbStore.open(file(), Samples.contents())) {
      for (int number = 10; number < 20; number++) {
        assertThat(store.read(List.of(one(number - 1).architecture())))
            .containsExactly(one(number - 1));
        store.add(one(number));
      }
      assertThat(store.read(List.of(one(19).architecture(), one(3).architecture())))
          .containsExactly(one(19), one(3));
    }
  }

  @Test
  void theyAreKnownOfWhatWeMade() {
    fill(0, 10);
    try (Database database = Database.open(file(), true)) {
      assertThat(NodePlaces.of(database)).isPresent();
    }
  }

  /** Nothing of ours removes or moves rows; somebody else may, and is understood all the same. */
  @Test
  void rowsThatSomebodyMoved() throws Exception {
    fill(0, 10);
    for (String[] change :
        new String[][] {
          {
            "DELETE FROM node_row WHERE architecture = 'a7'",
            "DELETE FROM architecture_row WHERE architecture = 'a7'"
          },
          {
            "CREATE TABLE moved AS SELECT * FROM node_row ORDER BY architecture DESC, node_index",
            "DELETE FROM node_row",
            "CHECKPOINT",
            "INSERT INTO node_row SELECT * FROM moved"
          },
          {
            "DROP VIEW node",
            "ALTER TABLE node_row RENAME TO before",
            "ALTER TABLE moved RENAME TO node_row",
          }
        }) {
      sql(change);
      try (DuckDbStore store = DuckDbStore.openReadOnly(file())) {
        for (int number : new int[] {0, 2, 9, 4}) {
          assertThat(store.read(List.of(one(number).architecture()))).containsExactly(one(number));
        }
      }
    }
  }
}
