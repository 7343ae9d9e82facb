package org.parzc.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.parzc.InputException;

/** Results that commands print with {@code --json}, read back. */
final class ResultFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private ResultFile() {}

  /** Does what Jackson leaves out where components of several records stand side by side. */
  private static void requireKnown(JsonNode read, Object result) throws JsonMappingException {
    JsonNode known = JSON.valueToTree(result);
    for (String name : ImmutableList.copyOf(read.fieldNames())) {
      if (!known.has(name)) {
        throw new JsonMappingException(null, "Unrecognized field \"%s\"".formatted(name));
      }
    }
  }

  /**
   * Reads a result.
   *
   * @param command what prints it, for messages
   * @throws InputException if the file cannot be read or is something else
   */
  static <T> T read(Path file, Class<T> type, String command) {
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + ": no such file");
    }
    try {
      T result = JSON.readValue(file.toFile(), type);
      if (result == null) {
        throw new InputException(
            "%s: found null, expected what 'parzc %s --json' prints".formatted(file, command));
      }
      requireKnown(JSON.readTree(file.toFile()), result);
      return result;
    } catch (DatabindException e) {
      throw new InputException(
          "%s: not what 'parzc %s --json' of this version prints: %s"
              .formatted(file, command, e.getOriginalMessage()),
          e);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s:%d:%d: not JSON: %s"
              .formatted(
                  file,
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }
}
