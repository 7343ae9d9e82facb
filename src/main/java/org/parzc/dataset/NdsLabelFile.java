package org.parzc.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.parzc.InputException;
import org.parzc.space.NdsArchitecture;
import org.parzc.space.NdsSpace;
import org.parzc.space.SearchSpace;

/**
 * Reads the files that the Network Design Spaces study publishes: a JSON list of trainings, each an object with the
 * architecture in {@code net} and the test error after each epoch, in per cent, in {@code test_ep_top1}; what else it
 * has is passed over. Two labels can be had: {@value #FINAL}, 100 minus the last error, and {@value #BEST}, 100 minus
 * the smallest. The first is the usual one, since the smallest is picked on the test images.
 *
 * <p>The file is read token by token, so memory holds the labels alone.
 */
final class NdsLabelFile {
  private static final String FINAL = "final_test_acc";
  private static final String BEST = "best_test_acc";
  private static final String ERRORS = "test_ep_top1";
  private static final String NET = "net";
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Path file;
  private final NdsSpace space;
  private final boolean best;
  private final LabelRange range;
  private final JsonParser json;

  private NdsLabelFile(Path file, NdsSpace space, boolean best, LabelRange range, JsonParser json) {
    this.file = file;
    this.space = space;
    this.best = best;
    this.range = range;
    this.json = json;
  }

  /**
   * Reads a whole file.
   *
   * @param label {@value #FINAL}, {@value #BEST}, or null for the first
   * @param range labels outside it are refused
   * @throws InputException if the file is missing or not of that layout, if a label is not in the range, or if an
   *     architecture is not of the space, hands on other nodes than the space's cells do, or occurs twice
   */
  static Labels read(Path file, SearchSpace space, String label, LabelRange range) {
    InputFile.requirePresent(file);
    if (!(space instanceof NdsSpace nds)) {
      throw new InputException("%s: label files in JSON hold architectures of nds-… spaces, not of %s".formatted(file,
          space.name()));
    }
    String column = label == null ? FINAL : label;
    if (!List.of(FINAL, BEST).contains(column)) {
      throw new InputException("%s: no label %s, expected %s or %s".formatted(file, InputFile.excerpt(column), FINAL,
          BEST));
    }
    try (JsonParser json = FACTORY.createParser(file.toFile())) {
      return new Labels(file.toString(), column,
          new NdsLabelFile(file, nds, column.equals(BEST), range, json).entries());
    } catch (JsonProcessingException e) {
      throw new InputException(InputFile.oneLine("%s:%s: not JSON: %s".formatted(file, place(e.getLocation()),
          e.getOriginalMessage())), e);
    } catch (IOException e) {
      throw new InputException(InputFile.oneLine("%s: cannot be read: %s".formatted(file, e.getMessage())), e);
    }
  }

  private List<LabelledArchitecture> entries() throws IOException {
    require(json.nextToken(), JsonToken.START_ARRAY, "a list of trainings");
    List<LabelledArchitecture> entries = new ArrayList<>();
    Map<NdsArchitecture, JsonLocation> seen = new HashMap<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken(), JsonToken.START_OBJECT, "an object with %s and %s".formatted(NET, ERRORS));
      JsonLocation start = json.currentTokenLocation();
      LabelledArchitecture entry = entry(start);
      JsonLocation before = seen.putIfAbsent((NdsArchitecture) entry.architecture(), start);
      if (before != null) {
        throw wrong(start, "the same architecture as at " + place(before));
      }
      entries.add(entry);
    }
    if (json.nextToken() != null) {
      throw wrong(json.currentTokenLocation(), "found something after the list, expected the end");
    }
    if (entries.isEmpty()) {
      throw new InputException(file + ": found an empty list, expected trainings");
    }
    return entries;
  }

  private LabelledArchitecture entry(JsonLocation start) throws IOException {
    NdsArchitecture architecture = null;
    Double label = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case NET -> architecture = new NdsNetReader(this, json, space).read();
        case ERRORS -> label = label();
        default -> json.skipChildren();
      }
    }
    if (architecture == null || label == null) {
      throw wrong(start, "found an object without %s".formatted(architecture == null ? NET : ERRORS));
    }
    return new LabelledArchitecture(architecture, label, start.getLineNr());
  }

  private double label() throws IOException {
    require(json.currentToken(), JsonToken.START_ARRAY, ERRORS + ": a list of numbers");
    JsonLocation where = json.currentTokenLocation();
    double error = Double.NaN;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (!json.currentToken().isNumeric()) {
        throw wrong(json.currentTokenLocation(), "%s: found %s, expected a number".formatted(ERRORS, found()));
      }
      double one = json.getDoubleValue();
      if (!best || Double.isNaN(error) || one < error) {
        error = one;
        where = json.currentTokenLocation();
      }
    }
    double label = 100 - error;
    if (!range.contains(label)) {
      throw wrong(where, "%s: found the label %s, expected %s".formatted(ERRORS, label, range));
    }
    return label;
  }

  /** @throws InputException unless the token is the expected one */
  void require(JsonToken token, JsonToken expected, String what) throws IOException {
    if (token == null) {
      throw new InputException("%s: found the end, expected %s".formatted(file, what));
    }
    if (token != expected) {
      throw wrong(json.currentTokenLocation(), "found %s, expected %s".formatted(found(), what));
    }
  }

  /** Returns the current token as messages quote it. */
  String found() throws IOException {
    return InputFile.excerpt(json.getText());
  }

  /** Returns an exception that points at a place of the file. */
  InputException wrong(JsonLocation where, String message) {
    return new InputException(InputFile.oneLine("%s:%s: %s".formatted(file, place(where), message)));
  }

  private static String place(JsonLocation where) {
    return where.getLineNr() + ":" + where.getColumnNr();
  }
}
