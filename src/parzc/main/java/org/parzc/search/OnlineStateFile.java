package org.parzc.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.files.Provenance;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * States of {@link OnlineSearch online searches} on disk: JSON, with the settings. The file is
 * always whole.
 */
public final class OnlineStateFile {
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record Content(List<Entry> labels, Map<String, String> failures) {
    Content {
      if (labels == null) {
        throw new IllegalArgumentException("found no labels");
      }
    }
  }

  /** One of label and failure is null. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Entry(String architecture, Double label, String failure) {
    Entry {
      if (architecture == null) {
        throw new IllegalArgumentException("found no architecture");
      }
    }

    static Entry of(LabelOutcome outcome) {
      return new Entry(
          outcome.architecture().text(),
          outcome.isLabel() ? outcome.label() : null,
          outcome.failure().orElse(null));
    }

    LabelOutcome outcome(SearchSpace space) {
      return new LabelOutcome(
          space.parse(architecture),
          label == null ? Double.NaN : label,
          Optional.ofNullable(failure));
    }
  }

  private OnlineStateFile() {}

  /**
   * Returns the file as the place where a search is kept.
   *
   * @param settings what a search must agree in to go on from it
   */
  public static StateKeeper<OnlineState> keeper(Path file, Provenance settings, SearchSpace space) {
    return new StateKeeper<>() {
      @Override
      public OnlineState read() {
        return OnlineStateFile.read(file, settings, space);
      }

      @Override
      public void keep(OnlineState state) {
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
  public static void write(Path file, Provenance settings, OnlineState state) {
    Map<String, String> failures = new LinkedHashMap<>();
    state.failures().forEach((one, why) -> failures.put(one.text(), why));
    StateFile.write(
        file, settings, new Content(state.taken().stream().map(Entry::of).toList(), failures));
  }

  /**
   * Reads the state to go on from: that before the first label if there is no such file.
   *
   * @throws InputException if the file is none of this version, or of a search with other settings
   */
  public static OnlineState read(Path file, Provenance settings, SearchSpace space) {
    return StateFile.read(file, settings, Content.class, content -> state(content, space))
        .orElseGet(OnlineState::start);
  }

  private static OnlineState state(Content content, SearchSpace space) {
    Map<Architecture, String> failures = new LinkedHashMap<>();
    if (content.failures() != null) {
      content.failures().forEach((text, why) -> failures.put(space.parse(text), why));
    }
    return new OnlineState(
        content.labels().stream().map(one -> one.outcome(space)).toList(), failures);
  }

  /** Returns the labels of a state; their texts are taken as they are. */
  static List<SearchHistory.Step> steps(Path file, JsonNode state) {
    return StateFile.parse(
        file,
        state,
        Content.class,
        content ->
            content.labels().stream()
                .filter(one -> one.label() != null)
                .map(one -> new SearchHistory.Step(one.architecture(), one.label(), Double.NaN))
                .toList());
  }
}
