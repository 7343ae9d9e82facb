package org.parzc.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.io.IOException;

/**
 * Reads the settings of a stored predictor. A component that is not one of theirs is refused, which
 * Jackson does not do by itself where components of several records stand side by side.
 */
final class StoredSettings extends JsonDeserializer<PredictorSettings> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public PredictorSettings deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonNode stored = context.readTree(parser);
    PredictorSettings settings = context.readTreeAsValue(stored, PredictorSettings.class);
    JsonNode known = JSON.valueToTree(settings);
    for (String name : ImmutableList.copyOf(stored.fieldNames())) {
      if (!known.has(name)) {
        context.handleUnknownProperty(parser, this, PredictorSettings.class, name);
      }
    }
    return settings;
  }
}
