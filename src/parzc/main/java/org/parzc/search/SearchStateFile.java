package org.parzc.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.files.Provenance;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/** States of searches on disk: JSON, with the settings of the search. The file is always whole. */
public final class SearchStateFile {
  private record Content(int generation, List<String> population, List<Entry> evaluations) {
    Content {
      if (population == null || evaluations == null) {
        throw new IllegalArgumentException("found no population or no evaluations");
      }
      if (generation < 0) {
        throw new IllegalArgumentException(
            "found generation %d, expected at least 0".formatted(generation));
      }
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Entry(
      String architecture, int generation, double score, double cost, String failure) {
    Entry {
      if (architecture == null) {
        throw new IllegalArgumentException("found no architecture");
      }
    }
  }

  private SearchStateFile() {}

  /**
   * Returns the file as the place where a search is kept.
   *
   * @param settings what a search must agree in to go on from it
   */
  public static StateKeeper<SearchState> keeper(Path file, Provenance settings, SearchSpace space) {
    return new StateKeeper<>() {
      @Override
      public SearchState read() {
        return SearchStateFile.read(file, settings, space);
      }

      @Override
      public void keep(SearchState state) {
        write(file, settings, state);
      }
    };
  }

  /**
   * Writes a state; the file appears whole or not at all.
   *
   * @param settings what a search must agree in to go on from it
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, Provenance settings, SearchState state) {
    StateFile.write(
        file,
        settings,
        new Content(
            state.generation(),
            state.population().stream().map(Architecture::text).toList(),
            state.evaluations().stream()
                .map(
                    one ->
                        new Entry(
                            one.architecture().text(),
                            one.generation(),
                            one.score(),
                            one.cost(),
                            one.failure().orElse(null)))
                .toList()));
  }

  /**
   * Reads the state to go on from: that before the first generation if there is no such file.
   *
   * @throws InputException if the file is none of this version, or of a search with other settings
   */
  public static SearchState read(Path file, Provenance settings, SearchSpace space) {
    return StateFile.read(
            file,
            settings,
            Content.class,
            content ->
                SearchState.of(
                    content.generation(),
                    content.population().stream().map(space::parse).toList(),
                    content.evaluations().stream()
                        .map(
                            one ->
                                new Evaluation(
                                    space.parse(one.architecture()),
                                    one.generation(),
                                    one.score(),
                                    one.cost(),
                                    Optional.ofNullable(one.failure())))
                        .toList()))
        .orElseGet(SearchState::start);
  }

  /** Returns the evaluations of a state; their texts are taken as they are. */
  static List<SearchHistory.Step> steps(Path file, JsonNode state) {
    return StateFile.parse(
        file,
        state,
        Content.class,
        content ->
            content.evaluations().stream()
                .map(one -> new SearchHistory.Step(one.architecture(), one.score(), one.cost()))
                .toList());
  }
}
