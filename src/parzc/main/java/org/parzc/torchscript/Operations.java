package org.parzc.torchscript;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.InputException;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Shape;
import org.parzc.nativecore.ElementType;
import org.parzc.network.BatchNormMode;
import org.parzc.network.BatchNormState;
import org.parzc.network.Convolutions;

/**
 * Runs the operations of a graph and records each as a vertex: convolutions as everywhere in this
 * project, batch normalisation as the mode says, dropout not at all, the rest as LibTorch does.
 */
final class Operations {
  private static final Set<String> DROPOUTS =
      Set.of(
          "aten::dropout",
          "aten::dropout_",
          "aten::feature_dropout",
          "aten::feature_dropout_",
          "aten::alpha_dropout",
          "aten::alpha_dropout_",
          "aten::feature_alpha_dropout",
          "aten::feature_alpha_dropout_");

  /** What leaves a parameter the parameter it is, or transposes it. */
  private static final Set<String> RENAMINGS =
      Set.of(
          "aten::t",
          "aten::transpose",
          "aten::numpy_T",
          "aten::permute",
          "aten::detach",
          "aten::contiguous",
          "aten::to");

  private static final double MOMENTUM = 0.1;

  private final ScriptModule module;
  private final ScriptTensors tensors;
  private final ElementType type;
  private final BatchNormMode mode;
  private final Recording recording;
  private final long batch;
  private final LayerReader layers;

  /**
   * @param batch number of images
   */
  Operations(
      ScriptModule module,
      ScriptTensors tensors,
      BatchNormMode mode,
      Recording recording,
      long batch) {
    this.module = module;
    this.tensors = tensors;
    type = tensors.type();
    this.mode = mode;
    this.recording = recording;
    this.batch = batch;
    layers = new LayerReader(module, recording, batch);
  }

  /**
   * Runs one operation.
   *
   * @param stack puts values on a stack for LibTorch
   * @throws InputException if it cannot be run, or is random
   */
  List<Datum> run(
      Instruction instruction, List<Datum> inputs, Function<List<Datum>, IValueVector> stack) {
    String kind = instruction.kind();
    if (DROPOUTS.contains(kind)) {
      return List.of(inputs.get(0));
    }
    if (instruction.call() == null) {
      throw new InputException(
          "%s: found %s, which cannot be run here".formatted(module.file().path(), kind));
    }
    if (instruction.call().random()) {
      throw new InputException(
          "%s: found %s, which is random: statistics could not be repeated"
              .formatted(module.file().path(), kind));
    }
    List<Integer> sources = Interpreter.vertices(inputs);
    if (instruction.call().writes() && inputs.get(0).value().isList()) {
      return called(instruction, stack.apply(inputs)).stream()
          .map(value -> new Datum(value, sources, null, Interpreter.parameters(inputs)))
          .toList();
    }
    if (kind.equals("aten::batch_norm")) {
      Tensor output = normalise(instruction, inputs);
      return List.of(
          new Datum(
              new IValue(output),
              List.of(record(instruction, inputs, sources, output)),
              null,
              Set.of()));
    }
    Optional<Convolution> convolution = WindowReader.convolution(kind, inputs);
    List<IValue> outputs =
        convolution.isPresent()
            ? List.of(new IValue(convolve(convolution.get(), inputs)))
            : kind.contains("conv") && type == ElementType.FLOAT32
                ? inDouble(instruction, inputs, stack)
                : called(instruction, stack.apply(inputs));
    if (sources.isEmpty()) {
      String name = RENAMINGS.contains(kind) ? inputs.get(0).name() : null;
      return outputs.stream()
          .map(value -> new Datum(value, List.of(), name, Interpreter.parameters(inputs)))
          .toList();
    }
    Tensor first =
        outputs.stream().map(Operations::tensor).flatMap(Optional::stream).findFirst().orElse(null);
    if (first == null) {
      return outputs.stream().map(Datum::constant).toList();
    }
    if (kind.equals("aten::to") || kind.equals("aten::contiguous")) {
      return List.of(new Datum(outputs.get(0), sources, null, Interpreter.parameters(inputs)));
    }
    if (LayerReader.isGlobalPooling(kind, inputs)) {
      recording.features(kept(inputs.get(0).value().toTensor()));
    }
    int vertex = record(instruction, inputs, sources, first);
    boolean isWeighted = recording.weights().containsKey(vertex);
    return outputs.stream()
        // What is looked at must not be written to.
        .map(
            value ->
                isWeighted && module.program().writes()
                    ? new IValue(value.toTensor().clone())
                    : value)
        .map(value -> new Datum(value, List.of(vertex), null, Set.of()))
        .toList();
  }

