package org.parzc.labels;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.parzc.InputException;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.nds.NdsArchitecture;
import org.parzc.spaces.nds.NdsSpace;

/**
 * Reads the object {@code net} of a published NDS training, {@code genotype}, {@code width} and
 * {@code depth}, and remembers where each part of the architecture's text stands in the file.
 */
final class NdsNetReader {
  private static final String GENOTYPE = "genotype";
  private static final List<String> CELLS = List.of("normal", "reduce");
  private static final List<String> OUTPUTS = List.of("normal_concat", "reduce_concat");
  private static final Map<String, String> SIZES = Map.of("width", "C=", "depth", "N=");

  /** Text at a place of the file. */
  private record Piece(String text, JsonLocation where) {}

  private final JsonSource file;
  private final JsonParser json;
  private final JsonLocation start;
  private final NdsSpace space;
  private final Map<String, List<Piece>> parts = new HashMap<>();

  private NdsNetReader(JsonSource file, NdsSpace space) {
    this.file = file;
    json = file.json();
    start = json.currentTokenLocation();
    this.space = space;
  }

  /**
   * Reads to the end of the object.
   *
   * @throws InputException if its layout is another
   */
  static NdsNetReader read(JsonSource file, NdsSpace space) throws IOException {
    NdsNetReader reader = new NdsNetReader(file, space);
    reader.net();
    return reader;
  }

  private void net() throws IOException {
    file.require(
        json.currentToken(), JsonToken.START_OBJECT, "an object with genotype, width and depth");
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(GENOTYPE)) {
        genotype();
      } else if (SIZES.containsKey(name)) {
        parts.put(
            name, List.of(new Piece(SIZES.get(name) + integer(name), json.currentTokenLocation())));
      } else {
        json.skipChildren();
      }
    }
  }

  /**
   * @throws InputException if the object is not an architecture of the space
   */
  NdsArchitecture architecture() {
    NdsArchitecture architecture = cells();
    requireOutputs(OUTPUTS.get(0), architecture.normalOutputs());
    requireOutputs(OUTPUTS.get(1), architecture.reductionOutputs());
    return architecture;
  }

  private void genotype() throws IOException {
    file.require(
        json.currentToken(),
        JsonToken.START_OBJECT,
        "genotype: an object with " + String.join(", ", CELLS));
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      if (CELLS.contains(name)) {
        parts.put(name, terms(name));
      } else if (OUTPUTS.contains(name)) {
        parts.put(name, nodes(name));
      } else {
        json.skipChildren();
      }
    }
  }

  private List<Piece> terms(String name) throws IOException {
    String expected = name + ": a list of [operation, input]";
    List<Piece> terms = new ArrayList<>();
    file.require(json.currentToken(), JsonToken.START_ARRAY, expected);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      file.require(json.currentToken(), JsonToken.START_ARRAY, expected);
      file.require(json.nextToken(), JsonToken.VALUE_STRING, expected);
      JsonLocation where = json.currentTokenLocation();
      String operation = json.getText();
      json.nextToken();
      terms.add(new Piece(operation + "~" + integer(name), where));
      file.require(json.nextToken(), JsonToken.END_ARRAY, expected);
    }
    return terms;
  }

  private List<Piece> nodes(String name) throws IOException {
    List<Piece> nodes = new ArrayList<>();
    file.require(json.currentToken(), JsonToken.START_ARRAY, name + ": a list of nodes");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      nodes.add(new Piece(integer(name), json.currentTokenLocation()));
    }
    return nodes;
  }

  private String integer(String name) throws IOException {
    file.require(json.currentToken(), JsonToken.VALUE_NUMBER_INT, name + ": a whole number");
    return json.getText();
  }

  private NdsArchitecture cells() {
    StringBuilder text = new StringBuilder();
    TreeMap<Integer, JsonLocation> places = new TreeMap<>(Map.of(0, start));
    for (String name : List.of(CELLS.get(0), CELLS.get(1), "width", "depth")) {
      String separator = text.isEmpty() ? "" : SearchSpace.SEPARATOR;
      for (Piece piece : part(name)) {
        text.append(separator);
        places.put(text.length() + 1, piece.where());
        text.append(piece.text());
        separator = " ";
      }
    }
    try {
      return space.parse(text.toString());
    } catch (ArchitectureSyntaxException e) {
      throw file.wrong(
          places.floorEntry(e.column()).getValue(),
          "not an architecture of %s: %s".formatted(space.name(), e.getMessage()));
    }
  }

  private List<Piece> part(String name) {
    if (!parts.containsKey(name)) {
      throw file.wrong(start, "found a net without " + name);
    }
    return parts.get(name);
  }

  private void requireOutputs(String name, List<Integer> expected) {
    List<Piece> found = part(name);
    TreeSet<String> nodes = new TreeSet<>(found.stream().map(Piece::text).toList());
    if (!nodes.equals(new TreeSet<>(expected.stream().map(String::valueOf).toList()))) {
      throw file.wrong(
          found.isEmpty() ? start : found.get(0).where(),
          "%s: found nodes %s, expected %s"
              .formatted(
                  name,
                  String.join(", ", nodes),
                  String.join(", ", expected.stream().map(String::valueOf).toList())));
    }
  }
}
