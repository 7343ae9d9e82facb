package org.parzc.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import org.parzc.report.Table;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command says what it found and what it does.
 *
 * @param results takes what was asked for
 * @param findings takes what belongs to it, for people: the error stream where results are for a
 *     program
 * @param messages takes what was done for it, for people; nothing if the command is to be quiet
 * @param warnings takes what a quiet command must say too
 * @param errors takes progress
 * @param display how progress is shown
 * @param bold whether results go to a terminal that knows bold type
 */
record Output(
    PrintWriter results,
    PrintWriter findings,
    PrintWriter messages,
    PrintWriter warnings,
    PrintWriter errors,
    Progress.Display display,
    boolean bold) {
  /** Tells nothing. */
  static final Output NONE = to(new PrintWriter(Writer.nullWriter()));

  private static final String BOLD = "\u001b[1m%s\u001b[0m";

  /** Returns an output that tells everything but progress. */
  static Output to(PrintWriter everything) {
    return new Output(
        everything, everything, everything, everything, everything, Progress.Display.NONE, false);
  }

  /** Returns the output of a command, as loud as the user wants. */
  static Output of(CommandSpec command) {
    return of(command, false);
  }

  /**
   * Returns the output of a command, as loud as the user wants.
   *
   * @param json whether results are for a program, which nothing else must disturb
   */
  static Output of(CommandSpec command, boolean json) {
    CommandLine line = command.commandLine();
    Parzc program = (Parzc) command.root().userObject();
    PrintWriter findings = json ? line.getErr() : line.getOut();
    PrintWriter messages = program.quiet ? new PrintWriter(Writer.nullWriter()) : findings;
    Progress.Display display =
        program.quiet
            ? Progress.Display.NONE
            : System.console() != null
                ? Progress.Display.BAR
                : program.verbose ? Progress.Display.LINES : Progress.Display.NONE;
    return new Output(
        line.getOut(),
        findings,
        messages,
        program.quiet ? line.getErr() : messages,
        line.getErr(),
        display,
        line.getColorScheme().ansi().enabled());
  }

  /** Tells people what is done, in lines that end themselves. */
  void say(String format, Object... values) {
    messages.printf(Locale.ROOT, format, values);
  }

  /** Tells people what was found besides the table or the JSON, in lines that end themselves. */
  void conclude(String format, Object... values) {
    findings.printf(Locale.ROOT, format, values);
  }

  /**
   * Tells people, those who want it quiet too, what is not as it should be, in lines that end
   * themselves.
   */
  void warn(String format, Object... values) {
    warnings.printf(Locale.ROOT, format, values);
  }

  /** Prints a table among the results; its header is bold where that can be shown. */
  void print(Table table) {
    String text = table.text();
    String header = text.lines().findFirst().orElse("");
    results.println(bold ? BOLD.formatted(header) + text.substring(header.length()) : text);
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
