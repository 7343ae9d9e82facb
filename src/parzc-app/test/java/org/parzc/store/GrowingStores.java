package org.parzc.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.Lists;
import com.google.common.hash.Hashing;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.parzc.blueprint.Slot;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleStore;
import org.parzc.dataset.LabelledExamples;
import org.parzc.dataset.StatisticsStore;
import org.parzc.extraction.Extraction;
import org.parzc.labels.PublishedScores;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.nativecore.HostProcess;
import org.parzc.network.DeviceRequest;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Quantity;

/**
 * What stores of many networks cost, with statistics that are drawn: time and heap to open, add,
 * read and rank. A program to be run by hand, with a folder that has room, how many networks and
 * how many nodes each has:
 *
 * <pre>{@code
 * java -Xmx2g -cp CLASSPATH org.parzc.store.GrowingStores FOLDER duckdb|jsonl 1000000 14
 * }</pre>
 */
final class GrowingStores {
  private static final SearchSpace SPACE = SearchSpaces.named("nds-darts");
  private static final Extraction EXTRACTION =
      Extraction.of(SPACE).channels(4).cells(1).device(DeviceRequest.CPU).threads(1).build();
  private static final int TRAINED_ON = 40;
  private static final int ADDED = 200;

  /** So many are drawn, the others are their copies under other names. */
  private static final int DRAWN = 100_000;

  private static final int READ = 100_000;
  private static final int READ_AT_ONCE = 4_096;

  /** The wiring of DARTS' networks, which a predictor reads too, is not in the store. */
  private static final int RANKED = 100_000;

  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final int networks;
  private final int nodes;

  GrowingStores(Path file, int networks, int nodes) {
    this.file = file;
    this.networks = networks;
    this.nodes = nodes;
  }

  public static void main(String[] arguments) throws Exception {
    HostProcess.dedicate();
    int networks = Integer.parseInt(arguments[2]);
    GrowingStores stores =
        new GrowingStores(
            Path.of(arguments[0], "growing." + arguments[1]),
            networks,
            Integer.parseInt(arguments[3]));
    if (!Files.exists(stores.file)) {
      timed("make", stores::make);
    }
    System.out.printf(Locale.ROOT, "%s: %,d bytes%n", stores.file, Files.size(stores.file));
    stores.measure();
  }

  /** Returns the architecture of a number, another one for each. */
  private static Architecture architecture(int number) {
    return SPACE.random(new SplittableRandom(number));
  }

  private ArchitectureStatistics statistics(int number) {
    SplittableRandom random = new SplittableRandom(-number);
    return new ArchitectureStatistics(
        architecture(number).text(),
        random.nextLong(1_000_000),
        random.nextLong(1_000_000_000),
        20,
        IntStream.range(0, nodes).mapToObj(index -> node(index, random)).toList(),
        drawn(EXTRACTION.settings().proxies(), random),
        EXTRACTION.settings().recorded());
  }

  private static NodeStatistics node(int index, SplittableRandom random) {
    return new NodeStatistics(
        index,
        new Slot("stage" + index % 3 + ".cell" + index, "stage" + index % 7),
        index % 2 == 0 ? "conv3x3" : "conv1x1",
        List.of(16L, 16L, 3L, 3L),
        2_304,
        true,
        0,
        drawn(EXTRACTION.settings().statistics(), random));
  }

  private static Map<String, Double> drawn(
      List<? extends Quantity> quantities, SplittableRandom random) {
    Map<String, Double> values = new LinkedHashMap<>();
    quantities.forEach(one -> values.put(one.name(), Math.exp(8 * random.nextDouble() - 4)));
    return values;
  }

