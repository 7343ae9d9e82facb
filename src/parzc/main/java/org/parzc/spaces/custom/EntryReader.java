package org.parzc.spaces.custom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.parzc.InputException;
import org.parzc.files.Reason;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads a YAML or, if its name ends in {@code .json}, a JSON file into {@link Entry entries}. Names
 * may not be given twice; YAML's anchors and aliases are refused, so that no file means more than
 * it says.
 */
final class EntryReader {
  /** No space is larger, and nothing larger is held in memory. */
  private static final long MOST_BYTES = 1 << 20;

  private static final int DEEPEST = 20;
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build();
  private static final JsonFactory JSON =
      JsonFactory.builder().streamReadConstraints(CONSTRAINTS).build();
  private static final JsonFactory YAML =
      YAMLFactory.builder().streamReadConstraints(CONSTRAINTS).build();

  private final String file;
  private final JsonParser parser;

  private EntryReader(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * @throws InputException if the file is missing, too large, or neither YAML nor JSON of that kind
   */
  static Entry read(String file) {
    JsonFactory factory = file.toLowerCase(Locale.ROOT).endsWith(".json") ? JSON : YAML;
    try (JsonParser parser = factory.createParser(content(file))) {
      EntryReader reader = new EntryReader(file, parser);
      if (parser.nextToken() == null) {
        throw new InputException(file + ": the file is empty");
      }
      Entry all = reader.entry();
      if (parser.nextToken() != null) {
        throw reader
            .place(parser.currentTokenLocation())
            .wrong("found more after the definition, expected the end");
      }
      return all;
    } catch (JsonProcessingException e) {
      throw unreadable(file, factory == JSON ? "JSON" : "YAML", e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, Reason.of(e)), e);
    }
  }

  private static InputException unreadable(String file, String kind, JsonProcessingException e) {
    String place = e.getLocation() == null ? file : place(file, e.getLocation()).toString();
    String problem = e.getOriginalMessage();
    if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
      // Jackson says where the surroundings start, such as a list that is not closed.
      Mark mark = yaml.getProblemMark();
      place = new Place(file, mark.getLine() + 1, mark.getColumn() + 1).toString();
      problem = yaml.getProblem();
    }
    return new InputException(
        "%s: not %s: %s"
            .formatted(
                place,
                kind,
                CharMatcher.javaIsoControl()
                    .replaceFrom(problem.lines().findFirst().orElse(""), ' ')),
        e);
  }

  private static byte[] content(String file) throws IOException {
    Path path;
    try {
      path = Path.of(file);
    } catch (InvalidPathException e) {
      throw new InputException(
          "%s: not a path: %s"
              .formatted(CharMatcher.javaIsoControl().replaceFrom(file, ' '), e.getReason()),
          e);
    }
    if (!Files.isRegularFile(path)) {
      throw new InputException(
          file + (Files.exists(path) ? ": found no regular file, expected one" : ": no such file"));
    }
    if (Files.size(path) > MOST_BYTES) {
      throw new InputException(
          "%s: found %d bytes, expected at most %d".formatted(file, Files.size(path), MOST_BYTES));
    }
    return Files.readAllBytes(path);
  }

  private Entry entry() throws IOException {
    Place place = place(parser.currentTokenLocation());
    if (parser instanceof YAMLParser yaml
        && (yaml.isCurrentAlias() || yaml.getObjectId() != null)) {
      throw place.wrong("found an anchor or alias, expected the value itself");
    }
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> new Entry.Keys(place, keys());
      case START_ARRAY -> new Entry.Items(place, items());
      case VALUE_NULL -> throw place.wrong("found nothing, expected a value");
      default -> new Entry.Text(place, parser.getText());
    };
  }

  private List<Entry> items() throws IOException {
    List<Entry> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(entry());
    }
    return List.copyOf(items);
  }

  private List<Entry.Key> keys() throws IOException {
    Map<String, Entry.Key> keys = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Place place = place(parser.currentTokenLocation());
      String name = parser.currentName();
      Entry.Key before = keys.get(name);
      if (before != null) {
        throw place.wrong(
            "found %s twice, first in line %d"
                .formatted(new Entry.Text(place, name).found(), before.place().line()));
      }
      parser.nextToken();
      keys.put(name, new Entry.Key(place, name, entry()));
    }
    return List.copyOf(keys.values());
  }

  private Place place(JsonLocation where) {
    return place(file, where);
  }

  private static Place place(String file, JsonLocation where) {
    return new Place(file, where.getLineNr(), where.getColumnNr());
  }
}
