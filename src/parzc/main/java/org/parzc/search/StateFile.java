package org.parzc.search;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.files.CheckedJson;
import org.parzc.files.Provenance;

/**
 * Work that can be stopped, on disk: JSON, with the settings that it is to go on with. A file is
 * always whole, and refused if it was changed after it was written.
 */
final class StateFile {
  private static final int FORMAT = 2;
  private static final CheckedJson CHECKED =
      new CheckedJson("search state", "choose another state file");
  private static final ObjectMapper JSON =
      JsonMapper.builder().defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)).build();

  /** The whole file. */
  record Content(int format, Provenance settings, JsonNode state) {}

  private StateFile() {}

  /**
   * @throws InputException if the file cannot be written
   */
  static void write(Path file, Provenance settings, Object state) {
    Content content = new Content(FORMAT, settings.sorted(), JSON.valueToTree(state));
    AtomicFile.write(
        file, unfinished -> Files.write(unfinished, CHECKED.file(JSON.writeValueAsBytes(content))));
  }

  /**
   * Reads a state; empty if there is no such file.
   *
   * @param settings what the file must have been written with
   * @param type what was written
   * @param state makes the state; what is wrong with it is an {@link IllegalArgumentException}
   * @throws InputException if the file is none of this version, damaged, changed, or of other
   *     settings
   */
  static <R, S> Optional<S> read(
      Path file, Provenance settings, Class<R> type, Function<R, S> state) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Content content = content(file);
    content.settings().requireSame(file, settings);
    return Optional.of(parse(file, content.state(), type, state));
  }

  /**
   * Makes sense of a state.
   *
   * @throws InputException if it is damaged
   */
  static <R, S> S parse(Path file, JsonNode content, Class<R> type, Function<R, S> state) {
    try {
      return state.apply(JSON.treeToValue(content, type));
    } catch (JsonProcessingException e) {
      throw new InputException("%s: damaged: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new InputException("%s: damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * @throws InputException if the file cannot be read, is none of this version, or was changed
   */
  static Content content(Path file) {
    try {
      Content content = JSON.readValue(CHECKED.read(file).json(), Content.class);
      if (content.format() != FORMAT || content.settings() == null || content.state() == null) {
        throw new InputException("%s: not the state of a search of this version".formatted(file));
      }
      return content;
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s: not the state of a search: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
