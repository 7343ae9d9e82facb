package org.parzc.network;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.space.Blueprint;
import org.parzc.space.Layer;
import org.parzc.space.Layer.Add;
import org.parzc.space.Layer.AveragePool;
import org.parzc.space.Layer.BatchNorm;
import org.parzc.space.Layer.Concatenation;
import org.parzc.space.Layer.Convolution;
import org.parzc.space.Layer.GlobalAveragePool;
import org.parzc.space.Layer.Input;
import org.parzc.space.Layer.Linear;
import org.parzc.space.Layer.MaxPool;
import org.parzc.space.Layer.Relu;
import org.parzc.space.Layer.Subsample;
import org.parzc.space.Layer.Zero;

/**
 * One forward pass over a network at initialisation, and what its derivatives are made of. Where
 * {@link Network#forward} leaves derivatives to LibTorch, they are written out here: only what is asked for is
 * computed, in the layout that oneDNN computes in, tensors are freed as soon as nobody needs them, and what is known to
 * be zero is not computed.
 *
 * <p>Used by one thread; its tensors belong to the {@code PointerScope} that was open when they were made.
 */
public final class Propagation {
  /** Which layers are run. */
  public enum Extent {
    /** Those through which the images influence the logits. */
    LIVE,
    /** All, also those on branches that lead nowhere. */
    EVERYTHING
  }

  /** What is kept of the values on the way. */
  public enum Kept {
    /** Nothing but logits and features. */
    RESULT,
    /** What derivatives and statistics need. */
    VALUES
  }

  private final Network network;
  private final Blueprint blueprint;
  private final Layout layout;
  private final Junction junction;
  private final BatchNormMode mode;
  private final Kept kept;
  private final BitSet live;
  private final Tensor[] values;
  private final Step[] steps;
  private final Tensor[] outputs;
  private final Map<Integer, Tensor> activations = new TreeMap<>();
  private Tensor logits;
  private Tensor features;

  private Propagation(Network network, BatchNormMode mode, Kept kept) {
    this.network = network;
    this.mode = mode;
    this.kept = kept;
    blueprint = network.blueprint();
    layout = Layout.of(network.type());
    junction = new Junction(blueprint, layout);
    live = blueprint.live();
    values = new Tensor[blueprint.vertices().size()];
    steps = new Step[values.length];
    outputs = new Tensor[blueprint.nodes().size()];
  }

  /**
   * Runs a network forward.
   *
   * @param network a network without biases and with no other scales and shifts than the initial ones
   * @param images (batch, channels, height, width), of the network's element type
   * @param mode {@link BatchNormMode#BATCH} or {@link BatchNormMode#BYPASSED}
   */
  public static Propagation of(Network network, Tensor images, BatchNormMode mode, Extent extent, Kept kept) {
    Propagation propagation = new Propagation(network, mode, kept);
    propagation.run(images, extent);
    return propagation;
  }

  private void run(Tensor images, Extent extent) {
    BitSet run = extent == Extent.LIVE ? live : new BitSet();
    if (extent == Extent.EVERYTHING) {
      run.set(0, values.length);
    }
    int[] readers = readers(run);
    for (int v = run.nextSetBit(0); v >= 0; v = run.nextSetBit(v + 1)) {
      values[v] = value(v, images);
      if (v == blueprint.output() && values[v] != null) {
        logits = new Tensor(values[v]);
      }
      if (readers[v] == 0) {
        release(v);
      }
      for (int input : blueprint.vertices().get(v).inputs()) {
        if (--readers[input] == 0) {
          release(input);
        }
      }
    }
    if (logits == null) {
      logits = images.new_zeros(images.size(0), blueprint.vertices().get(blueprint.output()).shape().elements());
    }
  }

  /** Returns how many of those vertices read each vertex. */
  int[] readers(BitSet run) {
    int[] readers = new int[values.length];
    run.stream().forEach(v -> blueprint.vertices().get(v).inputs().forEach(input -> readers[input]++));
    return readers;
  }

  private void release(int vertex) {
    if (values[vertex] != null) {
      values[vertex].close();
      values[vertex] = null;
    }
  }

