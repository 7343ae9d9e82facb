package org.parzc.cli;

import java.util.OptionalLong;
import org.parzc.search.SearchProgress;

/** The progress of a search, for people. */
final class SearchBar implements SearchProgress, AutoCloseable {
  private final Output output;
  private final Runnable before;
  private Progress progress;

  /**
   * @param before is run when the search begins, before the progress shows
   */
  SearchBar(Output output, Runnable before) {
    this.output = output;
    this.before = before;
  }

  @Override
  public void begins(String unit, OptionalLong total) {
    before.run();
    progress = output.progress("search", unit, total.orElse(Progress.UNKNOWN));
  }

  @Override
  public void step() {
    progress.step();
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
