package org.parzc.blueprint;

import java.util.List;

/**
 * One layer of a {@link Blueprint}: what it computes, as plain data. {@code org.parzc.network}
 * knows how to run each. Layers work on feature maps unless they say otherwise; those on token
 * sequences are {@link TokenLayer}s.
 *
 * <p>In one class because the interface is sealed: its layers, of a dozen lines each, are read as
 * one list.
 */
public sealed interface Layer
    permits Layer.Weighted,
        Layer.Input,
        Layer.BatchNorm,
        Layer.Relu,
        Layer.Gelu,
        Layer.Pool,
        Layer.Subsample,
        Layer.GlobalAveragePool,
        Layer.Add,
        Layer.Concatenation,
        Layer.Truncation,
        Layer.Zero,
        ImportedLayer,
        TokenLayer {
  /** Returns the shape of the output for the given input shapes (batch dimension left out). */
  Shape output(List<Shape> inputs);

  /**
   * Returns the name of the operation as topology features and reports show it, such as {@code
   * conv3x3}.
   */
  String kind();

  /**
   * Returns the number of trainable parameters, affine normalisation parameters and biases
   * included.
   *
   * @throws ArithmeticException if it does not fit
   */
  default long parameters() {
    return 0;
  }

  /**
   * Returns the multiply-adds for one image that produces {@code output}; weighted layers and the
   * two products of attention count.
   *
   * @throws ArithmeticException if they do not fit
   */
  default long flops(Shape output) {
    return 0;
  }

  /** Returns whether topology features name the layer: weighted layers and pools. */
  default boolean isOperation() {
    return false;
  }

  /** A layer with a weight tensor: the layers that become nodes. */
  sealed interface Weighted extends Layer permits Convolution, Linear, ImportedWeightedLayer {
    /**
     * Returns the shape of the weight tensor: (out, in, kernel height, kernel width) or (out, in).
     */
    long[] weightShape();

    /** Returns the number of inputs of one output value. */
    long fanIn();

    /** Returns whether the layer adds a bias. */
    boolean bias();

    /**
     * Returns the number of weights, without the bias.
     *
     * @throws ArithmeticException if it does not fit
     */
    default long weights() {
      long product = 1;
      for (long extent : weightShape()) {
        product = Math.multiplyExact(product, extent);
      }
      return product;
    }

    @Override
    default boolean isOperation() {
      return true;
    }

    @Override
    default long parameters() {
      return Math.addExact(weights(), bias() ? weightShape()[0] : 0);
    }
  }

  /** The network's input images. */
  record Input(Shape shape) implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      return shape;
    }

    @Override
    public String kind() {
      return "input";
    }
  }

  /** Batch normalisation over the channels, with an affine scale and shift. */
  record BatchNorm(int channels) implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      return only(inputs);
    }

    @Override
    public String kind() {
      return "batch_norm";
    }

    @Override
    public long parameters() {
      return 2L * channels;
    }
  }

  /** Rectified linear unit; its derivative at 0 is 0. */
  record Relu() implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      return only(inputs);
    }

    @Override
    public String kind() {
      return "relu";
    }
  }

  /** Gaussian error linear unit x Φ(x), exact, on maps and tokens (Hendrycks and Gimpel 2016). */
  record Gelu() implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      return only(inputs);
    }

    @Override
    public String kind() {
      return "gelu";
    }
  }

  /** A layer that slides a square window over each channel by itself. */
  sealed interface Pool extends Layer permits AveragePool, MaxPool {
    /** Returns the extent of the window. */
    int kernel();

    /** Returns the distance between windows. */
    int stride();

    /** Returns how far windows reach over the edge. */
    int padding();

    @Override
    default boolean isOperation() {
      return true;
    }

    @Override
    default Shape output(List<Shape> inputs) {
      Shape from = only(inputs);
      return new Shape(
          from.channels(),
          Windows.count(from.height(), kernel(), stride(), padding()),
          Windows.count(from.width(), kernel(), stride(), padding()));
    }
  }

  /** Average pooling with a square window; padding does not count into the average. */
  record AveragePool(int kernel, int stride, int padding) implements Pool {
    @Override
    public String kind() {
      return "avg_pool";
    }
  }

  /**
   * Maximum of a square window; padding is never the maximum, and the first of equal values gets
   * the gradient.
   */
  record MaxPool(int kernel, int stride, int padding) implements Pool {
    @Override
    public String kind() {
      return "max_pool";
    }
  }

  /** Every {@code stride}-th row and column of a feature map, from number {@code offset} on. */
  record Subsample(int stride, int offset) implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape from = only(inputs);
      return new Shape(
          from.channels(),
          Windows.count(from.height() - offset, 1, stride, 0),
          Windows.count(from.width() - offset, 1, stride, 0));
    }

    @Override
    public String kind() {
      return "subsample";
    }
  }

  /** Mean over all positions of a channel: the pixels of a map, or the tokens of a sequence. */
  record GlobalAveragePool() implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      return new Shape(only(inputs).channels(), 1, 1);
    }

    @Override
    public String kind() {
      return "global_pool";
    }
  }

  /** Sum of one or more feature maps of the same shape. */
  record Add() implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      for (Shape input : inputs) {
        if (!input.equals(inputs.get(0))) {
          throw new IllegalArgumentException("sum of different shapes: " + inputs);
        }
      }
      return inputs.get(0);
    }

    @Override
    public String kind() {
      return "add";
    }
  }

  /** Feature maps of one height and width, one after the other along the channels. */
  record Concatenation() implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape first = inputs.get(0);
      for (Shape input : inputs) {
        if (input.height() != first.height() || input.width() != first.width()) {
          throw new IllegalArgumentException(
              "concatenation of different heights or widths: " + inputs);
        }
      }
      return new Shape(
          inputs.stream().mapToInt(Shape::channels).reduce(0, Math::addExact),
          first.height(),
          first.width());
    }

    @Override
    public String kind() {
      return "concatenation";
    }
  }

  /** The first channels of a feature map. */
  record Truncation(int channels) implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      Shape from = only(inputs);
      if (from.channels() < channels) {
        throw new IllegalArgumentException(
            "truncation to %d channels, found %s".formatted(channels, from));
      }
      return new Shape(channels, from.height(), from.width());
    }

    @Override
    public String kind() {
      return "truncation";
    }
  }

  /**
   * A feature map of zeros with the shape of its input: an edge that carries nothing, forward or
   * backward.
   */
  record Zero() implements Layer {
    @Override
    public Shape output(List<Shape> inputs) {
      return only(inputs);
    }

    @Override
    public String kind() {
      return "none";
    }
  }

  /**
   * Returns the input of a layer that reads one.
   *
   * @throws IllegalArgumentException unless there is exactly one
   */
  static Shape only(List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException("expected one input, found " + inputs.size());
    }
    return inputs.get(0);
  }
}
