package org.parzc.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageBatch;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Autograd;
import org.parzc.network.Autograd.Graph;
import org.parzc.network.BatchNormMode;
import org.parzc.network.Device;
import org.parzc.network.Network;
import org.parzc.network.SharedWeights;
import org.parzc.network.SharedWeights.Distribution;
import org.parzc.network.Tensors;
import org.parzc.network.Trace;

/**
 * Node-wise statistics as the published scripts compute them: a fresh network and passes of its own
 * for each statistic, LibTorch's autograd and plain operations, one number at a time.
 */
final class PublishedScripts implements AutoCloseable {
  private final SharedWeights weights;
  private final SharedWeights absoluteWeights;
  private final Tensor images;
  private final Tensor targets;

  PublishedScripts(ImageBatch batch, long seed) {
    weights =
        new SharedWeights(seed, Distribution.KAIMING_NORMAL, ElementType.FLOAT32, Device.cpu());
    absoluteWeights =
        new SharedWeights(
            seed, Distribution.ABSOLUTE_KAIMING_NORMAL, ElementType.FLOAT64, Device.cpu());
    Shape shape = batch.shape();
    images =
        Tensors.of(
                batch.pixels(),
                ElementType.FLOAT32,
                batch.images(),
                shape.channels(),
                shape.height(),
                shape.width())
            .retainReference();
    targets = Tensors.of(batch.labels()).retainReference();
  }

  /** Returns statistic to its value per node. */
  Map<String, double[]> extract(Blueprint blueprint, List<String> statistics) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (String statistic : statistics) {
      try (PointerScope scope = new PointerScope()) {
        values.put(statistic, one(blueprint, statistic));
      }
    }
    return values;
  }

  private double[] one(Blueprint blueprint, String statistic) {
    return switch (statistic) {
      case "l2_norm" -> numbers(network(blueprint).weights().stream().map(Tensor::norm).toList());
      case "grad_norm" -> gradients(blueprint, (w, g) -> g.norm());
      case "snip" -> gradients(blueprint, (w, g) -> w.mul(g).abs().sum());
      case "plain" -> gradients(blueprint, (w, g) -> w.mul(g).sum());
      case "fisher" -> fisher(blueprint);
      case "grasp" -> grasp(blueprint);
      case "synflow" -> synflow(blueprint, BatchNormMode.BYPASSED);
      case "synflow_bn" -> synflow(blueprint, BatchNormMode.BATCH);
      default -> throw new IllegalArgumentException("the scripts have no " + statistic);
    };
  }

  private Network network(Blueprint blueprint) {
    return Network.atInitialisation(blueprint, weights, ElementType.FLOAT32);
  }

  private Tensor loss(Trace trace) {
    return torch.cross_entropy_loss(trace.logits(), targets);
  }

  private double[] gradients(Blueprint blueprint, BinaryOperator<Tensor> number) {
    Network network = network(blueprint);
    Tensor loss = loss(network.forward(images, BatchNormMode.BATCH));
    return pairs(
        network.weights(), Autograd.gradients(loss, network.weights(), Graph.FREED), number);
  }

  private double[] fisher(Blueprint blueprint) {
    Trace trace = network(blueprint).forward(images, BatchNormMode.BATCH);
    return pairs(
        trace.outputs(),
        Autograd.gradients(loss(trace), trace.outputs(), Graph.FREED),
        (a, d) -> {
          Tensor products = a.mul(d);
          Tensor sums =
              products.dim() == 4 ? products.sum(new long[] {2, 3}, false, null) : products;
          return sums.square().mean(new long[] {0}, false, null).mul(new Scalar(0.5)).sum();
        });
  }

  private double[] grasp(Blueprint blueprint) {
    Network network = network(blueprint);
    Tensor loss = loss(network.forward(images, BatchNormMode.BATCH));
    List<Tensor> gradients = Autograd.gradients(loss, network.weights(), Graph.EXTENDED);
    List<Tensor> defined = gradients.stream().filter(Tensor::defined).toList();
    List<Tensor> products =
        Autograd.gradients(
            defined, defined.stream().map(Tensor::detach).toList(), network.weights(), Graph.FREED);
    return pairs(network.weights(), products, (w, h) -> w.mul(h).sum().neg());
  }

  private double[] synflow(Blueprint blueprint, BatchNormMode mode) {
    Network network = Network.atInitialisation(blueprint, absoluteWeights, ElementType.FLOAT64);
    Shape image = blueprint.input();
    Tensor ones =
        Tensors.filled(1, ElementType.FLOAT64, 1, image.channels(), image.height(), image.width());
    Tensor sum = network.forward(ones, mode).logits().sum();
    return pairs(
        network.weights(),
        Autograd.gradients(sum, network.weights(), Graph.FREED),
        (w, g) -> w.mul(g).abs().sum());
  }

  private static double[] pairs(
      List<Tensor> first, List<Tensor> second, BinaryOperator<Tensor> number) {
    List<Tensor> numbers = new ArrayList<>();
    for (int node = 0; node < first.size(); node++) {
      numbers.add(
          second.get(node).defined()
              ? number.apply(first.get(node), second.get(node))
              : Tensors.filled(0, ElementType.FLOAT32));
    }
    return numbers(numbers);
  }

  private static double[] numbers(List<Tensor> numbers) {
    return numbers.stream().mapToDouble(Tensor::item_double).toArray();
  }

  @Override
  public void close() {
    images.releaseReference();
    targets.releaseReference();
    weights.close();
    absoluteWeights.close();
  }
}
