package org.parzc.spaces.nds;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Extent;
import org.parzc.blueprint.Layer.Add;
import org.parzc.blueprint.Layer.AveragePool;
import org.parzc.blueprint.Layer.BatchNorm;
import org.parzc.blueprint.Layer.Concatenation;
import org.parzc.blueprint.Layer.GlobalAveragePool;
import org.parzc.blueprint.Layer.MaxPool;
import org.parzc.blueprint.Layer.Relu;
import org.parzc.blueprint.Layer.Subsample;
import org.parzc.blueprint.Layer.Zero;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.Slot;
import org.parzc.space.Skeleton;

/**
 * Writes the network of an NDS architecture: a stem of three times the width, the cells, global
 * pooling, and a linear classifier. A cell reads the two before it; its reductions double the
 * width. There is no auxiliary head.
 */
final class NdsNetwork {
  static final Slot STEM = Slot.single("stem");
  static final Slot CLASSIFIER = Slot.single("classifier");
  private static final int STEM_MULTIPLIER = 3;

  private final NdsArchitecture architecture;
  private final Skeleton skeleton;
  private final Blueprint.Builder network;

  NdsNetwork(NdsArchitecture architecture, Skeleton skeleton) {
    this.architecture = architecture;
    this.skeleton = skeleton;
    network = Blueprint.builder(skeleton.input());
  }

  Blueprint blueprint() {
    int width = architecture.width(skeleton);
    int stem = STEM_MULTIPLIER * width;
    int x =
        network.add(
            new Convolution(skeleton.input().channels(), stem, 3, 1, 1, false),
            network.input(),
            STEM,
            OptionalInt.empty());
    x = network.add(new BatchNorm(stem), x);
    int before = x;
    for (NdsPlace place : NdsPlace.all(architecture.depth(skeleton))) {
      width *= place.reduction() ? 2 : 1;
      network.cell(place.name());
      int output = cell(place, before, x, width);
      network.cell("");
      before = x;
      x = output;
    }
    x = network.add(new GlobalAveragePool(), x);
    return network.build(
        network.add(
            new Linear(network.shape(x).channels(), skeleton.classes(), true),
            x,
            CLASSIFIER,
            OptionalInt.empty()));
  }

  /**
   * @param before, last outputs of the two cells before
   */
  private int cell(NdsPlace place, int before, int last, int width) {
    List<Slot> slots = place.preprocessing();
    List<Integer> values = new ArrayList<>();
    values.add(
        place.afterReduction()
            ? factorizedReduction(before, width, slots.get(0), slots.get(1))
            : reluConvolutionNorm(before, pointwise(before, width), slots.get(0)));
    values.add(reluConvolutionNorm(last, pointwise(last, width), slots.get(slots.size() - 1)));
    NdsCell cell = architecture.cell(place);
    for (int node : cell.nodes()) {
      int[] terms = new int[2];
      for (int term = 0; term < terms.length; term++) {
        NdsCell.Term read = cell.terms(node).get(term);
        int stride = place.reduction() && read.input() < NdsCell.INPUTS ? 2 : 1;
        List<Slot> parts = new ArrayList<>();
        for (String part : read.operation().form.parts) {
          parts.add(place.slot(node, term, part));
        }
        terms[term] = operation(read.operation(), values.get(read.input()), stride, parts);
      }
      values.add(network.add(new Add(), terms[0], terms[1]));
    }
    Integer[] outputs =
        architecture.outputs(place).stream().map(values::get).toArray(Integer[]::new);
    return network.add(new Concatenation(), outputs);
  }

  private int operation(NdsOperation operation, int input, int stride, List<Slot> parts) {
    int kernel = operation.kernel;
    return switch (operation.form) {
      case NONE ->
          network.add(
              new Zero(), stride == 1 ? input : network.add(new Subsample(stride, 0), input));
      case SKIP ->
          stride == 1
              ? input
              : factorizedReduction(
                  input, network.shape(input).channels(), parts.get(0), parts.get(1));
      case AVERAGE_POOL -> network.add(new AveragePool(kernel, stride, kernel / 2), input);
      case MAX_POOL -> network.add(new MaxPool(kernel, stride, kernel / 2), input);
      case CONVOLUTION ->
          reluConvolutionNorm(
              input,
              Convolution.rectangular(
                  network.shape(input).channels(), Extent.square(kernel), Extent.square(stride)),
              parts.get(0));
      case ROW_THEN_COLUMN -> rowThenColumn(input, kernel, stride, parts);
      case SEPARABLE ->
          separable(
              separable(input, kernel, stride, 1, parts.subList(0, 2)),
              kernel,
              1,
              1,
              parts.subList(2, 4));
      case DILATED -> separable(input, kernel, stride, 2, parts);
      case DILATED_SEPARABLE ->
          separable(
              separable(input, kernel, stride, 2, parts.subList(0, 2)),
              kernel,
              1,
              2,
              parts.subList(2, 4));
    };
  }

  private int rowThenColumn(int input, int kernel, int stride, List<Slot> parts) {
    int channels = network.shape(input).channels();
    int relu = network.add(new Relu(), input);
    int row =
        network.add(
            Convolution.rectangular(channels, new Extent(1, kernel), new Extent(1, stride)),
            relu,
            parts.get(0),
            OptionalInt.of(relu));
    int column =
        network.add(
            Convolution.rectangular(channels, new Extent(kernel, 1), new Extent(stride, 1)),
            row,
            parts.get(1),
            OptionalInt.of(relu));
    return network.add(new BatchNorm(channels), column);
  }

  private int separable(int input, int kernel, int stride, int dilation, List<Slot> parts) {
    int channels = network.shape(input).channels();
    int relu = network.add(new Relu(), input);
    int depthwise =
        network.add(
            Convolution.depthwise(channels, kernel, stride, dilation),
            relu,
            parts.get(0),
            OptionalInt.of(relu));
    int pointwise =
        network.add(pointwise(depthwise, channels), depthwise, parts.get(1), OptionalInt.of(relu));
    return network.add(new BatchNorm(channels), pointwise);
  }

  /**
   * Halves the resolution: one half of the channels reads the even rows and columns, the other half
   * the odd ones.
   */
  private int factorizedReduction(int input, int channels, Slot even, Slot odd) {
    int relu = network.add(new Relu(), input);
    int evens = network.add(new Subsample(2, 0), relu);
    int left =
        network.add(pointwise(evens, channels - channels / 2), evens, even, OptionalInt.of(relu));
    int odds = network.add(new Subsample(2, 1), relu);
    int right = network.add(pointwise(odds, channels / 2), odds, odd, OptionalInt.of(relu));
    return network.add(new BatchNorm(channels), network.add(new Concatenation(), left, right));
  }

  private int reluConvolutionNorm(int input, Convolution convolution, Slot slot) {
    int relu = network.add(new Relu(), input);
    int x = network.add(convolution, relu, slot, OptionalInt.of(relu));
    return network.add(new BatchNorm(convolution.out()), x);
  }

  private Convolution pointwise(int input, int out) {
    return new Convolution(network.shape(input).channels(), out, 1, 1, 0, false);
  }
}
