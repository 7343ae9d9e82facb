package org.parzc.cli;

import java.nio.file.Path;
import java.util.Set;
import org.parzc.InputException;
import org.parzc.labels.InvalidEntries;
import org.parzc.labels.PublishedScores;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Option;

/** Options that name zero-cost proxies which others computed. */
final class ScoreOptions {
  /**
   * Names them in the provenance of a predictor, which must see the same proxies in training and
   * ranking.
   */
  static final String KEY = "scores";

  /** Stands there if no published proxies are used. */
  static final String NONE = "none";

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description =
          "Published proxies, a .json file of NAS-Bench-Suite-Zero: more features and baselines.")
  private Path file;

  @Option(
      names = "--scores-dataset",
      paramLabel = "NAME",
      description = "Data set of the published proxies (default: the only one in the file).")
  private String dataset;

  /**
   * Returns the published proxies of the architectures, as far as the file has them.
   *
   * @param output takes what was found, for people
   * @param invalid what to do with entries that are not architectures of the space
   * @throws InputException if the file is not one of NAS-Bench-Suite-Zero on that space
   */
  PublishedScores read(
      SearchSpace space, Set<Architecture> architectures, Output output, InvalidEntries invalid) {
    if (file == null) {
      if (dataset != null) {
        throw new InputException("--scores-dataset: found %s, but no --scores".formatted(dataset));
      }
      return PublishedScores.NONE;
    }
    PublishedScores published = PublishedScores.read(file, space, dataset, architectures, invalid);
    output.say(
        "%s: %s: proxies of %d of %d architectures%n",
        file, published.dataset(), published.scores().size(), architectures.size());
    return published;
  }

  /** Returns which proxies are used. */
  String description() {
    return file == null ? NONE : "published" + (dataset == null ? "" : " for " + dataset);
  }
}
