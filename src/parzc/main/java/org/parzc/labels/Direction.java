package org.parzc.labels;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.parzc.files.Provenance;

/** Whether higher or lower labels are better. */
public enum Direction {
  /** As of accuracies. */
  HIGHER_IS_BETTER,
  /** As of errors and losses. */
  LOWER_IS_BETTER;

  /** Names the direction among the settings that results depend on. */
  public static final String KEY = "direction";

  private static final Set<String> LOWER =
      Set.of(
          "error",
          "errors",
          "err",
          "loss",
          "losses",
          "perplexity",
          "ppl",
          "regret",
          "latency",
          "runtime",
          "energy",
          "cost",
          "rmse",
          "mse",
          "mae",
          "mape",
          "nll",
          "entropy",
          "bpb",
          "bpc",
          "bpd",
          "wer",
          "cer",
          "eer",
          "fid",
          "lpips");
  private static final Set<String> HIGHER =
      Set.of(
          "accuracy",
          "acc",
          "auc",
          "auroc",
          "iou",
          "miou",
          "bleu",
          "psnr",
          "ssim",
          "precision",
          "recall");

  /** Whoever turned a quantity around says so in its name. */
  private static final Set<String> TURNED =
      Set.of("neg", "negative", "negated", "minus", "inverse", "inverted");

  /**
   * Returns a label so that higher is better: turned around where lower is; of what was turned
   * around, the label.
   */
  public double oriented(double label) {
    return this == LOWER_IS_BETTER ? -label : label;
  }

  /** Returns the labels so that higher is better, a new array; see {@link #oriented(double)}. */
  public double[] oriented(double[] labels) {
    return Arrays.stream(labels).map(this::oriented).toArray();
  }

  /** Returns the direction that a provenance names; {@link #HIGHER_IS_BETTER} if it names none. */
  public static Direction of(Provenance provenance) {
    return provenance.get(KEY).filter(LOWER_IS_BETTER.toString()::equals).isPresent()
        ? LOWER_IS_BETTER
        : HIGHER_IS_BETTER;
  }

  /**
   * Returns the direction that the name of a column suggests, such as that of {@code val_loss};
   * empty if none.
   */
  public static Optional<Direction> suggestedBy(String column) {
    List<String> words =
        Arrays.stream(column.replaceAll("(?<=\\p{Ll})(?=\\p{Lu})", " ").split("[^\\p{L}]+"))
            .map(word -> word.toLowerCase(Locale.ROOT))
            .toList();
    if (words.stream().anyMatch(TURNED::contains)) {
      return Optional.empty();
    }
    return words.stream().anyMatch(LOWER::contains)
        ? Optional.of(LOWER_IS_BETTER)
        : words.stream().anyMatch(HIGHER::contains)
            ? Optional.of(HIGHER_IS_BETTER)
            : Optional.empty();
  }

  /** Returns the direction as messages, reports and JSON show it. */
  @JsonValue
  @Override
  public String toString() {
    return this == LOWER_IS_BETTER ? "lower is better" : "higher is better";
  }
}
