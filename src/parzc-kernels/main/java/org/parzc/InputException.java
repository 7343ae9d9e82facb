package org.parzc;

import java.util.function.UnaryOperator;

/**
 * Something the user gave cannot be used: a file, an option, an architecture. The message is one
 * line that names the place (file, line, column or argument), what was found and what was expected;
 * control characters of what it quotes become dots. The command line prints it and exits with code
 * 2.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line: where, what was found, what was expected
   */
  public InputException(String message) {
    super(oneLine(message));
  }

  /**
   * @param message one line: where, what was found, what was expected
   * @param cause what the failing library said
   */
  public InputException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /**
   * Returns the message in the words of who shows it.
   *
   * @param names turns the names of what can be asked for into those that the user knows: {@code
   *     seed} into {@code --seed}, say
   */
  public String message(UnaryOperator<String> names) {
    return getMessage();
  }

  /** Returns a text without control characters. */
  protected static String oneLine(String message) {
    return message.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "·");
  }
}
