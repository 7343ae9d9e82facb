package org.parzc.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

/**
 * What a predictor is besides its weights.
 *
 * @param settings shape and training of the model
 * @param encoder statistics to features
 * @param seed seed of training and of posterior draws
 * @param centres per member, mean score over the training examples
 * @param spreads per member, standard deviation of the scores over the training examples
 * @param kernel kernel of the Gaussian process; null if there is none
 * @param trainedOn what the training examples came with
 */
record PredictorState(
    @JsonDeserialize(using = StoredSettings.class) PredictorSettings settings,
    FeatureEncoder encoder,
    long seed,
    double[] centres,
    double[] spreads,
    GaussianProcess.Kernel kernel,
    TrainedOn trainedOn) {
  /** Returns whether every part is there; one that was read from a file may lack some. */
  boolean isComplete() {
    return settings != null
        && encoder != null
        && trainedOn != null
        && centres != null
        && spreads != null
        && centres.length == settings.network().members()
        && spreads.length == settings.network().members()
        && (kernel != null)
            == (settings.companion() == PredictorSettings.Companion.GAUSSIAN_PROCESS);
  }
}
