package org.parzc.torchscript;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.parzc.blueprint.ImportedLayer;
import org.parzc.blueprint.ImportedWeightedLayer;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.Shape;

/**
 * Reads layers off the operations of a graph; what is none of ours becomes {@link ImportedLayer}.
 */
final class LayerReader {
  private static final double EPSILON = 1e-5;

  private final ScriptModule module;
  private final Recording recording;
  private final long batch;

  LayerReader(ScriptModule module, Recording recording, long batch) {
    this.module = module;
    this.recording = recording;
    this.batch = batch;
  }

  /**
   * Returns the name of the weight that an operation multiplies its input with, if it is an
   * attribute of a module.
   */
  static Optional<String> weight(String kind, List<Datum> inputs) {
    return switch (kind) {
      case "aten::conv1d",
          "aten::conv2d",
          "aten::conv3d",
          "aten::_convolution",
          "aten::_convolution_mode",
          "aten::conv_transpose1d",
          "aten::conv_transpose2d",
          "aten::conv_transpose3d",
          "aten::linear",
          "aten::matmul",
          "aten::mm" ->
          Optional.ofNullable(inputs.get(1).name());
      case "aten::addmm" -> Optional.ofNullable(inputs.get(2).name());
      default -> Optional.empty();
    };
  }

  /** Returns whether an operation takes the mean over all positions of each channel. */
  static boolean isGlobalPooling(String kind, List<Datum> inputs) {
    if (!inputs.get(0).value().isTensor() || inputs.get(0).value().toTensor().dim() != 4) {
      return false;
    }
    if (kind.equals("aten::adaptive_avg_pool2d")) {
      return Arrays.stream(Operations.numbers(inputs.get(1).value())).allMatch(side -> side == 1);
    }
    return kind.equals("aten::mean")
        && inputs.get(1).value().isIntList()
        && Arrays.equals(
            Arrays.stream(Operations.numbers(inputs.get(1).value()))
                .map(d -> d < 0 ? d + 4 : d)
                .sorted()
                .toArray(),
            new long[] {2, 3});
  }

  /** Returns the shape of a tensor for one image: channels first; tokens lie along the height. */
  static Shape shape(Tensor tensor, long batch) {
    int dimensions = (int) tensor.dim();
    boolean hasBatch = dimensions > 1 && tensor.size(0) == batch && tensor.numel() > 0;
    if (hasBatch && dimensions == 4) {
      return new Shape((int) tensor.size(1), (int) tensor.size(2), (int) tensor.size(3));
    }
    if (hasBatch && dimensions == 3) {
      return new Shape((int) tensor.size(2), (int) tensor.size(1), 1);
    }
    return new Shape((int) Math.max(1, tensor.numel() / batch), 1, 1);
  }

  /**
   * Returns the layer that an operation is.
   *
   * @param weight the parameter that makes the operation a node, if it is one
   */
  Layer read(
      String kind,
      List<Datum> inputs,
      List<Integer> sources,
      Tensor output,
      Optional<String> weight) {
    Set<String> read = Interpreter.parameters(inputs);
    long parameters =
        read.stream()
            .filter(recording::meets)
            .mapToLong(name -> module.parameters().get(name).numel())
            .sum();
    Shape shape = shape(output, batch);
    Optional<Layer> known = known(kind, inputs).filter(layer -> fits(layer, sources, shape));
    if (weight.isPresent()) {
      Tensor tensor = module.parameters().get(weight.get());
      // A bias of its own is as long as there are outputs.
      return known
          .filter(layer -> layer.parameters() == parameters)
          .orElseGet(() -> weighted(kind, inputs, output, tensor, parameters > tensor.numel()));
    }
    String name = known.map(Layer::kind).orElseGet(() -> plain(kind));
    return known
        .filter(layer -> layer.parameters() == parameters)
        .orElseGet(
            () ->
                new ImportedLayer(
                    name,
                    parameters,
                    repeatedFlops(kind, inputs, output),
                    kind.contains("_pool") || kind.contains("conv"),
                    shape));
  }

