package org.parzc.search;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.parzc.InputException;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelRange;
import org.parzc.space.Architecture;

/**
 * A labeller that runs a shell command: it is run by {@code sh} with {@code {architecture}}
 * replaced by the text, as one word, and the last line that it prints is the label. Its error
 * stream is passed through. Thread-safe if the command may run twice at a time.
 *
 * @param command the command
 * @param range labels that make sense
 * @param direction which labels are better
 */
public record CommandLabeller(String command, LabelRange range, Direction direction)
    implements Labeller {
  private static final String PLACE = "{architecture}";
  private static final int LONGEST_EXCERPT = 40;

  /**
   * @throws InputException if the command does not say where the architecture goes
   */
  public CommandLabeller {
    if (!command.contains(PLACE)) {
      throw new InputException("label command '%s': found no %s".formatted(command, PLACE));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnlabelledException if the command fails, or its last line is no number in the range
   */
  @Override
  public double label(Architecture architecture) {
    try {
      Process process =
          new ProcessBuilder(
                  "sh", "-c", command.replace(PLACE, "\"$1\""), "sh", architecture.text())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getOutputStream().close();
      List<String> lines =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
      int code = process.waitFor();
      if (code != 0) {
        throw new UnlabelledException("the label command ended with exit code " + code);
      }
      if (lines.isEmpty()) {
        throw new UnlabelledException("the label command printed nothing, expected a number");
      }
      return number(lines.get(lines.size() - 1).strip());
    } catch (IOException e) {
      throw new UnlabelledException("the label command cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a label", e);
    }
  }

  private double number(String line) {
    double label;
    try {
      label = new BigDecimal(line).doubleValue();
    } catch (NumberFormatException e) {
      throw wrong(line, "a number");
    }
    if (!range.contains(label)) {
      throw wrong(line, range + "; the label range says which labels make sense");
    }
    return label;
  }

  private static UnlabelledException wrong(String line, String expected) {
    return new UnlabelledException(
        "the label command printed '%s' as its last line, expected %s"
            .formatted(
                line.length() > LONGEST_EXCERPT ? line.substring(0, LONGEST_EXCERPT) + "…" : line,
                expected));
  }
}
