package org.parzc.passes;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.parzc.network.BatchNormMode;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.NetworkSource;
import org.parzc.network.Tensors;

/** Two forward passes of a network with standard normal weights: Zen-NAS's response to noise. */
final class NoisePass {
  /** x₂ is added with this weight. */
  private static final double NOISE_WEIGHT = 0.01;

  private NoisePass() {}

  /** Runs the pass; a network without a last feature map has no response. */
  static PassResult<NoiseResponse> run(PassInputs inputs, NetworkSource networks) {
    Minibatch batch = inputs.minibatches().get(0);
    try (PointerScope scope = new PointerScope()) {
      MeasurableNetwork network =
          networks.withRunningStatistics(inputs.normalWeights(), inputs.type());
      Optional<Tensor> features = features(network, batch.images());
      if (features.isEmpty()) {
        return PassResult.absent(Pass.NOISE_RESPONSE);
      }
      Tensor before = features.get();
      Tensor after =
          features(network, batch.images().add(inputs.noise(), new Scalar(NOISE_WEIGHT)))
              .orElseThrow();
      Tensor change = before.sub(after).abs().sum();
      before.releaseReference();
      after.releaseReference();
      // Read together: from a device each reading is a wait.
      double[] read =
          Tensors.values(
              torch.stack(
                  new TensorVector(
                      Stream.concat(
                              Stream.of(change),
                              network.normalisations().stream()
                                  .map(state -> state.variance().mean()))
                          .toArray(Tensor[]::new))));
      return PassResult.of(
          Pass.NOISE_RESPONSE,
          new NoiseResponse(
              read[0] / batch.labels().length, Arrays.copyOfRange(read, 1, read.length)));
    }
  }

  /** Returns the last feature map, to be released by the caller, and nothing else of the pass. */
  private static Optional<Tensor> features(MeasurableNetwork network, Tensor images) {
    try (PointerScope scope = new PointerScope()) {
      Tensor features = network.forward(images, BatchNormMode.BATCH).features();
      // A handle of its own: the network's may belong to a list that ends here.
      return features == null
          ? Optional.empty()
          : Optional.of(new Tensor(features).retainReference());
    }
  }
}
