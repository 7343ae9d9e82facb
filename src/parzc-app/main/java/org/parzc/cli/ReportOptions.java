package org.parzc.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.parzc.files.AtomicFile;
import org.parzc.files.BuildVersion;
import org.parzc.report.page.Page;
import org.parzc.report.page.PageFile;
import org.parzc.report.page.PlotFiles;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that ask for a report of what a command found. */
final class ReportOptions {
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "HTML page with charts and tables of the result; it needs no network.")
  private Path page;

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Directory for the charts of the report as SVG and PNG.")
  private Path plots;

  /**
   * @throws org.parzc.InputException if there is no place to write to
   */
  void check() {
    if (page != null) {
      AtomicFile.requirePlace(page);
    }
    if (plots != null) {
      PlotFiles.requirePlace(plots);
    }
  }

  /** Returns whether a report is wanted. */
  boolean isAsked() {
    return page != null || plots != null;
  }

  /** Writes what was asked for, if anything was. */
  void write(Supplier<Page> report) {
    if (isAsked()) {
      Page made = report.get();
      if (page != null) {
        PageFile.write(page, made, BuildVersion.VERSION);
      }
      if (plots != null) {
        PlotFiles.write(plots, made);
      }
    }
  }

  /**
   * Returns how this run came to its numbers.
   *
   * @param more what else they depend on, by name
   */
  Map<String, String> provenance(Map<String, String> more) {
    return provenance(command, more);
  }

  /**
   * Returns how a command comes to its numbers: its arguments, what they depend on, and what runs
   * here.
   */
  static Map<String, String> provenance(CommandSpec command, Map<String, String> more) {
    List<String> arguments = command.root().commandLine().getParseResult().originalArgs();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "command",
        "parzc " + arguments.stream().map(ReportOptions::quoted).collect(Collectors.joining(" ")));
    facts.putAll(more);
    facts.putAll(Installation.facts());
    return facts;
  }

  /** Returns an argument as a shell takes it. */
  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
