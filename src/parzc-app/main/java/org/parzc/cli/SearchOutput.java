package org.parzc.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.report.FoundTable;
import org.parzc.report.Table;
import org.parzc.search.Cost;
import org.parzc.search.Evaluation;
import org.parzc.search.SearchResult;
import org.parzc.search.SearchRun;
import org.parzc.space.Architecture;

/**
 * Shows what a search found: as a table or JSON, and in a file.
 *
 * @param output takes it
 * @param run what was searched
 * @param result what it came to
 */
record SearchOutput(Output output, SearchRun run, SearchResult result) {
  /** Returns what is to be known besides what was found, one sentence each. */
  List<String> remarks() {
    return Stream.concat(result.remarks().stream(), run.gaps().stream()).toList();
  }

  /**
   * @param isStopped whether the search was asked to end
   */
  void summarise(boolean isStopped) {
    if (isStopped) {
      output.warn("stopped; the best so far:%n");
    }
    output.say(
        "%,d architectures evaluated in %,d generations%n",
        result.state().evaluations().size(), result.state().generation());
    result.remarks().forEach(remark -> output.warn("%s%n", remark));
    Stream.of(result.unlabelled(), result.failures())
        .forEach(
            failures ->
                failures.forEach(
                    (architecture, why) -> output.warn("failed: %s: %s%n", architecture, why)));
  }

  /**
   * Shows the best.
   *
   * @param top how many, if nothing is minimised besides
   * @param file CSV file for them; null for none
   * @param json whether they are for a program
   */
  void show(int top, Path file, boolean json) {
    List<Evaluation> found = run.best(result, top);
    Optional<String> cost = run.cost().map(Cost::name);
    Table table = FoundTable.of(found, cost);
    if (file != null) {
      table.writeCsv(file);
    }
    if (json) {
      Json.print(
          output.results(),
          new Found(
              result.state().generation(),
              result.state().evaluations().size(),
              remarks(),
              texts(result.failures()),
              texts(result.unlabelled()),
              IntStream.range(0, found.size())
                  .mapToObj(i -> Line.of(i + 1, found.get(i), cost))
                  .toList()));
      return;
    }
    output.print(table);
  }

  private static Map<String, String> texts(Map<Architecture, String> failures) {
    Map<String, String> texts = new LinkedHashMap<>();
    failures.forEach((architecture, why) -> texts.put(architecture.text(), why));
    return texts;
  }

  /**
   * The result for programs.
   *
   * @param generations number of generations done
   * @param evaluations number of architectures evaluated
   * @param remarks what is to be known besides, such as why the search ended with budget left
   * @param failed what could not be measured, and why
   * @param unlabelled what could not be labelled, and why
   * @param found the best, the very best first
   */
  private record Found(
      int generations,
      int evaluations,
      List<String> remarks,
      Map<String, String> failed,
      Map<String, String> unlabelled,
      List<Line> found) {}

  /** One line of the result for programs; {@code cost} is what was minimised, by its name. */
  private record Line(int rank, String architecture, double score, Map<String, Double> cost) {
    static Line of(int rank, Evaluation one, Optional<String> cost) {
      return new Line(
          rank,
          one.architecture().text(),
          one.score(),
          cost.map(name -> Map.of(name, one.cost())).orElse(Map.of()));
    }
  }
}
