package org.parzc.cli;

import com.google.common.base.CharMatcher;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.parzc.files.BuildVersion;
import org.parzc.nativecore.HostProcess;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code parzc} command. */
@Command(
    name = "parzc",
    mixinStandardHelpOptions = true,
    versionProvider = Parzc.Version.class,
    description =
        "Ranks architectures without training them: parametric zero-cost proxies for architecture"
            + " search.",
    subcommands = {
      SpacesCommand.class,
      DescribeCommand.class,
      StatisticsCommand.class,
      TrainCommand.class,
      RankCommand.class,
      EvaluateCommand.class,
      ImportanceCommand.class,
      SuggestCommand.class,
      SearchCommand.class,
      ServeCommand.class,
      ReportCommand.class,
      LabelCommand.class,
      DoctorCommand.class,
      GpuCheckCommand.class,
      DemoCommand.class,
      CompletionCommand.class
    },
    footer = {"", "Example:", "  parzc demo", "", "Exit codes: 0 done, 1 failed, 2 wrong input."})
public final class Parzc implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Print nothing but results and errors.")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description =
          "Print progress without a terminal too, and where in the program an error arose.")
  boolean verbose;

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    HostProcess.dedicate();
    Runtime.getRuntime().addShutdownHook(new Thread(Parzc::skipDestructors, "parzc-end"));
    Failure.prepare();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> err.println("parzc: " + Failure.of(e).line()));
    Optional<String> unreadable = FileNames.complaint(FileNames.charset(), arguments);
    if (unreadable.isPresent()) {
      err.println("parzc: " + unreadable.get());
      System.exit(CommandLine.ExitCode.USAGE);
    }
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    int code;
    try {
      code = execute(new PrintWriter(output, true, Charset.defaultCharset()), err, arguments);
    } catch (LinkageError e) { // Not even the classes that read arguments can be loaded.
      Failure failure = Failure.of(e);
      err.println("parzc: " + failure.line());
      code = failure.exitCode();
    }
    output
        .failure()
        .ifPresent(
            why -> err.println("parzc: results cannot be written to standard output: " + why));
    System.exit(code);
  }

  /** Lets the process end while threads are at work inside LibTorch. */
  static void skipDestructors() {
    HostProcess.set(HostProcess.Setting.SKIP_DESTRUCTORS);
  }

  /**
   * Runs one command.
   *
   * @param out takes results
   * @param err takes messages
   * @return 0 if done, 1 if failed or if {@code out} could not take all results, 2 if the input is
   *     wrong
   */
  public static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    Parzc program = new Parzc();
    int code;
    try {
      code =
          commandLine(program)
              .setOut(out)
              .setErr(err)
              .setExecutionStrategy(program::run)
              .setParameterExceptionHandler(
                  (e, args) -> {
                    err.println("parzc: " + oneLine(e));
                    err.println(
                        "Try '"
                            + e.getCommandLine().getCommandSpec().qualifiedName()
                            + " --help'.");
                    return CommandLine.ExitCode.USAGE;
                  })
              .setExecutionExceptionHandler((e, command, parsed) -> program.tell(e, err))
              .execute(arguments);
    } catch (Error e) { // What the handler above does not get, such as too little memory.
      code = program.tell(e, err);
    }
    return out.checkError() && code == CommandLine.ExitCode.OK
        ? CommandLine.ExitCode.SOFTWARE
        : code;
  }

  /** Says why a command came to nothing; returns its exit code. */
  private int tell(Throwable thrown, PrintWriter err) {
    Failure failure = Failure.of(thrown);
    err.println("parzc: " + failure.line());
    if (verbose) {
      thrown.printStackTrace(err);
    }
    return failure.exitCode();
  }

  /** Returns the commands, as they read their arguments. */
  static CommandLine commandLine() {
    return commandLine(new Parzc());
  }

  private static CommandLine commandLine(Parzc program) {
    return new CommandLine(program)
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private int run(ParseResult parsed) {
    if (quiet && verbose) {
      List<CommandLine> commands = parsed.asCommandLineList();
      throw new ParameterException(
          commands.get(commands.size() - 1), "--quiet: found --verbose too, expected one of them");
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
