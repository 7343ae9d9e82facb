package org.parzc.cli;

import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;
import picocli.CommandLine.Option;

/** Options that choose the search space. */
final class SpaceOptions {
  @Option(
      names = "--space",
      defaultValue = "nasbench201",
      paramLabel = "NAME",
      description = "Search space (default: ${DEFAULT-VALUE}); 'parzc spaces' lists them.")
  private String name;

  SearchSpace space() {
    return SearchSpaces.named(name);
  }
}