  private boolean fits(Layer layer, List<Integer> sources, Shape shape) {
    try {
      return layer
          .output(sources.stream().map(vertex -> recording.vertices().get(vertex).shape()).toList())
          .equals(shape);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Layer weighted(
      String kind, List<Datum> inputs, Tensor output, Tensor weight, boolean bias) {
    List<Long> extents = new ArrayList<>();
    for (long d = 0; d < weight.dim(); d++) {
      extents.add(weight.size(d));
    }
    String name =
        WindowReader.convolution(kind, inputs)
            .map(Layer::kind)
            .orElseGet(() -> kind.contains("conv") ? plain(kind) : "linear");
    long outputs = channels(kind, output);
    return new ImportedWeightedLayer(
        name,
        extents,
        Math.max(1, weight.numel() / outputs),
        bias,
        flops(weight, output, outputs),
        shape(output, batch));
  }

  /**
   * Returns the multiply-adds of a weight that has a node already, or is computed from parameters.
   */
  private long repeatedFlops(String kind, List<Datum> inputs, Tensor output) {
    boolean multiplies = kind.contains("conv") || kind.equals("aten::linear");
    return multiplies ? flops(inputs.get(1).value().toTensor(), output, channels(kind, output)) : 0;
  }

  private long flops(Tensor weight, Tensor output, long outputs) {
    return weight.numel() * (output.numel() / Math.max(1, batch * outputs));
  }

  private static long channels(String kind, Tensor output) {
    return Math.max(1, output.size(kind.contains("conv") ? 1 : output.dim() - 1));
  }

  private static String plain(String kind) {
    String name = kind.substring(kind.indexOf("::") + 2);
    return name.endsWith("_") ? name.substring(0, name.length() - 1) : name;
  }

  private Optional<Layer> known(String kind, List<Datum> in) {
    return Optional.ofNullable(
        switch (kind) {
          case "aten::conv2d", "aten::_convolution", "aten::_convolution_mode" ->
              WindowReader.convolution(kind, in).orElse(null);
          case "aten::linear" -> linear(in.get(1), !in.get(2).value().isNone());
          case "aten::addmm" -> linear(in.get(2), true);
          case "aten::batch_norm" ->
              in.get(7).value().toDouble() == EPSILON && in.get(0).value().toTensor().dim() != 3
                  ? new Layer.BatchNorm((int) in.get(0).value().toTensor().size(1))
                  : null;
          case "aten::relu", "aten::relu_" -> new Layer.Relu();
          case "aten::avg_pool2d" -> WindowReader.averagePool(in);
          case "aten::max_pool2d" -> WindowReader.maxPool(in);
          case "aten::adaptive_avg_pool2d", "aten::mean" ->
              isGlobalPooling(kind, in) ? new Layer.GlobalAveragePool() : null;
          case "aten::add", "aten::add_" -> isSum(in) ? new Layer.Add() : null;
          case "aten::cat" ->
              in.get(1).value().toInt() == 1
                      && in.get(0).vertices().size() == in.get(0).value().toTensorVector().size()
                  ? new Layer.Concatenation()
                  : null;
          case "aten::mul" -> isZero(in.get(1)) ? new Layer.Zero() : null;
          case "aten::zeros_like" -> new Layer.Zero();
          default -> null;
        });
  }

  private Layer linear(Datum weight, boolean bias) {
    Tensor own = weight.name() == null ? null : module.parameters().get(weight.name());
    return own == null || own.dim() != 2
        ? null
        : new Linear((int) own.size(1), (int) own.size(0), bias);
  }

  /** Returns whether a factor is the constant 0, which a traced graph has as a tensor. */
  private static boolean isZero(Datum factor) {
    IValue value = factor.value();
    return factor.vertices().isEmpty()
        && factor.parameters().isEmpty()
        && (value.isScalar()
            ? value.toScalar().toDouble() == 0
            : value.toTensor().dim() == 0 && value.toTensor().item_double() == 0);
  }

  private static boolean isSum(List<Datum> in) {
    return in.get(1).value().isTensor()
        && in.get(0).vertices().size() == 1
        && in.get(1).vertices().size() == 1
        && !in.get(0).vertices().equals(in.get(1).vertices())
        && in.size() > 2
        && in.get(2).value().isScalar()
        && in.get(2).value().toScalar().toDouble() == 1;
  }
}
