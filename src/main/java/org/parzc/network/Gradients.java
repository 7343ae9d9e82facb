package org.parzc.network;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.parzc.space.Blueprint;
import org.parzc.space.Layer;

/** One backward pass: the gradients of a scalar function of the logits. */
public final class Gradients {
  /** Gradients that can be asked for. */
  public enum Of {
    /** Of the weights. */
    WEIGHTS,
    /** Of the nodes' outputs. */
    OUTPUTS,
    /** Of the images. */
    IMAGES,
    /** Of every layer's output, so that {@link Tangents} can differentiate them. */
    LAYERS
  }

  private final Propagation propagation;
  private final Set<Of> of;
  private final GradientSums sums;
  private final Tensor[] weights;
  private final Tensor[] outputs;
  private Tensor images;

  private Gradients(Propagation propagation, Set<Of> of) {
    this.propagation = propagation;
    this.of = of;
    Blueprint blueprint = propagation.network().blueprint();
    sums = new GradientSums(blueprint, propagation.junction(), wanted(propagation, of));
    weights = new Tensor[blueprint.nodes().size()];
    outputs = new Tensor[blueprint.nodes().size()];
  }

  /**
   * Runs a pass backward.
   *
   * @param propagation a forward pass whose values were kept
   * @param logits gradient of the logits, which are not changed
   * @param of what is wanted
   */
  public static Gradients of(Propagation propagation, Tensor logits, Set<Of> of) {
    Gradients gradients = new Gradients(propagation, EnumSet.copyOf(of));
    gradients.run(logits);
    return gradients;
  }

  /** Returns the live vertices that images or weights influence, whichever gradients are wanted of. */
  private static BitSet wanted(Propagation propagation, Set<Of> of) {
    List<Blueprint.Vertex> vertices = propagation.network().blueprint().vertices();
    BitSet wanted = new BitSet();
    propagation.live().stream().forEach(v -> wanted.set(v, vertices.get(v).layer() instanceof Layer.Weighted
        || vertices.get(v).layer() instanceof Layer.Input && of.contains(Of.IMAGES)
        || vertices.get(v).inputs().stream().anyMatch(wanted::get)));
    return wanted;
  }

  private void run(Tensor logits) {
    int output = propagation.network().blueprint().output();
    if (!propagation.live().get(output)) {
      return;
    }
    sums.add(output, new Tensor(logits));
    for (int v = output; v >= 0; v = propagation.live().previousSetBit(v - 1)) {
      if (sums.at(v) != null) {
        visit(v);
      }
    }
  }

  private void visit(int v) {
    Tensor gradient = sums.at(v);
    Step step = propagation.step(v);
    if (step instanceof WeightedStep weighted) {
      int node = propagation.network().node(v);
      if (of.contains(Of.WEIGHTS)) {
        weights[node] = weighted.weightGradient(gradient);
      }
      if (of.contains(Of.OUTPUTS)) {
        outputs[node] = new Tensor(gradient);
      }
    }
    List<Integer> inputs = propagation.network().blueprint().vertices().get(v).inputs();
    if (inputs.isEmpty()) {
      images = new Tensor(gradient);
    } else if (step == null) {
      sums.handOn(v);
    } else if (sums.goesOn(v)) {
      sums.add(inputs.get(0), step.backward(gradient));
    }
    if (!of.contains(Of.LAYERS)) {
      sums.release(v);
    }
  }

  /** Returns the gradient of a vertex, null for none. */
  Tensor at(int vertex) {
    return sums.at(vertex);
  }

  /** Returns empty sums for gradients that take the same ways. */
  GradientSums like() {
    return sums.empty();
  }

  /** Returns per node the gradient of its weights, undefined for zeros; it lies in memory as the weights do. */
  public List<Tensor> weights() {
    return defined(weights);
  }

  /** Returns per node the gradient of its output, undefined for zeros. */
  public List<Tensor> outputs() {
    return defined(outputs);
  }

  /** Returns the gradient of the images, undefined for zeros. */
  public Tensor images() {
    return images == null ? new Tensor() : images;
  }

  private static List<Tensor> defined(Tensor[] tensors) {
    return Stream.of(tensors).map(tensor -> tensor == null ? new Tensor() : tensor).toList();
  }
}
