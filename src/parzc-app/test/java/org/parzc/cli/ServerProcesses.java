package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleStore;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorFiles;
import org.parzc.model.Scores;
import org.parzc.network.DeviceRequest;
import org.parzc.space.Architecture;
import picocli.CommandLine;

/** Servers as processes, one after another, with a predictor that was trained for them. */
final class ServerProcesses implements AutoCloseable {
  static final int DRAWS = 4;

  private static final Pattern ADDRESS =
      Pattern.compile("http://127\\.0\\.0\\.1:(\\d+); Ctrl-C stops");

  private final Path folder;
  private final Path model;
  private final Path store;
  private final List<Process> processes = new ArrayList<>();

  /** Trains the predictor on 12 cells, whose statistics are in the store then. */
  ServerProcesses(Path folder) {
    this.folder = folder;
    model = folder.resolve("mabn");
    store = folder.resolve("cells.duckdb");
    Cli.run(
            "train",
            "--labels",
            Cli.labels(folder.resolve("labels.csv"), 12),
            "--store",
            store,
            "--model",
            model,
            "--preset",
            "default/members=2/epochs=2",
            Cli.QUICK)
        .done();
  }

  Path model() {
    return model;
  }

  Path store() {
    return store;
  }

  /** Returns the command that serves from a store. */
  List<Object> work(Path statistics, String jobs) {
    return work(statistics, jobs, DRAWS);
  }

  List<Object> work(Path statistics, String jobs, int draws) {
    return List.of(
        "serve",
        "--model",
        model,
        "--store",
        statistics,
        "--jobs",
        folder.resolve(jobs),
        "--draws",
        draws,
        "--threads",
        2,
        Cli.QUICK);
  }

  /** Starts a server and waits until it listens. */
  InetSocketAddress start(int port, List<Object> work) throws IOException, InterruptedException {
    int number = processes.size();
    Path output = folder.resolve("output" + number);
    return listening(Cli.start(folder, output, "tmp" + number, work, "--port", port), output);
  }

  /** Waits until a process listens. */
  InetSocketAddress listening(Process process, Path output)
      throws IOException, InterruptedException {
    processes.add(process);
    while (process.isAlive()) {
      Matcher address = ADDRESS.matcher(Files.readString(output));
      if (address.find()) {
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(address.group(1)));
      }
      Thread.sleep(5);
    }
    throw new AssertionError("the server ended: " + Files.readString(output));
  }

  /** Returns the last one that was started. */
  Process last() {
    return processes.get(processes.size() - 1);
  }

  /** Ends the last server as Ctrl-C does. */
  void stop() throws IOException, InterruptedException {
    last().destroy();
    assertThat(last().waitFor()).isEqualTo(128 + 15);
    assertThat(Files.readString(folder.resolve("output" + (processes.size() - 1))))
        .endsWith("stopping\n");
  }

  /** Kills the last server. */
  void kill() throws InterruptedException {
    last().destroyForcibly().waitFor();
  }

  /**
   * Asserts that answers are what the predictor gives in this process, from the store that the
   * server left.
   */
  void assertPredictorsOwn(
      Path statistics, List<List<Architecture>> requests, List<JsonNode> answers) {
    ExtractionOptions options = new ExtractionOptions();
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(Cli.QUICK.toArray(String[]::new));
    ExtractionSettings settings = options.settings(Cli.SPACE, 0);
    Extraction extraction = Extraction.local(settings, DeviceRequest.CPU, OptionalInt.of(1));
    try (Predictor predictor = PredictorFiles.load(model).predictor();
        ExampleStore store = ExampleStore.open(statistics, extraction)) {
      for (int i = 0; i < requests.size(); i++) {
        List<Example> examples = store.examples(requests.get(i));
        Scores scores = predictor.scoreWithUncertainty(examples, DRAWS);
        JsonNode found = answers.get(i).get("scores");
        assertThat(found).hasSize(requests.get(i).size());
        for (int j = 0; j < found.size(); j++) {
          assertThat(found.get(j).get("architecture").asText())
              .isEqualTo(requests.get(i).get(j).text());
          assertThat(found.get(j).get("score").asDouble()).isEqualTo(scores.mean()[j]);
          assertThat(found.get(j).get("deviation").asDouble())
              .isEqualTo(scores.standardDeviation()[j]);
        }
      }
      assertThat(store.extracted()).as("the server kept what it measured").isZero();
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }
}
