package org.parzc.labels;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.parzc.InputException;
import org.parzc.files.InputFile;

/** A JSON file, read token by token, that can say where it is. Used by one thread. */
final class JsonSource {
  /** Names are not kept: in some files they are architectures. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  /** Names the method that holds a limit, as the parser's messages do. */
  private static final Pattern JAVA_PLACE = Pattern.compile(",? \\(?from `[^`]*`\\)?");

  /** Reads what a file holds. */
  @FunctionalInterface
  interface Body<T> {
    /** Reads from the first token on. */
    T read(JsonSource source) throws IOException;
  }

  private final Path file;
  private final JsonParser json;

  private JsonSource(Path file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  /**
   * @throws InputException if the file is missing, cannot be read or is not JSON
   */
  static <T> T read(Path file, Body<T> body) {
    InputFile.requirePresent(file);
    try (JsonParser json = FACTORY.createParser(file.toFile())) {
      return body.read(new JsonSource(file, json));
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s:%s: not JSON: %s"
              .formatted(
                  file,
                  place(e.getLocation()),
                  JAVA_PLACE.matcher(e.getOriginalMessage()).replaceAll("")),
          e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, InputFile.reason(e)), e);
    }
  }

  /** Returns the file as messages name it. */
  Path file() {
    return file;
  }

  /** Returns the parser. */
  JsonParser json() {
    return json;
  }

  /** Returns where the current token starts. */
  JsonLocation here() {
    return json.currentTokenLocation();
  }

  /**
   * @throws InputException unless the token is the expected one
   */
  void require(JsonToken token, JsonToken expected, String what) throws IOException {
    if (token == null) {
      throw new InputException("%s: found the end, expected %s".formatted(file, what));
    }
    if (token != expected) {
      throw wrong(here(), "found %s, expected %s".formatted(found(), what));
    }
  }

  /**
   * @throws InputException if there is another token
   */
  void requireEnd(String after) throws IOException {
    if (json.nextToken() != null) {
      throw wrong(here(), "found something after the %s, expected the end".formatted(after));
    }
  }

  /** Returns the current token as messages quote it. */
  String found() throws IOException {
    return InputFile.excerpt(json.getText());
  }

  /** Returns an exception that points at a place of the file. */
  InputException wrong(JsonLocation where, String message) {
    return wrong(where, 0, message);
  }

  /** Returns an exception that points at a character after a place of the file. */
  InputException wrong(JsonLocation where, int offset, String message) {
    return new InputException(
        "%s:%d:%d: %s".formatted(file, where.getLineNr(), where.getColumnNr() + offset, message));
  }

  /** Returns line and column; of the file as a whole, its start. */
  static String place(JsonLocation where) {
    return where == null ? "1:1" : where.getLineNr() + ":" + where.getColumnNr();
  }
}
