package org.parzc;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something the user gave cannot be used: a file, an option, an architecture. The message is one
 * line that names the place (file, line, column or argument), what was found and what was expected;
 * control characters of what it quotes become dots. The command line prints it and exits with code
 * 2.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  // Noncharacters, which Unicode leaves to a program's own use: no text that is quoted has them.
  private static final char OPEN = '\uFDD0';
  private static final char CLOSE = '\uFDD1';
  private static final Pattern SETTING = Pattern.compile(OPEN + "([a-z-]+)" + CLOSE);

  private final String marked;

  /**
   * @param message one line: where, what was found, what was expected
   */
  public InputException(String message) {
    super(plain(message));
    marked = oneLine(message);
  }

  /**
   * @param message one line: where, what was found, what was expected
   * @param cause what the failing library said
   */
  public InputException(String message, Throwable cause) {
    super(plain(message), cause);
    marked = oneLine(message);
  }

  /**
   * Returns the name of what can be asked for, such as {@code label-range}, for the message of an
   * {@link InputException}: who shows the message can put his own name in its place.
   */
  public static String setting(String name) {
    return OPEN + name + CLOSE;
  }

  /**
   * Returns the message in the words of who shows it.
   *
   * @param names turns the names of what can be asked for into those that the user knows, those of
   *     options, say
   */
  public String message(UnaryOperator<String> names) {
    return SETTING
        .matcher(marked)
        .replaceAll(setting -> Matcher.quoteReplacement(names.apply(setting.group(1))));
  }

  /** Returns this, as its cause, with more said before and after. */
  public InputException between(String before, String after) {
    return new InputException(before + marked + after, this);
  }

  private static String plain(String message) {
    return SETTING.matcher(oneLine(message)).replaceAll("$1");
  }

  /** Returns a text without control characters. */
  private static String oneLine(String message) {
    return message.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "·");
  }
}
