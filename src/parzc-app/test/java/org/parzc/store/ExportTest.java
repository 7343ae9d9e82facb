package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.blueprint.Slot;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

class ExportTest {
  @TempDir Path directory;

  @Test
  void parquetKeepsEveryBit() throws SQLException {
    List<ArchitectureStatistics> all =
        IntStream.range(0, 30)
            .mapToObj(i -> Samples.architecture("a%02d".formatted(i), 98))
            .toList();
    Path nodes = directory.resolve("nodes.parquet");
    Path architectures = directory.resolve("it's.PARQUET");
    try (DuckDbStore store = storeOf(all)) {
      store.exportNodes(nodes);
      store.exportArchitectures(architectures);
    }
    List<Map<String, Long>> expectedNodes =
        all.stream().flatMap(one -> Samples.bits(one).stream().skip(1)).toList();
    assertThat(bits(nodes, Samples.STATISTICS)).isEqualTo(expectedNodes);
    assertThat(bits(architectures, Samples.PROXIES))
        .isEqualTo(all.stream().map(one -> Samples.bits(one).get(0)).toList());
    assertThat(query("SELECT DISTINCT compression FROM parquet_metadata('" + nodes + "')"))
        .containsExactly("ZSTD");
  }

  @Test
  void parquetTellsTheTwoZerosApart() throws SQLException {
    List<ArchitectureStatistics> all =
        IntStream.range(0, 50)
            .mapToObj(
                i ->
                    new ArchitectureStatistics(
                        "a%02d".formatted(i),
                        1,
                        1,
                        1,
                        List.of(),
                        Map.of("nwot", i % 2 == 0 ? 0.0 : -0.0)))
            .toList();
    Path file = directory.resolve("architectures.parquet");
    storeOf(all).close();
    try (DuckDbStore store = DuckDbStore.openReadOnly(directory.resolve("stats.duckdb"))) {
      store.exportArchitectures(file);
    }
    assertThat(bits(file, List.of("nwot")))
        .isEqualTo(all.stream().map(one -> Samples.bits(one).get(0)).toList());
  }

  @Test
  void csvIsPlainAndSorted() throws IOException {
    NodeStatistics node =
        new NodeStatistics(
            0,
            new Slot("stage1.cell0.0->1", "stage1.0->1"),
            "conv1x1",
            List.of(16L, 8L, 1L, 1L),
            128,
            true,
            2,
            Map.of("l2_norm", -0.0, "grad_norm", Double.NaN, "synflow", Double.NEGATIVE_INFINITY));
    Path nodes = directory.resolve("nodes.csv");
    Path architectures = directory.resolve("architectures.csv");
    try (DuckDbStore store =
        storeOf(
            List.of(
                new ArchitectureStatistics("b,c", 1, 2, 3, List.of(node), Map.of("zico", 1e60)),
                new ArchitectureStatistics(
                    "a", 4, 5, 6, List.of(), Map.of("nwot", Double.POSITIVE_INFINITY))))) {
      store.exportNodes(nodes);
      store.exportArchitectures(architectures);
    }
    assertThat(nodes)
        .hasContent(
            """
            architecture,node_index,slot,slot_group,kind,shape,weights,live,non_finite,l2_norm,grad_norm,nwot,synflow
            "b,c",0,stage1.cell0.0->1,stage1.0->1,conv1x1,16x8x1x1,128,true,2,-0.0,nan,,-inf
            """);
    assertThat(architectures)
        .hasContent(
            """
            architecture,params,flops,depth,nodes,nwot,zico
            a,4,5,6,0,inf,
            "b,c",1,2,3,1,,1e+60
            """);
  }

  @Test
  void bytesDependOnTheContentAlone() throws IOException {
    List<ArchitectureStatistics> all =
        IntStream.range(0, 40).mapToObj(i -> Samples.architecture("a" + i, i)).toList();
    List<ArchitectureStatistics> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(5));
    List<byte[]> first = exports("first", all, all.size());
    List<byte[]> second = exports("second", shuffled, 7);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i)).isEqualTo(first.get(i));
    }
  }

  /**
   * Adds in the given order, reopening the store every few architectures, and returns the four
   * files.
   */
  private List<byte[]> exports(String name, List<ArchitectureStatistics> all, int reopen)
      throws IOException {
    Path file = directory.resolve(name + ".duckdb");
    for (int from = 0; from < all.size(); from += reopen) {
      try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
        store.addFailure(all.get(from).architecture(), "mended below");
        all.subList(from, Math.min(from + reopen, all.size())).forEach(store::add);
      }
    }
    List<byte[]> bytes = new ArrayList<>();
    try (DuckDbStore store = DuckDbStore.openReadOnly(file)) {
      for (String format : List.of("parquet", "csv")) {
        Path nodes = directory.resolve(name + "-nodes." + format);
        Path architectures = directory.resolve(name + "-architectures." + format);
        store.exportNodes(nodes);
        store.exportArchitectures(architectures);
        bytes.add(Files.readAllBytes(nodes));
        bytes.add(Files.readAllBytes(architectures));
      }
    }
    return bytes;
  }

  @Test
  void replacesAnEarlierExport() throws IOException {
    Path target = Files.writeString(directory.resolve("nodes.csv"), "old");
    try (DuckDbStore store = storeOf(List.of(Samples.architecture("a", 1)))) {
      store.exportNodes(target);
    }
    assertThat(Files.readAllLines(target)).hasSize(2);
  }

  @Test
  void refusesOtherFormatsAndPlaces() throws IOException {
    try (DuckDbStore store = storeOf(List.of())) {
      for (String name : List.of("nodes.json", "nodes", "nodes.csv.gz")) {
        Path file = directory.resolve(name);
        assertThatThrownBy(() -> store.exportNodes(file))
            .isInstanceOf(InputException.class)
            .hasMessage(file + ": expected a name that ends in .parquet or .csv");
      }
      Path absent = directory.resolve("absent/nodes.csv");
      assertThatThrownBy(() -> store.exportNodes(absent))
          .isInstanceOf(InputException.class)
          .hasMessage(absent + ": the directory does not exist");
      Path taken = Files.createDirectory(directory.resolve("taken.csv"));
      assertThatThrownBy(() -> store.exportNodes(taken))
          .isInstanceOf(InputException.class)
          .hasMessage(taken + ": a directory, expected a file to write");
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("stats.duckdb", "taken.csv");
    }
  }

  private DuckDbStore storeOf(List<ArchitectureStatistics> all) {
    DuckDbStore store = DuckDbStore.open(directory.resolve("stats.duckdb"), Samples.contents());
    all.forEach(store::add);
    return store;
  }

  private static List<Map<String, Long>> bits(Path parquet, List<String> columns)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("FROM '" + parquet.toString().replace("'", "''") + "'")) {
      List<Map<String, Long>> found = new ArrayList<>();
      while (rows.next()) {
        Map<String, Long> row = new LinkedHashMap<>();
        for (String column : columns) {
          double value = rows.getDouble(column);
          if (!rows.wasNull()) {
            row.put(column, Double.doubleToRawLongBits(value));
          }
        }
        found.add(row);
      }
      return found;
    }
  }

  private static List<String> query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
