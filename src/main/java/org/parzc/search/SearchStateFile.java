package org.parzc.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.MapDifference;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/** States of searches on disk: JSON, with the settings of the search. The file is always whole. */
public final class SearchStateFile {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Content(int format, Map<String, String> settings, int generation, List<String> population,
      List<Entry> evaluations) {}

  private record Entry(String architecture, int generation, double score, double cost) {}

  private SearchStateFile() {}

  /**
   * Writes a state; the file appears whole or not at all.
   *
   * @param settings what a search must agree in to go on from it
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, Map<String, String> settings, SearchState state) {
    Content content = new Content(FORMAT, new TreeMap<>(settings), state.generation(),
        state.population().stream().map(Architecture::text).toList(),
        state.evaluations().stream().map(one -> new Entry(one.architecture().text(), one.generation(), one.score(),
            one.cost())).toList());
    AtomicFile.write(file, unfinished -> JSON.writeValue(unfinished.toFile(), content));
  }

  /**
   * Reads the state to go on from: that before the first generation if there is no such file.
   *
   * @throws InputException if the file is none of this version, or of a search with other settings
   */
  public static SearchState read(Path file, Map<String, String> settings, SearchSpace space) {
    if (!Files.exists(file)) {
      return SearchState.start();
    }
    Content content = content(file);
    MapDifference<String, String> difference = Maps.difference(content.settings(), settings);
    difference.entriesDiffering().forEach((key, values) -> {
      throw new InputException("%s: of a search with %s %s, asked for %s; choose another state file".formatted(file, key,
          values.leftValue(), values.rightValue()));
    });
    if (!difference.areEqual()) {
      throw new InputException("%s: of a search with other settings: %s; choose another state file".formatted(file,
          difference));
    }
    try {
      return SearchState.of(content.generation(), content.population().stream().map(space::parse).toList(),
          content.evaluations().stream().map(one -> new Evaluation(space.parse(one.architecture()), one.generation(),
              one.score(), one.cost())).toList());
    } catch (IllegalArgumentException e) {
      throw new InputException("%s: damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Content content(Path file) {
    try {
      Content content = JSON.readValue(file.toFile(), Content.class);
      if (content == null || content.format() != FORMAT || content.settings() == null || content.population() == null
          || content.evaluations() == null) {
        throw new InputException("%s: not the state of a search of this version".formatted(file));
      }
      return content;
    } catch (JsonProcessingException e) {
      throw new InputException("%s: not the state of a search: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
