package org.parzc.cli;

import java.time.Duration;
import org.parzc.serve.Limits;
import org.parzc.serve.SearchLimits;
import picocli.CommandLine.Option;

/** How much the server takes on. */
final class ServerLimitOptions {
  private static final int LARGEST_BODY = 1 << 30;

  @Option(
      names = "--max-body",
      defaultValue = "1048576",
      paramLabel = "BYTES",
      description = "Largest request (default: ${DEFAULT-VALUE}); 413 for larger ones.")
  private int bodyBytes;

  @Option(
      names = "--max-queue",
      defaultValue = "32",
      paramLabel = "N",
      description =
          "Requests that wait or are worked on (default: ${DEFAULT-VALUE}); 429 for more.")
  private int queue;

  @Option(
      names = "--max-jobs",
      defaultValue = "" + SearchLimits.JOBS,
      paramLabel = "N",
      description = "Searches that wait or run (default: ${DEFAULT-VALUE}); 429 for more.")
  private int mostJobs;

  @Option(
      names = "--max-evaluations",
      defaultValue = "" + SearchLimits.EVALUATIONS,
      paramLabel = "N",
      description =
          "Architectures that a search may evaluate (default: ${DEFAULT-VALUE}); 400 for more.")
  private int mostEvaluations;

  @Option(
      names = "--max-population",
      defaultValue = "" + SearchLimits.POPULATION,
      paramLabel = "N",
      description = "Largest population of a search (default: ${DEFAULT-VALUE}); 400 for larger.")
  private int mostPopulation;

  @Option(
      names = "--max-draws",
      defaultValue = "" + SearchLimits.DRAWS,
      paramLabel = "N",
      description =
          "Draws from the posterior that a search may ask for (default: ${DEFAULT-VALUE}); 400 for"
              + " more.")
  private int mostDraws;

  @Option(
      names = "--max-kept-jobs",
      defaultValue = "" + SearchLimits.KEPT,
      paramLabel = "N",
      description =
          "Searches that are kept after their end (default: ${DEFAULT-VALUE}); those asked for"
              + " first are forgotten.")
  private int mostKept;

  @Option(
      names = "--max-connections",
      defaultValue = "256",
      paramLabel = "N",
      description = "Clients connected at once (default: ${DEFAULT-VALUE}); more wait.")
  private int connections;

  @Option(
      names = "--idle-timeout",
      defaultValue = "20",
      paramLabel = "SECONDS",
      description =
          "Time that a client has to send its headers, to take an answer, and between two requests"
              + " (default: ${DEFAULT-VALUE}).")
  private int idleSeconds;

  @Option(
      names = "--request-timeout",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "Time to answer a request (default: ${DEFAULT-VALUE}); 504 when it is over.")
  private int requestSeconds;

  @Option(
      names = "--stop-timeout",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description =
          "Time after which a server that is to stop has stopped, whatever it does (default:"
              + " ${DEFAULT-VALUE}).")
  private int stopSeconds;

  /**
   * Returns the limits.
   *
   * @throws org.parzc.InputException if one is out of its range
   */
  Limits limits() {
    Bounds.checkMost("--max-body", bodyBytes, LARGEST_BODY);
    Bounds.checkMost("--max-queue", queue, Bounds.REPETITIONS);
    Bounds.checkMost("--max-connections", connections, Bounds.REPETITIONS);
    return new Limits(
        bodyBytes,
        queue,
        new SearchLimits(mostJobs, mostEvaluations, mostPopulation, mostDraws, mostKept),
        connections,
        Duration.ofSeconds(requestSeconds),
        Duration.ofSeconds(idleSeconds),
        Duration.ofSeconds(stopSeconds));
  }

  int stopSeconds() {
    return stopSeconds;
  }
}
