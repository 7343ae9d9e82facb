package org.parzc.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import org.parzc.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command says what it found and what it does.
 *
 * @param results takes what was asked for
 * @param messages takes what was done for it, for people
 * @param errors takes progress
 * @param display how progress is shown
 * @param ansi whether results go to a terminal that knows bold type
 */
record Output(PrintWriter results, PrintWriter messages, PrintWriter errors, Progress.Display display, Ansi ansi) {
  /** Tells nothing. */
  static final Output NONE = to(new PrintWriter(Writer.nullWriter()));

  /** Returns an output that tells everything but progress. */
  static Output to(PrintWriter everything) {
    return new Output(everything, everything, everything, Progress.Display.NONE, Ansi.OFF);
  }

  /**
   * Returns the output of a command, as loud as the user wants.
   *
   * @throws InputException if it is to be quiet and verbose
   */
  static Output of(CommandSpec command) {
    return of(command, false);
  }

  /**
   * Returns the output of a command, as loud as the user wants.
   *
   * @param json whether results are for a program, which messages must not disturb
   * @throws InputException if it is to be quiet and verbose
   */
  static Output of(CommandSpec command, boolean json) {
    CommandLine line = command.commandLine();
    Parzc program = (Parzc) command.root().userObject();
    if (program.quiet && program.verbose) {
      throw new InputException("--quiet: found --verbose too, expected one of them");
    }
    PrintWriter messages = program.quiet ? new PrintWriter(Writer.nullWriter()) : json ? line.getErr() : line.getOut();
    Progress.Display display = program.quiet ? Progress.Display.NONE
        : System.console() != null ? Progress.Display.BAR
            : program.verbose ? Progress.Display.LINES : Progress.Display.NONE;
    return new Output(line.getOut(), messages, line.getErr(), display, line.getColorScheme().ansi());
  }

  /** Tells people something, in lines that end themselves. */
  void say(String format, Object... values) {
    messages.printf(Locale.ROOT, format, values);
  }

  /** Prints a table among the results; its header is bold where that can be shown. */
  void print(String table) {
    String header = table.lines().findFirst().orElse("");
    results.println(ansi.enabled() ? ansi.string("@|bold " + header + "|@") + table.substring(header.length()) : table);
  }

  /**
   * Opens the progress of long work.
   *
   * @param task what is being done
   * @param unit what is counted, such as {@code architectures}
   * @param total how many there are, or {@link Progress#UNKNOWN}
   */
  Progress progress(String task, String unit, long total) {
    return new Progress(task, unit, total, display, errors);
  }
}
