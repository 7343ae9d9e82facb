package org.parzc.cli;

import java.util.List;
import org.parzc.InputException;
import org.parzc.model.MabnSettings;
import org.parzc.model.RankingLoss;
import picocli.CommandLine.Option;

/** Options that choose and train MABN. */
final class ModelOptions {
  @Option(names = "--preset", defaultValue = "default", paramLabel = "NAME",
      description = "MABN preset: default, or paper for the model as published (default: ${DEFAULT-VALUE}).")
  private String preset;

  @Option(names = "--loss", split = ",", paramLabel = "LOSS[*WEIGHT]",
      description = "Losses to add up: diffkendall[:ALPHA], logistic, mse, each with an optional weight, such as "
          + "diffkendall:4,mse*0.1 (default: the preset's).")
  private List<String> losses;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the labels (default: the preset's).")
  private Integer epochs;

  MabnSettings settings() {
    MabnSettings settings = MabnSettings.preset(preset);
    if (epochs != null && epochs < 1) {
      throw new InputException("--epochs: found %d, expected at least 1".formatted(epochs));
    }
    settings = epochs == null ? settings : settings.withEpochs(epochs);
    return losses == null ? settings : settings.withLosses(losses.stream().map(ModelOptions::loss).toList());
  }

  private static MabnSettings.WeightedLoss loss(String text) {
    String[] parts = text.split("\\*", 2);
    double weight = parts.length == 1 ? 1 : positive(parts[1], text);
    String[] name = parts[0].split(":", 2);
    RankingLoss loss = switch (name[0]) {
      case "diffkendall" -> new RankingLoss.DiffKendall(name.length == 1 ? 4 : positive(name[1], text));
      case "logistic" -> new RankingLoss.PairwiseLogistic();
      case "mse" -> new RankingLoss.SquaredError();
      default -> throw new InputException("--loss: found '%s', expected diffkendall, logistic or mse"
          .formatted(name[0]));
    };
    return new MabnSettings.WeightedLoss(loss, weight);
  }

  private static double positive(String number, String text) {
    try {
      double value = Double.parseDouble(number);
      if (value > 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new InputException("--loss %s: found '%s', expected a positive number".formatted(text, number), e);
    }
    throw new InputException("--loss %s: found '%s', expected a positive number".formatted(text, number));
  }
}
