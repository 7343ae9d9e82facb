package org.parzc.labels;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.parzc.InputException;
import org.parzc.files.InputFile;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;

/**
 * Reads the files that NAS-Bench-Suite-Zero (Krishnakumar et al., NeurIPS 2022) publishes: a JSON
 * object of data sets, each an object whose names are architectures as NASLib writes them, {@code
 * "(4, 0, 3, 1, 4, 3)"}, or in any other form that {@linkplain SearchSpace#interpret the space
 * understands}, with an object of values: {@code val_accuracy}, and for each proxy an object with
 * its {@code score}, or the score itself. Read token by token, so that memory holds one
 * architecture at a time.
 */
final class SuiteZeroFile {
  private static final String ACCURACY = "val_accuracy";
  private static final String SCORE = "score";

  /** One number of an architecture, which may be infinite or NaN. */
  record Value(double number, JsonLocation where) {}

  /**
   * One architecture, as it is written, and its values by name; those that are not numbers are left
   * out.
   */
  record Entry(
      Architecture architecture, String key, JsonLocation where, Map<String, Value> values) {}

  private final JsonSource source;
  private final JsonParser json;
  private final SearchSpace space;
  private final InvalidEntries.Tally tally;

  private SuiteZeroFile(JsonSource source, SearchSpace space, InvalidEntries.Tally tally) {
    this.source = source;
    json = source.json();
    this.space = space;
    this.tally = tally;
  }

  /** Returns whether a file is one: JSON that is an object. */
  static boolean recognises(FileStart start) {
    return start.isJson() && start.first() == '{';
  }

  /**
   * Reads the labels of one data set; the label column is the data set, a slash and the name of a
   * value, the name alone if there is one data set, or nothing for its {@value #ACCURACY}.
   *
   * @throws InputException if the file is missing or not of that layout, has no such data set or
   *     several to choose from, if a label is missing or not in the range, or if an architecture is
   *     not of the space or occurs twice, as far as the rules do not allow it
   */
  static Labels labels(LabelRequest request) {
    String column =
        request.withoutArchitectureColumn().labelColumn() == null
            ? ACCURACY
            : request.labelColumn();
    int slash = column.lastIndexOf('/');
    String name = column.substring(slash + 1);
    Map<Architecture, JsonLocation> seen = new HashMap<>();
    LabelCollector labels = new LabelCollector(request);
    String dataset =
        read(
            request.file(),
            request.space(),
            slash < 0 ? null : column.substring(0, slash),
            request.tally(),
            source ->
                entry -> {
                  Value value = entry.values().get(name);
                  boolean isMissing = value == null || Double.isNaN(value.number());
                  if (isMissing && !request.skipsUnlabelled()) {
                    throw source.wrong(
                        entry.where(),
                        "found no number %s%s"
                            .formatted(InputFile.excerpt(name), LabelCollector.SKIP));
                  }
                  if (isMissing) {
                    labels.passOver();
                    return;
                  }
                  if (!request.range().contains(value.number())) {
                    throw source.wrong(
                        value.where(),
                        "%s: found %s, expected %s"
                            .formatted(name, value.number(), request.range().expected()));
                  }
                  JsonLocation before = seen.putIfAbsent(entry.architecture(), entry.where());
                  labels.add(
                      new LabelledArchitecture(
                          entry.architecture(), value.number(), entry.where().getLineNr()),
                      any ->
                          source.wrong(
                              entry.where(),
                              "the same architecture as at "
                                  + JsonSource.place(before)
                                  + LabelCollector.AVERAGE));
                });
    return labels.labels(dataset + "/" + name, List.of());
  }

  /** Makes what is called with every architecture of a data set. */
  @FunctionalInterface
  interface Visitor {
    /** Returns what takes the entries of a source. */
    Consumer<Entry> of(JsonSource source);
  }

  /**
   * Reads one data set.
   *
   * @param dataset its name; null for the only one
   * @param tally takes every key, and tells at the end what was passed over
   * @return its name
   * @throws InputException as {@link #labels}
   */
  static String read(
      Path file, SearchSpace space, String dataset, InvalidEntries.Tally tally, Visitor visitor) {
    String found =
        JsonSource.read(
            file,
            source -> new SuiteZeroFile(source, space, tally).dataset(dataset, visitor.of(source)));
    tally.finish();
    return found;
  }

  private String dataset(String wanted, Consumer<Entry> action) throws IOException {
    source.require(json.nextToken(), JsonToken.START_OBJECT, "an object of data sets");
    List<String> names = new ArrayList<>();
    String found = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      JsonLocation where = source.here();
      names.add(name);
      source.require(json.nextToken(), JsonToken.START_OBJECT, "an object of architectures");
      if (wanted == null && found != null || name.equals(found)) {
        throw source.wrong(
            where,
            wanted == null
                ? "found data sets %s, expected the name of one".formatted(String.join(", ", names))
                : "found data set %s twice".formatted(InputFile.excerpt(name)));
      }
      if (wanted == null || name.equals(wanted)) {
        found = name;
        architectures(action);
      } else {
        json.skipChildren();
      }
    }
    source.requireEnd("data sets");
    if (found == null) {
      throw new InputException(
          "%s: no data set %s, found %s"
              .formatted(
                  source.file(),
                  wanted == null ? "at all" : InputFile.excerpt(wanted),
                  names.isEmpty() ? "none" : String.join(", ", names)));
    }
    return found;
  }

  private void architectures(Consumer<Entry> action) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      JsonLocation where = source.here();
      String key = json.currentName();
      Optional<Architecture> architecture = tally.read(() -> architecture(key, where));
      source.require(json.nextToken(), JsonToken.START_OBJECT, "an object of values");
      if (architecture.isPresent()) {
        action.accept(new Entry(architecture.get(), key, where, values()));
      } else {
        json.skipChildren();
      }
    }
  }

  private Architecture architecture(String key, JsonLocation where) {
    try {
      return space.interpret(key);
    } catch (ArchitectureSyntaxException e) {
      // The quotation mark stands at column 1.
      throw source.wrong(
          where,
          e.column(),
          "not an architecture of %s: %s".formatted(space.name(), e.getMessage()));
    }
  }

  private Map<String, Value> values() throws IOException {
    Map<String, Value> values = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (json.currentToken() == JsonToken.START_OBJECT) {
        score(name, values);
      } else {
        number(name, values);
      }
    }
    return values;
  }

  private void score(String name, Map<String, Value> values) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      boolean isScore = json.currentName().equals(SCORE);
      json.nextToken();
      if (isScore) {
        number(name, values);
      } else {
        json.skipChildren();
      }
    }
  }

  private void number(String name, Map<String, Value> values) throws IOException {
    if (json.currentToken().isNumeric()) {
      values.put(name, new Value(json.getDoubleValue(), source.here()));
    } else {
      json.skipChildren();
    }
  }
}
