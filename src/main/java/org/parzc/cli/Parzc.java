package org.parzc.cli;

import com.google.common.base.CharMatcher;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.parzc.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code parzc} command. */
@Command(name = "parzc", mixinStandardHelpOptions = true, versionProvider = Parzc.Version.class,
    description = "Ranks architectures without training them: parametric zero-cost proxies for architecture search.",
    subcommands = {SpacesCommand.class, DescribeCommand.class, StatisticsCommand.class, TrainCommand.class,
        RankCommand.class, EvaluateCommand.class, ImportanceCommand.class, SuggestCommand.class, SearchCommand.class,
        ServeCommand.class, ReportCommand.class, LabelCommand.class, DoctorCommand.class, DemoCommand.class,
        CompletionCommand.class},
    footer = {"", "Example:", "  parzc demo", "", "Exit codes: 0 done, 1 failed, 2 wrong input."})
public final class Parzc implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(names = {"-q", "--quiet"}, scope = ScopeType.INHERIT, description = "Print nothing but results and errors.")
  boolean quiet;

  @Option(names = {"-v", "--verbose"}, scope = ScopeType.INHERIT,
      description = "Print progress without a terminal too, and where in the program an error arose.")
  boolean verbose;

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(execute(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
  }

  /**
   * Runs one command.
   *
   * @param out takes results
   * @param err takes messages
   * @return 0 if done, 1 if failed, 2 if the input is wrong
   */
  public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    Parzc program = new Parzc();
    CommandLine line = commandLine(program).setOut(out).setErr(err)
        .setExecutionStrategy(program::run)
        .setParameterExceptionHandler((e, args) -> {
          err.println("parzc: " + oneLine(e));
          err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
          return CommandLine.ExitCode.USAGE;
        })
        .setExecutionExceptionHandler((e, command, parsed) -> {
          if (e instanceof InputException) {
            err.println("parzc: " + oneLine(e));
            if (program.verbose) {
              e.printStackTrace(err);
            }
            return CommandLine.ExitCode.USAGE;
          }
          err.println("parzc: failed: " + e);
          e.printStackTrace(err);
          return CommandLine.ExitCode.SOFTWARE;
        });
    return line.execute(arguments);
  }

  /** Returns the commands, as they read their arguments. */
  static CommandLine commandLine() {
    return commandLine(new Parzc());
  }

  private static CommandLine commandLine(Parzc program) {
    return new CommandLine(program).setUsageHelpAutoWidth(true).setCaseInsensitiveEnumValuesAllowed(true);
  }

  private int run(ParseResult parsed) {
    if (quiet && verbose) {
      List<CommandLine> commands = parsed.asCommandLineList();
      throw new ParameterException(commands.get(commands.size() - 1),
          "--quiet: found --verbose too, expected one of them");
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Whatever was quoted in a message, it stays one line. */
  private static String oneLine(Exception e) {
    return CharMatcher.javaIsoControl().replaceFrom(String.valueOf(e.getMessage()), '·');
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return CommandLine.ExitCode.USAGE;
  }

  /** Says which version this is. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"parzc " + BuildVersion.VERSION};
    }
  }
}