  /** Returns a handle of a vertex's value; null for zeros. */
  private Tensor value(int v, Tensor images) {
    Blueprint.Vertex vertex = blueprint.vertices().get(v);
    Layer layer = vertex.layer();
    if (layer instanceof Input) {
      return layout.of(images);
    }
    if (layer instanceof Add || layer instanceof Concatenation) {
      return junction.forward(v, values);
    }
    Tensor input = values[vertex.inputs().get(0)];
    if (input == null && network.normalisation(v) != null) {
      network.normalisation(v).moveTowardsZeros();
    }
    return input == null || layer instanceof Zero ? null : apply(v, layer, input);
  }

  private Tensor apply(int v, Layer layer, Tensor input) {
    if (layer instanceof Convolution convolution) {
      ConvolutionStep step = ConvolutionStep.of(convolution, FilledChannels.of(convolution, input), input,
          network.laidOutWeight(v));
      Tensor value = step.forward();
      keepOutput(v, value);
      return keep(v, step, value);
    }
    if (layer instanceof Linear) {
      LinearStep step = new LinearStep(new Tensor(input), new Tensor(network.laidOutWeight(v)), layout);
      Tensor value = step.forward();
      keepOutput(v, value);
      return keep(v, step, value);
    }
    if (layer instanceof BatchNorm) {
      if (mode == BatchNormMode.BYPASSED) {
        return new Tensor(input);
      }
      BatchNormStep step = BatchNormStep.forward(input, network.normalisation(v), network.type());
      return keep(v, step, new Tensor(step.output()));
    }
    if (layer instanceof Relu) {
      Tensor value = torch.relu(input);
      if (kept == Kept.VALUES) {
        activations.put(v, new Tensor(value));
      }
      return keep(v, new ReluStep(new Tensor(value)), value);
    }
    if (layer instanceof AveragePool pool) {
      return keep(v, new AveragePoolStep(pool, new Tensor(input)), AveragePoolStep.forward(pool, input));
    }
    if (layer instanceof MaxPool pool) {
      MaxPoolStep.Forward forward = MaxPoolStep.forward(pool, input, layout);
      return keep(v, forward.step(), forward.output());
    }
    if (layer instanceof Subsample subsample) {
      return keep(v, new SubsampleStep(subsample, input.size(2), input.size(3), layout),
          SubsampleStep.forward(subsample, input, layout));
    }
    if (layer instanceof GlobalAveragePool) {
      features = new Tensor(input);
      return keep(v, new GlobalPoolStep(input.size(2), input.size(3), layout), GlobalPoolStep.forward(input));
    }
    throw new IllegalArgumentException("no rule for the derivatives of " + layer);
  }

  private void keepOutput(int v, Tensor value) {
    if (kept == Kept.VALUES && live.get(v)) {
      outputs[network.node(v)] = new Tensor(value);
    }
  }

  private Tensor keep(int v, Step step, Tensor value) {
    if (kept == Kept.VALUES && live.get(v)) {
      steps[v] = step;
    } else {
      step.close();
    }
    return value;
  }

  /** Returns the network that was run. */
  public Network network() {
    return network;
  }

  Layout layout() {
    return layout;
  }

  Junction junction() {
    return junction;
  }

  /** Returns the live vertices; the others have no step. */
  BitSet live() {
    return live;
  }

  /** Returns what a live vertex does to gradients; null for a {@link Junction} and for layers that pass on what they get. */
  Step step(int vertex) {
    return steps[vertex];
  }

  /** Returns (batch, classes). */
  public Tensor logits() {
    return logits;
  }

  /** Returns the feature map that global pooling reads, (batch, channels, height, width); null if it is all zeros. */
  public Tensor features() {
    return features;
  }

  /** Returns the output of a node before normalisation; null if it is all zeros or does not reach the logits. */
  public Tensor output(int node) {
    return outputs[node];
  }

  /** Returns the output of a ReLU; null if it is all zeros or was not run. */
  public Tensor activation(int vertex) {
    return activations.get(vertex);
  }
}
