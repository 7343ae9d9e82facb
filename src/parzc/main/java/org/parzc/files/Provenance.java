package org.parzc.files;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.parzc.InputException;

/**
 * Everything that numbers in a file depend on, by name: space, seed, batch size, precision, version
 * … Two runs may share a file if, and only if, their provenance is equal. Immutable, thread-safe;
 * JSON has it as an object.
 *
 * @param facts name to value, in the order to show them
 */
public record Provenance(@JsonValue Map<String, String> facts) {
  /** Nothing is known. */
  public static final Provenance NONE = new Provenance(Map.of());

  /** Copies the map, keeping its order. */
  @JsonCreator
  public Provenance {
    facts = ImmutableMap.copyOf(facts);
  }

  /** Returns one fact. */
  public static Provenance of(String name, Object value) {
    return NONE.with(name, value);
  }

  /**
   * Reads facts from lines as they are written into a header: a name, a space and the value; what
   * has the same name is one fact.
   */
  public static Provenance ofLines(List<String> lines) {
    Map<String, String> facts = new LinkedHashMap<>();
    lines.stream()
        .map(line -> line.split(" ", 2))
        .forEach(
            parts ->
                facts.merge(
                    parts[0],
                    parts.length == 2 ? parts[1] : "",
                    (one, other) -> one + "; " + other));
    return new Provenance(facts);
  }

  /** Returns the facts as lines, each a name, a space and the value. */
  public List<String> lines() {
    return facts.entrySet().stream().map(fact -> fact.getKey() + " " + fact.getValue()).toList();
  }

  /** Returns the value of a fact, if it is known. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  /** Returns this with one fact more, or with another value of it at its place. */
  public Provenance with(String name, Object value) {
    return with(new Provenance(Map.of(name, value.toString())));
  }

  /** Returns this with more facts behind; those of the other win. */
  public Provenance with(Provenance more) {
    Map<String, String> all = new LinkedHashMap<>(facts);
    all.putAll(more.facts);
    return new Provenance(all);
  }

  /** Returns this without some facts, known or not. */
  public Provenance without(String... names) {
    Map<String, String> rest = new LinkedHashMap<>(facts);
    rest.keySet().removeAll(Arrays.asList(names));
    return new Provenance(rest);
  }

  /** Returns the same facts in the order of their names. */
  public Provenance sorted() {
    return new Provenance(new TreeMap<>(facts));
  }

  /**
   * Refuses a file that was made otherwise than what it is asked for, be it by one fact more or
   * less.
   *
   * @param file the file that has this provenance
   * @param asked what is to be read from it, or added to it
   * @throws InputException if anything differs, naming every difference in one line
   */
  public void requireSame(Path file, Provenance asked) {
    List<String> differences =
        Sets.union(facts.keySet(), asked.facts.keySet()).stream()
            .flatMap(name -> difference(name, asked).stream())
            .toList();
    if (!differences.isEmpty()) {
      throw new InputException(
          "%s: %s (use the same settings or another file)"
              .formatted(file, String.join("; ", differences)));
    }
  }

  /**
   * Refuses a file that was not made as it is asked for; what else is known of it does not matter.
   *
   * @param file the file that has this provenance
   * @param asked facts that must be among these
   * @throws InputException if one of them is missing or has another value, naming every difference
   *     in one line
   */
  public void requireAmong(Path file, Provenance asked) {
    without(Sets.difference(facts.keySet(), asked.facts.keySet()).toArray(String[]::new))
        .requireSame(file, asked);
  }

  private Optional<String> difference(String name, Provenance asked) {
    String made = facts.get(name);
    String wanted = asked.facts.get(name);
    if (made == null) {
      return Optional.of("made without %s, asked for %s %s".formatted(name, name, shown(wanted)));
    }
    if (wanted == null) {
      return Optional.of("made with %s %s, asked for none".formatted(name, shown(made)));
    }
    return made.equals(wanted)
        ? Optional.empty()
        : Optional.of(
            "made with %s %s, asked for %s %s".formatted(name, shown(made), name, shown(wanted)));
  }

  private static String shown(String value) {
    return value.isEmpty() ? "none" : value;
  }
}
