package org.parzc.store;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.files.Provenance;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.labels.Labels;
import org.parzc.labels.PublishedScores;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.statistics.ArchitectureStatistics;

/**
 * The labelled architectures that a store has statistics of.
 *
 * @param architectures the architectures, in the order of the labels
 * @param labelled their examples and labels
 * @param column name of the labels
 * @param direction which labels of the file are better
 * @param provenance what made the statistics
 * @param excluded number of those left out because that was asked for
 */
public record StoredExamples(
    List<Architecture> architectures,
    LabelledExamples labelled,
    String column,
    Direction direction,
    Provenance provenance,
    int excluded) {
  /**
   * Reads them; nothing is extracted.
   *
   * @param left tells which architectures to leave out
   * @param scores returns published proxies to add
   * @throws org.parzc.InputException if the store or the published proxies cannot be read
   */
  public static StoredExamples read(
      Path store,
      SearchSpace space,
      Labels labels,
      Predicate<Architecture> left,
      Function<Set<Architecture>, PublishedScores> scores) {
    List<LabelledArchitecture> usable;
    List<ArchitectureStatistics> statistics;
    Provenance provenance;
    int without;
    try (DuckDbStore open = DuckDbStore.openReadOnly(store)) {
      provenance = open.contents().provenance();
      Set<String> present = open.architectures();
      List<LabelledArchitecture> measured =
          labels.entries().stream()
              .filter(one -> present.contains(one.architecture().text()))
              .toList();
      usable = measured.stream().filter(one -> !left.test(one.architecture())).toList();
      without = measured.size() - usable.size();
      statistics = open.read(usable.stream().map(one -> one.architecture().text()).toList());
    }
    List<Architecture> architectures =
        usable.stream().map(LabelledArchitecture::architecture).toList();
    PublishedScores published = scores.apply(Set.copyOf(architectures));
    List<Example> examples = Example.all(statistics, architectures, published, space);
    return new StoredExamples(
        architectures,
        new LabelledExamples(
            examples,
            labels
                .direction()
                .oriented(usable.stream().mapToDouble(LabelledArchitecture::label).toArray())),
        labels.column(),
        labels.direction(),
        provenance,
        without);
  }

  /**
   * Returns what numbers made from these depend on, by name.
   *
   * @param device where they are made, for people
   */
  public Map<String, String> facts(String device) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "device",
        device
            + ", of this run; the statistics are "
            + provenance.get("device").map(measured -> "of " + measured).orElse("the store's"));
    provenance.facts().forEach(facts::putIfAbsent);
    facts.remove("version");
    facts.put("labels", "column %s, %s".formatted(column, direction));
    return facts;
  }
}
