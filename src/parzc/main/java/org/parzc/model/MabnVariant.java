package org.parzc.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import org.parzc.InputException;

/** Settings with some components changed, each written as {@code component=value}. */
final class MabnVariant {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MabnVariant() {}

  /**
   * Reads a preset and what is to be changed in it, each after a slash.
   *
   * @throws InputException if there is no such preset or component, or the value is out of range
   */
  static PredictorSettings read(String text) {
    List<String> parts = Splitter.on('/').splitToList(text);
    PredictorSettings base =
        switch (parts.get(0)) {
          case "paper" -> PredictorSettings.paper();
          case "default" -> PredictorSettings.recommended();
          case "plain" -> PredictorSettings.mlp();
          default ->
              throw new InputException(
                  "unknown preset '%s'; known: default, paper, plain".formatted(parts.get(0)));
        };
    return of(text, base, parts.subList(1, parts.size()));
  }

  /**
   * Returns settings with changes.
   *
   * @param preset how the result is called
   * @throws InputException if there is no such component, or the value is none that it can have
   */
  static PredictorSettings of(String preset, PredictorSettings base, List<String> changes) {
    ObjectNode settings = JSON.valueToTree(base);
    settings.put("preset", preset);
    for (String change : changes) {
      int equals = change.indexOf('=');
      String component = equals < 0 ? change : change.substring(0, equals);
      if (equals < 0 || component.equals("preset") || !settings.has(component)) {
        throw new InputException(
            "preset %s: found '%s', expected component=value with one of %s"
                .formatted(
                    preset,
                    change,
                    String.join(", ", ImmutableList.copyOf(settings.fieldNames()))));
      }
      settings.set(
          component, value(settings.get(component), component, change.substring(equals + 1)));
    }
    try {
      return JSON.treeToValue(settings, PredictorSettings.class);
    } catch (JsonProcessingException e) {
      String reason =
          e.getCause() instanceof IllegalArgumentException cause
              ? cause.getMessage()
              : e.getOriginalMessage().lines().findFirst().orElse("");
      throw new InputException("preset %s: %s".formatted(preset, reason), e);
    }
  }

  private static JsonNode value(JsonNode before, String component, String text) {
    if (component.equals("losses")) {
      ArrayNode losses = JSON.createArrayNode();
      Splitter.on('+')
          .split(text)
          .forEach(term -> losses.add(JSON.<JsonNode>valueToTree(loss(term))));
      return losses;
    }
    if (before.isArray()) {
      ArrayNode names = JSON.createArrayNode();
      Splitter.on('+').split(text).forEach(name -> names.add(Ascii.toUpperCase(name)));
      return names;
    }
    return JSON.getNodeFactory().textNode(before.isNumber() ? text : Ascii.toUpperCase(text));
  }

  /**
   * Reads {@code diffkendall[@ALPHA]}, {@code logistic} or {@code mse}, each with an optional
   * {@code *WEIGHT}.
   */
  private static PredictorSettings.WeightedLoss loss(String text) {
    String[] parts = text.split("\\*", 2);
    String[] name = parts[0].split("@", 2);
    RankingLoss loss =
        switch (name[0]) {
          case "diffkendall" ->
              new RankingLoss.DiffKendall(name.length == 1 ? 4 : positive(name[1], text));
          case "logistic" -> new RankingLoss.PairwiseLogistic();
          case "mse" -> new RankingLoss.SquaredError();
          default ->
              throw new InputException(
                  "losses: found '%s', expected diffkendall, logistic or mse".formatted(name[0]));
        };
    return new PredictorSettings.WeightedLoss(
        loss, parts.length == 1 ? 1 : positive(parts[1], text));
  }

  private static double positive(String number, String text) {
    try {
      double value = Double.parseDouble(number);
      if (value > 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new InputException(
          "losses %s: found '%s', expected a positive number".formatted(text, number), e);
    }
    throw new InputException(
        "losses %s: found '%s', expected a positive number".formatted(text, number));
  }
}
