package org.parzc.labels;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.files.InputFile;
import org.parzc.space.Architecture;
import org.parzc.spaces.nds.NdsSpace;

/**
 * Reads the files that the Network Design Spaces study publishes: a JSON list of trainings, each an
 * object with the architecture in {@code net} and the test error after each epoch, in per cent, in
 * {@code test_ep_top1}; what else it has is passed over. Two labels can be had: {@value #FINAL},
 * 100 minus the last error, and {@value #BEST}, 100 minus the smallest. The first is the usual one,
 * since the smallest is picked on the test images.
 *
 * <p>The file is read token by token, so memory holds the labels alone.
 */
final class NdsLabelFile {
  private static final String FINAL = "final_test_acc";
  private static final String BEST = "best_test_acc";
  private static final String ERRORS = "test_ep_top1";
  private static final String NET = "net";

  private final JsonSource source;
  private final JsonParser json;
  private final NdsSpace space;
  private final boolean best;
  private final LabelRequest request;
  private final LabelCollector labels;
  private final InvalidEntries.Tally tally;

  private NdsLabelFile(JsonSource source, NdsSpace space, boolean best, LabelRequest request) {
    this.source = source;
    json = source.json();
    this.space = space;
    this.best = best;
    this.request = request;
    labels = new LabelCollector(request);
    tally = request.tally();
  }

  /** Returns whether a file is one: JSON that is no object. */
  static boolean recognises(FileStart start) {
    return start.isJson() && start.first() != '{';
  }

  /**
   * Reads a whole file; the label is {@value #FINAL}, {@value #BEST}, or, where none is named, the
   * first.
   *
   * @throws InputException if the file is missing or not of that layout, if a label is missing or
   *     not in the range, or if an architecture is not of the space, hands on other nodes than the
   *     space's cells do, or occurs twice, as far as the rules do not allow it
   */
  static Labels read(LabelRequest request) {
    Path file = request.withoutArchitectureColumn().file();
    if (!(request.space() instanceof NdsSpace nds)) {
      throw new InputException(
          "%s: a JSON list of trainings holds architectures of nds-… spaces, not of %s"
              .formatted(file, request.space().name()));
    }
    String column = request.labelColumn() == null ? FINAL : request.labelColumn();
    if (!List.of(FINAL, BEST).contains(column)) {
      throw new InputException(
          "%s: no label %s, expected %s or %s"
              .formatted(file, InputFile.excerpt(column), FINAL, BEST));
    }
    return JsonSource.read(
        file, source -> new NdsLabelFile(source, nds, column.equals(BEST), request).labels(column));
  }

  private Labels labels(String column) throws IOException {
    source.require(json.nextToken(), JsonToken.START_ARRAY, "a list of trainings");
    boolean isEmpty = true;
    Map<Architecture, JsonLocation> seen = new HashMap<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      source.require(
          json.currentToken(),
          JsonToken.START_OBJECT,
          "an object with %s and %s".formatted(NET, ERRORS));
      JsonLocation start = source.here();
      isEmpty = false;
      Optional<LabelledArchitecture> entry = entry(start);
      if (entry.isPresent() && Double.isNaN(entry.get().label())) {
        labels.passOver();
      } else if (entry.isPresent()) {
        JsonLocation before = seen.putIfAbsent(entry.get().architecture(), start);
        labels.add(
            entry.get(),
            any ->
                source.wrong(
                    start,
                    "the same architecture as at "
                        + JsonSource.place(before)
                        + LabelCollector.AVERAGE));
      }
    }
    source.requireEnd("list");
    tally.finish();
    if (isEmpty) {
      throw new InputException(source.file() + ": found an empty list, expected trainings");
    }
    return labels.labels(column, List.of());
  }

  /**
   * Returns a training, unless it is passed over; NaN stands for a label that is missing and may
   * be.
   */
  private Optional<LabelledArchitecture> entry(JsonLocation start) throws IOException {
    NdsNetReader net = null;
    Double label = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case NET -> net = NdsNetReader.read(source, space);
        case ERRORS -> label = label();
        default -> json.skipChildren();
      }
    }
    if (net == null || label == null) {
      throw source.wrong(start, "found an object without %s".formatted(net == null ? NET : ERRORS));
    }
    double found = label;
    return tally
        .read(net::architecture)
        .map(architecture -> new LabelledArchitecture(architecture, found, start.getLineNr()));
  }

  private double label() throws IOException {
    source.require(json.currentToken(), JsonToken.START_ARRAY, ERRORS + ": a list of numbers");
    JsonLocation where = source.here();
    double error = Double.NaN;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean isMissing = json.currentToken() == JsonToken.VALUE_NULL;
      if (!isMissing && !json.currentToken().isNumeric()) {
        throw source.wrong(
            source.here(), "%s: found %s, expected a number".formatted(ERRORS, source.found()));
      }
      double one = isMissing ? Double.NaN : json.getDoubleValue();
      if (!best || Double.isNaN(error) || one < error) {
        error = one;
        where = source.here();
      }
    }
    double label = 100 - error;
    if (Double.isNaN(label) && !request.skipsUnlabelled()) {
      throw source.wrong(where, "%s: found no number%s".formatted(ERRORS, LabelCollector.SKIP));
    }
    if (!Double.isNaN(label) && !request.range().contains(label)) {
      throw source.wrong(
          where,
          "%s: found the label %s, expected %s"
              .formatted(ERRORS, label, request.range().expected()));
    }
    return label;
  }
}
