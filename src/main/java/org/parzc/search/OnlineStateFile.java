package org.parzc.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.parzc.InputException;
import org.parzc.dataset.LabelledArchitecture;
import org.parzc.space.SearchSpace;

/** The labels that an {@link OnlineSearch} took, on disk: JSON, with the settings of the search. Always whole. */
public final class OnlineStateFile {
  private record Content(List<Entry> labels) {
    Content {
      if (labels == null) {
        throw new IllegalArgumentException("found no labels");
      }
    }
  }

  private record Entry(String architecture, double label) {}

  private OnlineStateFile() {}

  /**
   * Writes the labels; the file appears whole or not at all.
   *
   * @param settings what a search must agree in to go on with them
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, Map<String, String> settings, List<LabelledArchitecture> labels) {
    StateFile.write(file, settings, new Content(labels.stream()
        .map(one -> new Entry(one.architecture().text(), one.label())).toList()));
  }

  /**
   * Reads the labels to go on with: none if there is no such file.
   *
   * @throws InputException if the file is none of this version, or of a search with other settings
   */
  public static List<LabelledArchitecture> read(Path file, Map<String, String> settings, SearchSpace space) {
    return StateFile.read(file, settings, Content.class, content -> content.labels().stream()
        .map(one -> new LabelledArchitecture(space.parse(one.architecture()), one.label())).toList())
        .orElse(List.of());
  }

  /** Returns the labels of a state; their texts are taken as they are. */
  static List<SearchHistory.Step> steps(Path file, JsonNode state) {
    return StateFile.parse(file, state, Content.class, content -> content.labels().stream()
        .map(one -> new SearchHistory.Step(one.architecture(), one.label(), Double.NaN)).toList());
  }
}
