package org.parzc.examples;

import java.nio.file.Path;
import java.util.List;
import org.parzc.dataset.ExampleStore;
import org.parzc.dataset.LabelledExamples;
import org.parzc.extraction.Extraction;
import org.parzc.labels.LabelFile;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.model.Ranking;
import org.parzc.search.Budget;
import org.parzc.search.Search;
import org.parzc.search.SearchState;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;

/** Learns from labels, ranks architectures without, and searches for better ones. */
public final class RankAndSearch {
  private RankAndSearch() {}

  /**
   * What comes out.
   *
   * @param ranking the candidates, the best first
   * @param found every architecture that the search looked at
   */
  public record Result(Ranking ranking, SearchState found) {}

  /**
   * Does it all.
   *
   * @param labels CSV file with the columns {@code architecture} and a label
   * @param cells where statistics are kept: {@code .jsonl}, or {@code .duckdb} with parzc-app on
   *     the class path
   * @param candidates texts of architectures to rank
   * @param evaluations architectures that the search may look at
   */
  public static Result run(Path labels, Path cells, List<String> candidates, int evaluations) {
    SearchSpace space = SearchSpaces.named("nasbench201");
    Extraction extraction = Extraction.of(space).channels(4).cells(1).build();
    try (ExampleStore store = ExampleStore.open(cells, extraction)) { // kill it, run it again
      LabelledExamples known = store.labelled(LabelFile.read(labels, space));
      try (Predictor mabn = Predictor.train(known, PredictorSettings.recommended(), 0)) {
        Ranking ranking = mabn.rank(store.examples(candidates.stream().map(space::parse).toList()));
        SearchState found =
            Search.of(space)
                .maximise(mabn, store)
                .where("params<=8K")
                .run(Budget.evaluations(evaluations));
        return new Result(ranking, found);
      }
    }
  }
}
