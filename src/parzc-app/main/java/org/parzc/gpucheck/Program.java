package org.parzc.gpucheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that runs in a process of its own, whose end does not touch ours.
 *
 * @param command file of the program and its first arguments
 */
public record Program(List<String> command) {
  /** Returned by {@link #run} for what did not end in time, or could not be started. */
  private static final int NONE = -1;

  /** Copies the list. */
  public Program {
    command = List.copyOf(command);
  }

  /** Makes one of a command. */
  public Program(String... command) {
    this(List.of(command));
  }

  /**
   * What a process gave back.
   *
   * @param code its exit code, -1 if it did not end in time or could not be started
   * @param output what it printed, errors too
   */
  record Result(int code, String output) {
    /** Returns the last line that says something, which tells best why it ended. */
    String lastLine() {
      return output
          .lines()
          .filter(line -> !line.isBlank())
          .reduce((first, second) -> second)
          .orElse("exit code " + code);
    }
  }

  /** Starts it; output and errors go to a file. */
  Process start(Path output, String... arguments) throws IOException {
    return new ProcessBuilder(Stream.concat(command.stream(), Stream.of(arguments)).toList())
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(output.toFile())
        .start();
  }

  /** Waits for a process until the deadline, and ends it then. */
  static Result finish(Process process, Path output, Deadline deadline)
      throws IOException, InterruptedException {
    try {
      boolean ended =
          process.waitFor(
              (long) (1000 * Math.max(0, deadline.secondsLeft())), TimeUnit.MILLISECONDS);
      return new Result(
          ended ? process.exitValue() : NONE,
          Files.readString(output) + (ended ? "" : "it did not end in time\n"));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Runs it to its end, or to the deadline. */
  Result run(Deadline deadline, String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile("parzc-gpu-check", ".txt");
    try {
      return finish(start(output, arguments), output, deadline);
    } catch (IOException e) {
      return new Result(NONE, e.getMessage());
    } finally {
      Files.delete(output);
    }
  }
}
