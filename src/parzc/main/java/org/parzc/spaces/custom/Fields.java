package org.parzc.spaces.custom;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.parzc.InputException;

/** The named values of one part of a definition, none of which may be unknown. */
final class Fields {
  private final Place place;
  private final Map<String, Entry> values = new HashMap<>();

  private Fields(Place place) {
    this.place = place;
  }

  /**
   * Returns the named values of an entry.
   *
   * @param what what the entry describes, for messages
   * @param known the names there may be
   * @throws InputException if the entry has no names, or one that is not known
   */
  static Fields of(Entry entry, String what, List<String> known) {
    if (!(entry instanceof Entry.Keys keys)) {
      throw entry
          .place()
          .wrong(
              "%s: found %s, expected keys: %s"
                  .formatted(what, entry.found(), String.join(", ", known)));
    }
    Fields fields = new Fields(entry.place());
    for (Entry.Key key : keys.keys()) {
      requireKnown(key.place(), "%s: found key".formatted(what), key.name(), known);
      fields.values.put(key.name(), key.value());
    }
    return fields;
  }

  /**
   * @throws InputException unless the name is among the known ones, with the nearest of these
   */
  static void requireKnown(Place place, String found, String name, List<String> known) {
    if (!known.contains(name)) {
      String nearest =
          known.stream()
              .min(
                  Comparator.comparing(
                      one -> LevenshteinDistance.getDefaultInstance().apply(one, name)))
              .orElseThrow();
      throw place.wrong(
          "%s %s, expected one of %s; nearest: %s"
              .formatted(
                  found, new Entry.Text(place, name).found(), String.join(", ", known), nearest));
    }
  }

  /** Returns a value if it is there. */
  Optional<Entry> optional(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * @throws InputException if the value is not there
   */
  Entry required(String name) {
    return optional(name).orElseThrow(() -> place.wrong("key '%s' is missing".formatted(name)));
  }

  /** Returns what an optional value is read as, or what it counts as where it is absent. */
  <T> T read(String name, T absent, Function<Entry, T> reader) {
    return optional(name).map(reader).orElse(absent);
  }

  /**
   * @throws InputException if the entry is not a text that matches
   */
  static String text(Entry entry, Pattern form, String expected) {
    if (entry instanceof Entry.Text text && form.matcher(text.text()).matches()) {
      return text.text();
    }
    throw entry.place().wrong("found %s, expected %s".formatted(entry.found(), expected));
  }

  /**
   * @throws InputException if the entry is not a whole number in the range
   */
  static int number(Entry entry, int least, int most) {
    if (entry instanceof Entry.Text text && text.text().matches("-?\\d{1,9}")) {
      int number = Integer.parseInt(text.text());
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw entry
        .place()
        .wrong(
            "found %s, expected a whole number from %d to %d"
                .formatted(entry.found(), least, most));
  }

  /**
   * @throws InputException if the entry is neither true nor false
   */
  static boolean flag(Entry entry) {
    return text(entry, Pattern.compile("true|false"), "true or false").equals("true");
  }

  /**
   * @throws InputException if the entry is not a list with that many values
   */
  static List<Entry> items(Entry entry, String expected, int least, int most) {
    if (entry instanceof Entry.Items list
        && list.items().size() >= least
        && list.items().size() <= most) {
      return list.items();
    }
    throw entry
        .place()
        .wrong(
            "found %s, expected %s"
                .formatted(
                    entry instanceof Entry.Items list
                        ? "a list of " + list.items().size()
                        : entry.found(),
                    expected));
  }
}
