package org.parzc.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Layer.BatchNorm;
import org.parzc.blueprint.TokenLayer;
import org.parzc.nativecore.ElementType;

/**
 * Runs a {@link Blueprint} on LibTorch. A network is used by one thread; its tensors belong to the
 * {@code PointerScope} that was open when they were made.
 */
public final class Network implements MeasurableNetwork {
  /** How much a batch moves the running statistics, and what is added to a variance. */
  private static final double MOMENTUM = 0.1;

  private static final double EPSILON = 1e-5;

  private final Blueprint blueprint;
  private final ElementType type;
  private final List<Tensor> weights = new ArrayList<>();
  private final Map<Integer, Tensor> biases = new HashMap<>();
  private final Map<Integer, BatchNormState> normalisations = new TreeMap<>();
  private final Map<Integer, Integer> nodeOfVertex = new HashMap<>();
  private final TokenParameters tokenParameters;
  private final TensorOptional none = new TensorOptional();

  /**
   * @param memory gives a weight the memory it is to lie in
   */
  private Network(
      Blueprint blueprint,
      Initialisation initialisation,
      ElementType type,
      boolean gradients,
      UnaryOperator<Tensor> memory) {
    LibTorch.start();
    this.blueprint = blueprint;
    this.type = type;
    for (int i = 0; i < blueprint.nodes().size(); i++) {
      Blueprint.Node node = blueprint.nodes().get(i);
      nodeOfVertex.put(node.vertex(), i);
      // A detached alias is a leaf of its own: the memory is shared, the gradient is not.
      weights.add(
          memory
              .apply(initialisation.weight(node, blueprint.weighted(node), i))
              .detach()
              .set_requires_grad(gradients));
    }
    tokenParameters = new TokenParameters(blueprint, initialisation);
  }

  /**
   * Returns a network at initialisation, as the statistics want it: biases 0, normalisation without
   * scale and shift, gradients for the weights.
   */
  public static Network atInitialisation(
      Blueprint blueprint, Initialisation initialisation, ElementType type) {
    return new Network(blueprint, initialisation, type, true, weight -> weight);
  }

  /** Returns a network that keeps running statistics but no gradients. */
  public static Network withRunningStatistics(
      Blueprint blueprint, Initialisation initialisation, ElementType type) {
    Network network = new Network(blueprint, initialisation, type, false, weight -> weight);
    network.addNormalisations(initialisation);
    return network;
  }

  /**
   * Returns a network with copies of the initial weights, all of whose parameters can be trained.
   */
  public static Network trainable(Blueprint blueprint, Initialisation initialisation) {
    Network network =
        new Network(blueprint, initialisation, ElementType.FLOAT32, true, Tensor::clone);
    network.addNormalisations(initialisation);
    network
        .normalisations
        .values()
        .forEach(
            state -> {
              state.scale().set_requires_grad(true);
              state.shift().set_requires_grad(true);
            });
    for (Blueprint.Node node : blueprint.nodes()) {
      Layer.Weighted layer = blueprint.weighted(node);
      if (layer.bias()) {
        Tensor zeros = initialisation.filled(0, ElementType.FLOAT32, layer.weightShape()[0]);
        network.biases.put(node.vertex(), zeros.set_requires_grad(true));
      }
    }
    network.tokenParameters.makeTrainable(initialisation);
    return network;
  }

  private void addNormalisations(Initialisation initialisation) {
    for (int v = 0; v < blueprint.vertices().size(); v++) {
      if (blueprint.vertices().get(v).layer() instanceof BatchNorm norm) {
        normalisations.put(v, BatchNormState.initial(norm.channels(), type, initialisation));
      }
    }
  }

  /** Returns the blueprint this network runs. */
  public Blueprint blueprint() {
    return blueprint;
  }

  @Override
  public ElementType type() {
    return type;
  }

  @Override
  public List<Tensor> weights() {
    return List.copyOf(weights);
  }

