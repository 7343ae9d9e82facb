package org.parzc.serve;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.parzc.InputException;

/**
 * JSON as clients may send it, read without any guess at what was meant. Numbers that are not
 * finite are strings.
 */
final class JsonText {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  /** What Jackson says of a source that it was told to say nothing of. */
  private static final Pattern SOURCE = Pattern.compile(" \\(start marker at .*", Pattern.DOTALL);

  private JsonText() {}

  /**
   * Reads a value.
   *
   * @param place where the text is from, for the message
   * @throws InputException if the text is none, with line and column or field
   */
  static <T> T read(byte[] text, Class<T> type, String place) {
    try {
      T value = JSON.readValue(text, type);
      if (value == null) {
        throw new InputException(place + ": found null, expected an object");
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw new InputException(
          "%s: unknown field '%s'; known: %s"
              .formatted(place, e.getPropertyName(), e.getKnownPropertyIds()),
          e);
    } catch (MismatchedInputException e) {
      throw new InputException(
          "%s: %s: %sexpected %s"
              .formatted(
                  place,
                  where(e.getLocation()),
                  field(e.getPath()),
                  e.getPath().isEmpty() ? "a JSON object" : kind(e.getTargetType())),
          e);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s: %s: not JSON: %s"
              .formatted(
                  place,
                  where(e.getLocation()),
                  SOURCE.matcher(e.getOriginalMessage()).replaceAll("")),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String where(JsonLocation location) {
    return location == null
        ? "line 1"
        : "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static String kind(Class<?> type) {
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (Number.class.isAssignableFrom(type)) {
      return type == Double.class ? "a number" : "a whole number";
    }
    return "a text";
  }

  /** Returns such as {@code architectures[3]: }. */
  private static String field(List<JsonMappingException.Reference> path) {
    return path.isEmpty()
        ? ""
        : path.stream()
            .map(
                one -> one.getFieldName() == null ? "[" + one.getIndex() + "]" : one.getFieldName())
            .collect(Collectors.joining("", "", ": "));
  }

  /** Returns a value as JSON. */
  static byte[] write(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
