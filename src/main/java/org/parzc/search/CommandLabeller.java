package org.parzc.search;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.parzc.InputException;
import org.parzc.space.Architecture;

/**
 * Labels that a shell command finds out: it is run by {@code sh} with {@code {architecture}} replaced by the text, as
 * one word, and the last line that it prints is the label. Its error stream is passed through. Thread-safe if the
 * command may run twice at a time.
 *
 * @param command the command
 */
public record CommandLabeller(String command) implements Labeller {
  private static final String PLACE = "{architecture}";

  /** @throws InputException if the command does not say where the architecture goes */
  public CommandLabeller {
    if (!command.contains(PLACE)) {
      throw new InputException("label command '%s': found no %s".formatted(command, PLACE));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws InputException if the command fails, or its last line is no number
   */
  @Override
  public double label(Architecture architecture) {
    try {
      Process process = new ProcessBuilder("sh", "-c", command.replace(PLACE, "\"$1\""), "sh", architecture.text())
          .redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().close();
      List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      int code = process.waitFor();
      if (code != 0) {
        throw wrong(architecture, "ended with exit code " + code, null);
      }
      return number(architecture, lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip());
    } catch (IOException e) {
      throw wrong(architecture, "cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while labelling", e);
    }
  }

  private double number(Architecture architecture, String line) {
    try {
      return new BigDecimal(line).doubleValue();
    } catch (NumberFormatException e) {
      throw wrong(architecture, "found '%s' as its last line, expected a number".formatted(line), e);
    }
  }

  private InputException wrong(Architecture architecture, String what, Exception cause) {
    return new InputException("label command '%s' for %s: %s".formatted(command, architecture, what), cause);
  }
}