  /** Returns everything that training changes: weights, biases, scales and shifts, embeddings. */
  public TensorVector parameters() {
    List<Tensor> parameters = new ArrayList<>(weights);
    parameters.addAll(biases.values());
    normalisations
        .values()
        .forEach(state -> parameters.addAll(List.of(state.scale(), state.shift())));
    parameters.addAll(tokenParameters.parameters());
    return new TensorVector(parameters.toArray(Tensor[]::new));
  }

  @Override
  public List<BatchNormState> normalisations() {
    return List.copyOf(normalisations.values());
  }

  @Override
  public Trace forward(Tensor images, BatchNormMode mode) {
    Forward forward = new Forward(images, mode);
    Tensor[] outputs = new Tensor[weights.size()];
    for (int v = 0; v < forward.values.length; v++) {
      Layer layer = blueprint.vertices().get(v).layer();
      Tensor value = forward.run(layer, v);
      if (layer instanceof Layer.Weighted) {
        outputs[nodeOfVertex.get(v)] = value;
      }
    }
    return new Trace(
        forward.values[blueprint.output()],
        List.of(outputs),
        forward.activations,
        forward.features);
  }

  /** One pass through the vertices, and where it stands. */
  final class Forward {
    private final Tensor images;
    private final BatchNormMode mode;
    private final Tensor[] values = new Tensor[blueprint.vertices().size()];
    private final Map<Integer, Tensor> activations = new HashMap<>();
    private Tensor features;
    private int vertex;

    private Forward(Tensor images, BatchNormMode mode) {
      this.images = images;
      this.mode = mode;
    }

    private Tensor run(Layer layer, int at) {
      vertex = at;
      values[at] = LayerOperations.of(layer).run(layer, this);
      return values[at];
    }

    private List<Integer> sources() {
      return blueprint.vertices().get(vertex).inputs();
    }

    /** Returns the network's images. */
    Tensor images() {
      return images;
    }

    /** Returns what the layer reads first; the images if it reads no other layer. */
    Tensor input() {
      return sources().isEmpty() ? images : values[sources().get(0)];
    }

    /** Returns what the layer reads. */
    Tensor[] inputs() {
      return sources().stream().map(source -> values[source]).toArray(Tensor[]::new);
    }

    /** Returns the sum of what is not known to be zero; a sum of zeros is its first term. */
    Tensor sum() {
      Tensor sum = null;
      for (int source : sources()) {
        if (!(blueprint.vertices().get(source).layer() instanceof Layer.Zero)) {
          sum = sum == null ? values[source] : sum.add(values[source]);
        }
      }
      return sum == null ? input() : sum;
    }

    /** Returns the layer's weight. */
    Tensor weight() {
      return weights.get(nodeOfVertex.get(vertex));
    }

    /** Returns the layer's bias, or none. */
    TensorOptional bias() {
      Tensor bias = biases.get(vertex);
      return bias == null ? none : new TensorOptional(bias);
    }

    /** Returns the element type of weights and images. */
    ElementType type() {
      return type;
    }

    /** Returns the input normalised over the batch, or as the running statistics say. */
    Tensor normalised() {
      if (mode == BatchNormMode.BYPASSED) {
        return input();
      }
      boolean batch = mode == BatchNormMode.BATCH;
      BatchNormState state = normalisations.get(vertex);
      if (state == null) {
        return torch.batch_norm(input(), none, none, none, none, batch, MOMENTUM, EPSILON, false);
      }
      return torch.batch_norm(
          input(),
          new TensorOptional(state.scale()),
          new TensorOptional(state.shift()),
          new TensorOptional(state.mean()),
          new TensorOptional(state.variance()),
          batch,
          MOMENTUM,
          EPSILON,
          false);
    }

    /** Keeps the output of a ReLU for the trace. */
    Tensor keepActivation(Tensor activation) {
      activations.put(vertex, activation);
      return activation;
    }

    /** Keeps the input of the global pooling for the trace. */
    Tensor keepFeatures() {
      features = input();
      return features;
    }

    /** Returns the parameter of an embedding. */
    Tensor embedding() {
      return tokenParameters.embedding(vertex);
    }

    /** Returns the input normalised over the features of each token. */
    Tensor normalised(TokenLayer.LayerNorm norm) {
      return tokenParameters.normalised(norm, vertex, input());
    }
  }
}
