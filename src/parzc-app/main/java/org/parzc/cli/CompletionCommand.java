package org.parzc.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Completes commands and options in shells. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a script for bash and zsh that completes commands and options.",
    footer = {
      "",
      "Example:",
      "  parzc completion > ~/.local/share/bash-completion/completions/parzc"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(AutoComplete.bash("parzc", spec.root().commandLine()));
    return 0;
  }
}
