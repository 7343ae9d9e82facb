package org.parzc.space;

import java.util.List;
import java.util.stream.Collectors;

/** Reads an architecture's text from left to right and knows the column. Used by one thread. */
public final class TextScanner {
  private static final int LONGEST_EXCERPT = 24;

  private final String text;
  private int at;

  /** Starts at the first character. */
  public TextScanner(String text) {
    this.text = text;
  }

  /** Returns the column of what comes next, from 1. */
  public int column() {
    return at + 1;
  }

  /**
   * @throws ArchitectureSyntaxException if something else comes next
   */
  public void expect(String token) {
    if (!text.startsWith(token, at)) {
      throw wrong("expected '" + token + "'");
    }
    at += token.length();
  }

  /**
   * @throws ArchitectureSyntaxException if something comes next
   */
  public void expectEnd() {
    if (at < text.length()) {
      throw wrong("expected the end");
    }
  }

  /**
   * Returns what comes before the next of the given characters, or before the end, without reading
   * it.
   */
  public String ahead(String delimiters) {
    int end = delimiters.isEmpty() ? text.length() : at;
    while (end < text.length() && delimiters.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(at, end);
  }

  /**
   * Reads one of the choices, written as {@code toString} writes it, up to a delimiter or the end.
   *
   * @param what what the choices are, for the message
   * @throws ArchitectureSyntaxException if something else comes next
   */
  public <T> T choice(List<T> choices, String delimiters, String what) {
    String found = ahead(delimiters);
    T choice =
        choices.stream()
            .filter(one -> one.toString().equals(found))
            .findFirst()
            .orElseThrow(
                () ->
                    wrong(
                        found,
                        "expected %s, one of %s"
                            .formatted(
                                what,
                                choices.stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining(", ")))));
    skip(found.length());
    return choice;
  }

  /** Reads over that many characters. */
  public void skip(int characters) {
    at += characters;
  }

  /** Returns the exception for what comes next. */
  public ArchitectureSyntaxException wrong(String expected) {
    String rest = text.substring(at);
    return wrong(
        rest.length() > LONGEST_EXCERPT ? rest.substring(0, LONGEST_EXCERPT) + "…" : rest,
        expected);
  }

  /** Returns the exception for a word that comes next; an empty one means all the rest. */
  public ArchitectureSyntaxException wrong(String found, String expected) {
    if (found.isEmpty() && at < text.length()) {
      return wrong(expected);
    }
    return new ArchitectureSyntaxException(
        at + 1,
        "column %d: found %s, %s"
            .formatted(at + 1, found.isEmpty() ? "the end" : "'" + found + "'", expected));
  }
}