  /** Fills a store without a transaction for each network. */
  void make() throws Exception {
    ExampleStore.open(file, EXTRACTION).close();
    if (ExampleStore.isJournal(file)) {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(file, StandardOpenOption.APPEND), 1 << 20)) {
        for (int number = 0; number < Math.min(networks, DRAWN); number++) {
          ArchitectureStatistics one = statistics(number);
          out.write(line(one).getBytes(StandardCharsets.UTF_8));
          for (int copy = 1; copy * DRAWN < networks; copy++) {
            ArchitectureStatistics other = one.as(one.architecture() + "#" + copy);
            out.write(line(other).getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    } else {
      appendRows();
    }
  }

  private static String line(ArchitectureStatistics one) throws JsonProcessingException {
    Map<String, Object> measured = new LinkedHashMap<>();
    measured.put("architecture", one.architecture());
    measured.put("parameters", one.parameters());
    measured.put("flops", one.flops());
    measured.put("depth", one.depth());
    measured.put("nodes", one.nodes());
    measured.put("proxies", one.proxies());
    String entry = JSON.writeValueAsString(Map.of("measured", measured));
    return "{\"sha256\":\"%s\",\"entry\":%s}\n"
        .formatted(
            Hashing.sha256().hashString(entry, StandardCharsets.UTF_8).toString().substring(0, 16),
            entry);
  }

  private void appendRows() throws Exception {
    DuckDbLibrary.require();
    int drawn = Math.min(networks, DRAWN);
    try (Connection opened = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement sql = opened.createStatement()) {
      DuckDBConnection connection = opened.unwrap(DuckDBConnection.class);
      try (DuckDBAppender heads = connection.createAppender("architecture_row");
          DuckDBAppender rows = connection.createAppender("node_row")) {
        for (int number = 0; number < drawn; number++) {
          append(statistics(number), heads, rows);
        }
      }
      for (int copy = 1; copy * DRAWN < networks; copy++) {
        for (String table : List.of("architecture_row", "node_row")) {
          sql.execute(
              "INSERT INTO %1$s SELECT * REPLACE (architecture || '#%2$d' AS architecture) FROM %1$s WHERE rowid < %3$d ORDER BY rowid"
                  .formatted(table, copy, drawn * (table.equals("node_row") ? nodes : 1L)));
        }
      }
      sql.execute("CHECKPOINT");
    }
  }

  private static void append(ArchitectureStatistics one, DuckDBAppender heads, DuckDBAppender rows)
      throws Exception {
    heads
        .beginRow()
        .append(one.architecture())
        .append(one.parameters())
        .append(one.flops())
        .append(one.depth())
        .append(one.nodes().size());
    for (double value : one.proxies().values()) {
      heads.append(Double.doubleToRawLongBits(value));
    }
    heads.endRow();
    for (NodeStatistics node : one.nodes()) {
      rows.beginRow()
          .append(one.architecture())
          .append(node.index())
          .append(node.slot().name())
          .append(node.slot().group())
          .append(node.kind())
          .append("16x16x3x3")
          .append(node.weights())
          .append(node.live())
          .append(node.nonFinite());
      for (double value : node.values().values()) {
        rows.append(Double.doubleToRawLongBits(value));
      }
      rows.endRow();
    }
  }

  /** Says what each step takes. */
  void measure() throws Exception {
    StatisticsStore store =
        timed(
            "open",
            () -> ExampleStore.isJournal(file) ? null : new DuckDbStores().open(file, EXTRACTION));
    if (store != null) {
      timed("names", () -> store.architectures().size());
      timed("numbers that are not finite", store::nonFinite);
      timed("add " + ADDED, () -> added(store));
      List<String> names = List.copyOf(store.architectures());
      timed("read 16 of all", () -> store.read(every(names, names.size() / 16)));
      timed(
          "read every tenth of all",
          () -> Lists.partition(every(names, 10), READ_AT_ONCE).forEach(store::read));
      store.close();
    }
    try (ExampleStore examples =
        timed("open for examples", () -> ExampleStore.open(file, EXTRACTION))) {
      timed("read the first", () -> examples.statistics(List.of(architecture(7))));
      timed("read 16", () -> examples.statistics(spread(16)));
      timed("read 16", () -> examples.statistics(spread(16)));
      List<Architecture> many = spread(Math.min(READ, networks));
      timed(
          "read " + many.size(),
          () -> Lists.partition(many, READ_AT_ONCE).forEach(examples::statistics));
      List<Example> known = examples.examples(spread(TRAINED_ON));
      double[] labels = known.stream().mapToDouble(one -> one.statistics().flops()).toArray();
      try (Predictor predictor =
          Predictor.train(
              new LabelledExamples(known, labels), PredictorSettings.recommended(), 0)) {
        List<Architecture> candidates = spread(Math.min(RANKED, networks));
        timed(
            "rank " + candidates.size(),
            () ->
                predictor
                    .rank(examples.stream(candidates, PublishedScores.NONE), Predictor.DRAWS)
                    .best());
      }
    }
  }

  private int added(StatisticsStore store) {
    IntFunction<ArchitectureStatistics> drawn = this::statistics;
    int start = networks + store.architectures().size();
    IntStream.range(start, start + ADDED).mapToObj(drawn).forEach(store::add);
    return ADDED;
  }

  private static List<String> every(List<String> names, int step) {
    return IntStream.range(0, names.size() / step).mapToObj(i -> names.get(i * step)).toList();
  }

  private List<Architecture> spread(int count) {
    return IntStream.range(0, count)
        .mapToObj(one -> architecture((int) ((long) one * Math.min(networks, DRAWN) / count)))
        .toList();
  }

  private static <T> T timed(String what, Callable<T> work) throws Exception {
    long start = System.nanoTime();
    T result = work.call();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "%-30s %9.3f s   heap %,5d MB   resident %s%n",
        what,
        seconds,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        resident());
    return result;
  }

  private static void timed(String what, Work work) throws Exception {
    timed(
        what,
        () -> {
          work.run();
          return null;
        });
  }

  private static String resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM") || line.startsWith("VmRSS"))
        .map(line -> line.replaceAll("\\s+", " "))
        .toList()
        .toString();
  }

  /** Work without a result. */
  private interface Work {
    void run() throws Exception;
  }
}
