package org.parzc.cli;

import org.parzc.model.PredictorSettings;
import picocli.CommandLine.Option;

/** The option that chooses a model and its training. */
final class ModelOptions {
  @Option(
      names = "--preset",
      defaultValue = "default",
      paramLabel = "NAME[/PART=VALUE]...",
      description =
          "default; paper for the model as published; plain for a network without a mixer; each"
              + " with any changes, such as default/epochs=60/losses=diffkendall@4+mse*0.1"
              + " (default: ${DEFAULT-VALUE}).")
  private String preset;

  PredictorSettings settings() {
    return PredictorSettings.preset(preset);
  }
}
