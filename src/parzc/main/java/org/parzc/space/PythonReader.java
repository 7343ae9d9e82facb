package org.parzc.space;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads a {@link PythonValue} from left to right. Used by one thread. */
final class PythonReader {
  static final Pattern BEGINNING = Pattern.compile("\\s*(?:[(\\[{]|[A-Za-z_][\\w.]*\\s*[(=])");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w.]*");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?![\\w.])");
  private static final Pattern ASSIGNMENT = Pattern.compile("\\s*[A-Za-z_]\\w*\\s*=");
  private static final String EXPECTED =
      "expected a number, a word in quotes, or a list or tuple of such";

  /** Published architectures are lists of lists of pairs, as arguments of a call. */
  private static final int DEEPEST = 6;

  private static final int LONGEST_RANGE = 100;
  private static final int LONGEST_EXCERPT = 24;

  private final String text;
  private int at;

  PythonReader(String text) {
    this.text = text;
  }

  PythonValue all() {
    Matcher assignment = ASSIGNMENT.matcher(text);
    at = assignment.lookingAt() ? assignment.end() : 0;
    PythonValue first = value(0);
    List<PythonValue> all = new ArrayList<>(List.of(first));
    while (isNext(',') || isNext(SearchSpace.SEPARATOR.charAt(0))) {
      at++;
      if (isAtEnd()) {
        break;
      }
      all.add(value(0));
    }
    if (!isAtEnd()) {
      throw wrong("expected the end");
    }
    return all.size() == 1 ? first : new PythonValue.Sequence(first.column(), at + 1, all);
  }

  private PythonValue value(int depth) {
    if (isAtEnd()) {
      throw wrong(EXPECTED);
    }
    if (depth > DEEPEST) {
      throw wrong("expected at most %d brackets around a value".formatted(DEEPEST));
    }
    char next = text.charAt(at);
    return switch (next) {
      case '(' -> sequence(')', depth);
      case '[' -> sequence(']', depth);
      case '{' -> dictionary(depth);
      case '\'', '"' -> word(next);
      default -> Character.isDigit(next) ? number() : call(depth);
    };
  }

  private PythonValue number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length()).useTransparentBounds(true);
    if (!number.lookingAt()) {
      throw wrong("expected a number");
    }
    PythonValue value = new PythonValue.Number(at + 1, Integer.parseInt(number.group()));
    at = number.end();
    return value;
  }

  private PythonValue.Word word(char quote) {
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw wrong("expected a second quotation mark");
    }
    PythonValue.Word word = new PythonValue.Word(at + 1, text.substring(at + 1, end));
    at = end + 1;
    return word;
  }

  private PythonValue.Sequence sequence(char closing, int depth) {
    int start = at++;
    List<PythonValue> items = new ArrayList<>();
    while (!isNext(closing)) {
      items.add(value(depth + 1));
      separator(closing);
    }
    return new PythonValue.Sequence(start + 1, ++at, items);
  }

  private PythonValue.Named dictionary(int depth) {
    int start = at++;
    Map<String, PythonValue> values = new LinkedHashMap<>();
    while (!isNext('}')) {
      char quote = isAtEnd() ? ' ' : text.charAt(at);
      if (quote != '\'' && quote != '"') {
        throw wrong("expected a name in quotes");
      }
      PythonValue.Word key = word(quote);
      named(values, key.text(), key.column(), ':', depth);
      separator('}');
    }
    at++;
    return new PythonValue.Named(start + 1, "", values);
  }

  private void named(
      Map<String, PythonValue> values, String name, int column, char sign, int depth) {
    if (!isNext(sign)) {
      throw wrong("expected '" + sign + "'");
    }
    at++;
    if (values.put(name, value(depth + 1)) != null) {
      throw new ArchitectureSyntaxException(
          column, "column %d: found %s a second time".formatted(column, excerpt(name)));
    }
  }

  private PythonValue call(int depth) {
    Matcher name = NAME.matcher(text).region(at, text.length());
    if (!name.lookingAt()) {
      throw wrong(EXPECTED);
    }
    int start = at;
    at = name.end();
    if (!isNext('(')) {
      at = start;
      throw wrong(EXPECTED);
    }
    return switch (name.group()) {
      case "range" -> range(sequence(')', depth), start);
      case "list", "tuple" -> sequence(')', depth).items(1, "one list").get(0);
      default -> new PythonValue.Named(start + 1, name.group(), arguments(depth));
    };
  }

  private Map<String, PythonValue> arguments(int depth) {
    at++;
    Map<String, PythonValue> values = new LinkedHashMap<>();
    while (!isNext(')')) {
      Matcher name = NAME.matcher(text).region(at, text.length());
      if (!name.lookingAt()) {
        throw wrong("expected NAME=VALUE");
      }
      int column = at + 1;
      at = name.end();
      named(values, name.group(), column, '=', depth);
      separator(')');
    }
    at++;
    return values;
  }

  private static PythonValue range(PythonValue.Sequence arguments, int start) {
    List<Integer> ends =
        arguments.items().stream()
            .map(end -> end instanceof PythonValue.Number number ? number.value() : LONGEST_RANGE)
            .toList();
    int from = ends.size() == 2 ? ends.get(0) : 0;
    int to = ends.isEmpty() || ends.size() > 2 ? LONGEST_RANGE : ends.get(ends.size() - 1);
    if (to >= LONGEST_RANGE) {
      throw new ArchitectureSyntaxException(
          start + 1,
          "column %d: found a range that cannot be read, expected range(".formatted(start + 1)
              + "FROM, TO) with numbers below %d".formatted(LONGEST_RANGE));
    }
    return new PythonValue.Sequence(
        start + 1,
        arguments.end(),
        IntStream.range(from, to)
            .<PythonValue>mapToObj(i -> new PythonValue.Number(start + 1, i))
            .toList());
  }

  /** Reads a comma, which may also stand before the end. */
  private void separator(char closing) {
    if (isNext(',')) {
      at++;
    } else if (!isNext(closing)) {
      throw wrong("expected ',' or '" + closing + "'");
    }
  }

  /** Reads over blanks and returns whether that character comes next. */
  private boolean isNext(char expected) {
    return !isAtEnd() && text.charAt(at) == expected;
  }

  private boolean isAtEnd() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at == text.length();
  }

  private ArchitectureSyntaxException wrong(String expected) {
    int end = at;
    while (end < text.length() && ",()[]{}".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String found = text.substring(at, Math.max(end, Math.min(at + 1, text.length())));
    return new ArchitectureSyntaxException(
        at + 1,
        "column %d: found %s, %s"
            .formatted(at + 1, found.isEmpty() ? "the end" : excerpt(found), expected));
  }

  /** Returns a quotation that keeps a message short. */
  static String excerpt(String found) {
    return "'"
        + (found.length() > LONGEST_EXCERPT ? found.substring(0, LONGEST_EXCERPT) + "…" : found)
        + "'";
  }
}
