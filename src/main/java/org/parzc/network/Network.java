package org.parzc.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Layer.Add;
import org.parzc.blueprint.Layer.AveragePool;
import org.parzc.blueprint.Layer.BatchNorm;
import org.parzc.blueprint.Layer.Concatenation;
import org.parzc.blueprint.Layer.Convolution;
import org.parzc.blueprint.Layer.Gelu;
import org.parzc.blueprint.Layer.GlobalAveragePool;
import org.parzc.blueprint.Layer.Input;
import org.parzc.blueprint.Layer.Linear;
import org.parzc.blueprint.Layer.MaxPool;
import org.parzc.blueprint.Layer.Relu;
import org.parzc.blueprint.Layer.Subsample;
import org.parzc.blueprint.Layer.Truncation;
import org.parzc.blueprint.Layer.Zero;
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
  private final TokenLayers tokenLayers;
  private final TensorOptional none = new TensorOptional();

  /** @param memory gives a weight the memory it is to lie in */
  private Network(Blueprint blueprint, Initialisation initialisation, ElementType type, boolean gradients,
      UnaryOperator<Tensor> memory) {
    LibTorch.start();
    this.blueprint = blueprint;
    this.type = type;
    for (int i = 0; i < blueprint.nodes().size(); i++) {
      Blueprint.Node node = blueprint.nodes().get(i);
      nodeOfVertex.put(node.vertex(), i);
      // A detached alias is a leaf of its own: the memory is shared, the gradient is not.
      weights.add(memory.apply(initialisation.weight(node, blueprint.weighted(node), i)).detach()
          .set_requires_grad(gradients));
    }
    tokenLayers = new TokenLayers(blueprint, initialisation);
  }

  /**
   * Returns a network at initialisation, as the statistics want it: biases 0, normalisation without scale and shift,
   * gradients for the weights.
   */
  public static Network atInitialisation(Blueprint blueprint, Initialisation initialisation, ElementType type) {
    return new Network(blueprint, initialisation, type, true, weight -> weight);
  }

  /** Returns a network that keeps running statistics but no gradients. */
  public static Network withRunningStatistics(Blueprint blueprint, Initialisation initialisation, ElementType type) {
    Network network = new Network(blueprint, initialisation, type, false, weight -> weight);
    network.addNormalisations(initialisation);
    return network;
  }

  /** Returns a network with copies of the initial weights, all of whose parameters can be trained. */
  public static Network trainable(Blueprint blueprint, Initialisation initialisation) {
    Network network = new Network(blueprint, initialisation, ElementType.FLOAT32, true, Tensor::clone);
    network.addNormalisations(initialisation);
    network.normalisations.values().forEach(state -> {
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
    network.tokenLayers.makeTrainable(initialisation);
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
    normalisations.values().forEach(state -> parameters.addAll(List.of(state.scale(), state.shift())));
    parameters.addAll(tokenLayers.parameters());
    return new TensorVector(parameters.toArray(Tensor[]::new));
  }

  @Override
  public List<BatchNormState> normalisations() {
    return List.copyOf(normalisations.values());
  }

  @Override
  public Trace forward(Tensor images, BatchNormMode mode) {
    List<Blueprint.Vertex> vertices = blueprint.vertices();
    Tensor[] values = new Tensor[vertices.size()];
    Tensor[] outputs = new Tensor[weights.size()];
    Map<Integer, Tensor> activations = new HashMap<>();
    Tensor features = null;
    for (int v = 0; v < values.length; v++) {
      Blueprint.Vertex vertex = vertices.get(v);
      Tensor input = vertex.inputs().isEmpty() ? images : values[vertex.inputs().get(0)];
      Layer layer = vertex.layer();
      if (layer instanceof Input) {
        values[v] = images;
      } else if (layer instanceof Convolution convolution) {
        values[v] = Convolutions.apply(convolution, input, weight(v), bias(v), type);
      } else if (layer instanceof Linear linear) {
        values[v] = TokenLayers.linear(linear, input, weight(v), bias(v));
      } else if (layer instanceof BatchNorm) {
        values[v] = normalise(input, v, mode);
      } else if (layer instanceof Relu) {
        values[v] = torch.relu(input);
        activations.put(v, values[v]);
      } else if (layer instanceof Gelu) {
        values[v] = torch.gelu(input);
      } else if (layer instanceof TokenLayer tokens) {
        values[v] = tokenLayers.apply(tokens, v, vertex.inputs().stream().map(i -> values[i]).toList());
      } else if (layer instanceof AveragePool pool) {
        values[v] = Pooling.average(pool, input, type);
      } else if (layer instanceof MaxPool pool) {
        values[v] = Pooling.maximum(pool, input);
      } else if (layer instanceof GlobalAveragePool) {
        features = input;
        values[v] = input.mean(TokenLayers.isSequence(input) ? new long[] {1} : new long[] {2, 3}, false, null);
      } else if (layer instanceof Add) {
        values[v] = add(vertex, values);
      } else if (layer instanceof Concatenation) {
        values[v] = torch.cat(new TensorVector(vertex.inputs().stream().map(i -> values[i]).toArray(Tensor[]::new)), 1);
      } else if (layer instanceof Truncation truncation) {
        values[v] = input.narrow(1, 0, truncation.channels());
      } else if (layer instanceof Subsample subsample) {
        values[v] = every(every(input, 2, subsample), 3, subsample);
      } else if (layer instanceof Zero) {
        values[v] = torch.zeros_like(input);
      } else {
        throw new InputException("%s: found a layer that its own network alone can run, expected one of a space"
            .formatted(layer.kind()));
      }
      if (layer instanceof Layer.Weighted) {
        outputs[nodeOfVertex.get(v)] = values[v];
      }
    }
    return new Trace(values[blueprint.output()], List.of(outputs), activations, features);
  }

  private static Tensor every(Tensor input, long dimension, Subsample subsample) {
    return input.slice(dimension, new LongOptional(subsample.offset()), new LongOptional(), subsample.stride());
  }

  private Tensor weight(int vertex) {
    return weights.get(nodeOfVertex.get(vertex));
  }

  private TensorOptional bias(int vertex) {
    Tensor bias = biases.get(vertex);
    return bias == null ? none : new TensorOptional(bias);
  }

  private Tensor normalise(Tensor input, int vertex, BatchNormMode mode) {
    if (mode == BatchNormMode.BYPASSED) {
      return input;
    }
    boolean batch = mode == BatchNormMode.BATCH;
    BatchNormState state = normalisations.get(vertex);
    if (state == null) {
      return torch.batch_norm(input, none, none, none, none, batch, MOMENTUM, EPSILON, false);
    }
    return torch.batch_norm(input, new TensorOptional(state.scale()), new TensorOptional(state.shift()),
        new TensorOptional(state.mean()), new TensorOptional(state.variance()), batch, MOMENTUM, EPSILON, false);
  }

  /** Adds what is not known to be zero; a sum of zeros is its first term. */
  private Tensor add(Blueprint.Vertex vertex, Tensor[] values) {
    Tensor sum = null;
    for (int input : vertex.inputs()) {
      if (!(blueprint.vertices().get(input).layer() instanceof Zero)) {
        sum = sum == null ? values[input] : sum.add(values[input]);
      }
    }
    return sum == null ? values[vertex.inputs().get(0)] : sum;
  }
}
