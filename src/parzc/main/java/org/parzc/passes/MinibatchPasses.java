package org.parzc.passes;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.parzc.blueprint.Blueprint;
import org.parzc.nativecore.NodeSums;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.NetworkSource;
import org.parzc.network.Tensors;
import org.parzc.network.Trace;

/**
 * Forward and backward passes of one network at initialisation on labelled minibatches: one for
 * everything that is read off the first, and one more for the gradients on each further minibatch.
 */
final class MinibatchPasses {
  private static final Set<Pass> ON_FIRST =
      EnumSet.of(
          Pass.GRADIENT,
          Pass.OUTPUT_GRADIENT,
          Pass.ACTIVATION,
          Pass.HESSIAN_GRADIENT,
          Pass.INPUT_GRADIENT,
          Pass.MINIBATCHES);

  private final PassInputs inputs;
  private final Set<Pass> passes;
  private final KernelReadings readings;

  MinibatchPasses(PassInputs inputs, Set<Pass> passes, KernelReadings readings) {
    this.inputs = inputs;
    this.passes = passes;
    this.readings = readings;
  }

  /** What is read off; what kernels compute is there once their queue is finished. */
  record Read(
      Supplier<WeightSums> sums,
      Supplier<PassResult<FisherInformation>> fisher,
      Supplier<PassResult<SignAgreement>> signs,
      PassResult<ImageGradients> images,
      Supplier<PassResult<GradientVariation>> variation) {
    private Read with(Supplier<PassResult<GradientVariation>> measured) {
      return new Read(sums, fisher, signs, images, measured);
    }
  }

  /** Runs the passes that are wanted; the sums over the weights are read even if none is. */
  Read run(NetworkSource networks) {
    List<List<Tensor>> kept = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      MeasurableNetwork network = networks.atInitialisation(inputs.weights(), inputs.type());
      if (ON_FIRST.stream().noneMatch(passes::contains)) {
        return new Read(
            sums(network, List.of(), List.of()),
            absent(Pass.OUTPUT_GRADIENT),
            absent(Pass.ACTIVATION),
            PassResult.absent(Pass.INPUT_GRADIENT),
            absent(Pass.MINIBATCHES));
      }
      Read first = onFirst(network, networks.blueprint(), kept);
      return wants(Pass.MINIBATCHES) ? first.with(variation(network, kept)) : first;
    } finally {
      kept.forEach(gradients -> gradients.forEach(Tensor::releaseReference));
    }
  }

  private boolean wants(Pass pass) {
    return passes.contains(pass);
  }

  private static <T> Supplier<PassResult<T>> absent(Pass pass) {
    return () -> PassResult.absent(pass);
  }

  private Read onFirst(MeasurableNetwork network, Blueprint blueprint, List<List<Tensor>> kept) {
    Minibatch batch = inputs.minibatches().get(0);
    try (PointerScope scope = new PointerScope()) {
      LossGradients gradients = LossGradients.of(network, batch, passes);
      if (wants(Pass.MINIBATCHES)) {
        kept.add(keep(gradients.weights()));
      }
      // The kernels first: reading the gradients of the images waits for the device.
      return new Read(
          sums(network, gradients.weights(), gradients.hessian()),
          fisher(network, gradients),
          signs(network, gradients.trace(), blueprint),
          images(gradients, batch),
          absent(Pass.MINIBATCHES));
    }
  }

  private Supplier<WeightSums> sums(
      MeasurableNetwork network, List<Tensor> gradients, List<Tensor> hessian) {
    Supplier<List<NodeSums>> sums = readings.sums(network, gradients, hessian);
    return () -> {
      List<NodeSums> read = sums.get();
      return new WeightSums(
          read, ifWanted(Pass.GRADIENT, read), ifWanted(Pass.HESSIAN_GRADIENT, read));
    };
  }

  private <T> PassResult<T> ifWanted(Pass pass, T result) {
    return wants(pass) ? PassResult.of(pass, result) : PassResult.absent(pass);
  }

  private Supplier<PassResult<FisherInformation>> fisher(
      MeasurableNetwork network, LossGradients gradients) {
    List<Tensor> outputs = gradients.trace().outputs();
    if (!wants(Pass.OUTPUT_GRADIENT) || outputs == null) {
      return absent(Pass.OUTPUT_GRADIENT);
    }
    Supplier<double[]> ofNodes = readings.fisher(network, outputs, gradients.outputs());
    Supplier<Map<Integer, Double>> ofTokens =
        readings.fisherOfTokens(network, outputs, gradients.outputs());
    return () ->
        PassResult.of(Pass.OUTPUT_GRADIENT, new FisherInformation(ofNodes.get(), ofTokens.get()));
  }

  private Supplier<PassResult<SignAgreement>> signs(
      MeasurableNetwork network, Trace trace, Blueprint blueprint) {
    if (!wants(Pass.ACTIVATION) || trace.activations() == null) {
      return absent(Pass.ACTIVATION);
    }
    Supplier<Map<Integer, long[]>> ofActivations =
        readings.signAgreement(network, trace.activations());
    List<OptionalInt> ofNodes = blueprint.nodes().stream().map(Blueprint.Node::activation).toList();
    return () -> PassResult.of(Pass.ACTIVATION, new SignAgreement(ofActivations.get(), ofNodes));
  }

  /** Runs the further minibatches and compares all. */
  private Supplier<PassResult<GradientVariation>> variation(
      MeasurableNetwork network, List<List<Tensor>> kept) {
    for (Minibatch batch : inputs.minibatches().subList(1, inputs.minibatches().size())) {
      try (PointerScope scope = new PointerScope()) {
        kept.add(keep(LossGradients.of(network, batch, Set.of(Pass.GRADIENT)).weights()));
      }
    }
    Supplier<double[]> ofNodes = readings.zico(network, kept);
    return () -> PassResult.of(Pass.MINIBATCHES, new GradientVariation(ofNodes.get()));
  }

  /** Lets tensors outlive the scope of their pass, until they are released. */
  private static List<Tensor> keep(List<Tensor> tensors) {
    return tensors.stream().map(tensor -> (Tensor) tensor.retainReference()).toList();
  }

  private PassResult<ImageGradients> images(LossGradients gradients, Minibatch batch) {
    return wants(Pass.INPUT_GRADIENT)
        ? PassResult.of(
            Pass.INPUT_GRADIENT,
            new ImageGradients(perImage(gradients.images(), batch), batch.labels()))
        : PassResult.absent(Pass.INPUT_GRADIENT);
  }

  private static double[][] perImage(Tensor gradient, Minibatch batch) {
    int images = batch.labels().length;
    int width = (int) (batch.images().numel() / images);
    double[][] rows = new double[images][width];
    if (gradient.defined()) {
      double[] values = Tensors.values(gradient);
      for (int i = 0; i < images; i++) {
        System.arraycopy(values, i * width, rows[i], 0, width);
      }
    }
    return rows;
  }
}