  private int record(
      Instruction instruction, List<Datum> inputs, List<Integer> sources, Tensor output) {
    Optional<String> weight =
        LayerReader.weight(instruction.kind(), inputs)
            .filter(
                name ->
                    module.parameters().containsKey(name)
                        && module.parameters().get(name).dim() >= 2);
    boolean isFirst = weight.isPresent() && !recording.hasMet(weight.get());
    Shape shape = LayerReader.shape(output, batch);
    Layer layer =
        layers.read(
            instruction.kind(), inputs, sources, output, isFirst ? weight : Optional.empty());
    int vertex = recording.add(layer, sources, shape, instruction.path());
    if (isFirst) {
      recording.weighted(vertex, weight.get(), output);
    } else {
      weight.ifPresent(recording::repeated);
    }
    if (instruction.kind().equals("aten::relu") || instruction.kind().equals("aten::relu_")) {
      recording.activation(vertex, kept(output));
    }
    return vertex;
  }

  private Tensor kept(Tensor tensor) {
    return module.program().writes() ? tensor.detach().clone() : tensor;
  }

  private static Optional<Tensor> tensor(IValue value) {
    if (value.isTensor()) {
      return Optional.of(value.toTensor());
    }
    return value.isTensorList() && !value.toTensorVector().empty()
        ? Optional.of(value.toTensorVector().get(0))
        : Optional.empty();
  }

  private Tensor convolve(Convolution convolution, List<Datum> inputs) {
    IValue bias = inputs.get(2).value();
    return Convolutions.apply(
        convolution,
        inputs.get(0).value().toTensor(),
        inputs.get(1).value().toTensor(),
        bias.isNone() ? new TensorOptional() : new TensorOptional(bias.toTensor()),
        type);
  }

  /**
   * Other convolutions than two-dimensional ones go through LibTorch's kernels, which are right in
   * float64 alone.
   */
  private List<IValue> inDouble(
      Instruction instruction, List<Datum> inputs, Function<List<Datum>, IValueVector> stack) {
    List<Datum> wide =
        inputs.stream()
            .map(
                input ->
                    input.value().isTensor() && input.value().toTensor().defined()
                        ? Datum.constant(new IValue(input.value().toTensor().to(ScalarType.Double)))
                        : input)
            .toList();
    return called(instruction, stack.apply(wide)).stream()
        .map(value -> new IValue(value.toTensor().to(ScalarType.Float)))
        .toList();
  }

  private List<IValue> called(Instruction instruction, IValueVector stack) {
    if (instruction.call().takesCount()) {
      stack.push_back(new IValue((long) instruction.inputs().length));
    }
    instruction.call().operation().apply(stack);
    List<IValue> outputs = new ArrayList<>();
    for (long i = stack.size() - instruction.outputs().length; i < stack.size(); i++) {
      outputs.add(new IValue(stack.get(i)));
    }
    return outputs;
  }

  private Tensor normalise(Instruction instruction, List<Datum> inputs) {
    Tensor input = inputs.get(0).value().toTensor();
    if (mode == BatchNormMode.BYPASSED) {
      return input;
    }
    Optional<BatchNormState> state = tensors.normalisation(instruction, input.size(1));
    return torch.batch_norm(
        input,
        optional(inputs.get(1)),
        optional(inputs.get(2)),
        state.map(BatchNormState::mean).map(TensorOptional::new).orElseGet(TensorOptional::new),
        state.map(BatchNormState::variance).map(TensorOptional::new).orElseGet(TensorOptional::new),
        mode == BatchNormMode.BATCH,
        MOMENTUM,
        inputs.get(7).value().toDouble(),
        false);
  }

  private static TensorOptional optional(Datum datum) {
    return datum.value().isNone()
        ? new TensorOptional()
        : new TensorOptional(datum.value().toTensor());
  }

  /** Returns the numbers of a list. */
  static long[] numbers(IValue list) {
    LongVector vector = list.toIntVector();
    long[] numbers = new long[(int) vector.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = vector.get(i);
    }
    return numbers;
  }
}
