package org.parzc.torchscript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Tuple;
import org.parzc.InputException;
import org.parzc.torchscript.Instruction.Code;

/**
 * Runs a module's graph once. Control flow, attributes and containers are dealt with here; what
 * computes is left to {@link Operations}.
 *
 * <p>LibTorch has an interpreter of its own, but it hides what a statistic looks at, and its
 * convolutions are wrong in float32; see {@link org.parzc.network.Convolutions}.
 */
final class Interpreter {
  private final ScriptModule module;
  private final Tensors tensors;
  private final Operations operations;
  private final Map<Long, Datum> values = new HashMap<>();

  /** Gives the tensors that stand in for those of the module. */
  @FunctionalInterface
  interface Tensors {
    /**
     * Returns the tensor to compute with.
     *
     * @param name its name in the module, or null for a constant of the graph
     * @param own the module's tensor
     */
    Tensor of(String name, Tensor own);
  }

  Interpreter(ScriptModule module, Tensors tensors, Operations operations) {
    this.module = module;
    this.tensors = tensors;
    this.operations = operations;
  }

  /**
   * Returns what the module's forward method returns.
   *
   * @throws InputException if the graph holds something that cannot be run here
   */
  Datum run(Tensor images) {
    Code code = module.program().code();
    values.put(code.inputs()[0], new Datum(module.self(), List.of(), "", Set.of()));
    values.put(
        code.inputs()[1], new Datum(new IValue(images), List.of(Recording.INPUT), null, Set.of()));
    return run(code).get(0);
  }

  private List<Datum> run(Code code) {
    for (Instruction instruction : code.instructions()) {
      List<Datum> outputs = run(instruction, all(instruction.inputs()));
      for (int i = 0; i < instruction.outputs().length; i++) {
        values.put(instruction.outputs()[i], outputs.get(i));
      }
    }
    return all(code.outputs());
  }

  private List<Datum> all(long[] numbers) {
    List<Datum> data = new ArrayList<>(numbers.length);
    for (long number : numbers) {
      data.add(values.get(number));
    }
    return data;
  }

  private List<Datum> run(Instruction instruction, List<Datum> inputs) {
    return switch (instruction.kind()) {
      case GraphReader.CONSTANT ->
          List.of(Datum.constant(own(instruction.attributes().constant())));
      case GraphReader.ATTRIBUTE ->
          List.of(attribute(inputs.get(0), instruction.attributes().name()));
      case GraphReader.LIST -> List.of(collected(list(instruction, inputs), inputs));
      case "prim::TupleConstruct" ->
          List.of(collected(new IValue(Tuple.create(stack(inputs))), inputs));
      case "prim::TupleUnpack" ->
          unpacked(inputs.get(0), inputs.get(0).value().toTuple().elements().vec());
      case "prim::ListUnpack" -> unpacked(inputs.get(0), inputs.get(0).value().toList().vec());
      case "aten::__getitem__" ->
          inputs.get(0).value().isList()
              ? List.of(element(inputs.get(0), inputs.get(1)))
              : operation(instruction, inputs);
      case "prim::unchecked_cast" -> inputs;
      case "prim::Uninitialized" -> List.of(Datum.constant(new IValue()));
      case "prim::If" -> run(instruction.blocks().get(inputs.get(0).value().toBool() ? 0 : 1));
      case "prim::Loop" -> loop(instruction, inputs);
      case "aten::warn", "prim::Print" -> List.of();
      default -> operation(instruction, inputs);
    };
  }

  private List<Datum> operation(Instruction instruction, List<Datum> inputs) {
    List<Datum> outputs = operations.run(instruction, inputs, this::stack);
    if (instruction.call() != null
        && instruction.call().writes()
        && !outputs.isEmpty()
        && isSame(outputs.get(0).value(), inputs.get(0).value())) {
      // Whoever reads the input later reads what was written.
      values.replaceAll(
          (number, datum) -> isSame(datum.value(), inputs.get(0).value()) ? outputs.get(0) : datum);
    }
    return outputs;
  }

  private static boolean isSame(IValue one, IValue other) {
    return (one.isTensor() && other.isTensor() || one.isList() && other.isList()) && one.is(other);
  }

  private Datum element(Datum list, Datum index) {
    GenericList elements = list.value().toList();
    long at = index.value().toInt();
    long position = at < 0 ? at + elements.size() : at;
    if (position < 0 || position >= elements.size()) {
      throw new InputException(
          "%s: found index %d into a list of %d"
              .formatted(module.file().path(), at, elements.size()));
    }
    return part(list, new IValue(elements.get(position)));
  }

  /** Returns a part of a container, which comes from where it came from before it was put there. */
  private Datum part(Datum whole, IValue part) {
    return values.values().stream()
        .filter(datum -> isSame(datum.value(), part))
        .findFirst()
        .orElseGet(
            () ->
                new Datum(
                    part,
                    part.isTensor() ? whole.vertices() : List.of(),
                    null,
                    whole.parameters()));
  }

  private IValue own(IValue constant) {
    return constant.isTensor() && constant.toTensor().defined()
        ? new IValue(tensors.of(null, constant.toTensor()))
        : constant;
  }

  private Datum attribute(Datum object, String attribute) {
    IValue value = new IValue(object.value().toObject().getAttr(attribute));
    String path =
        object.name() == null || object.name().isEmpty()
            ? attribute
            : object.name() + "." + attribute;
    if (!value.isTensor() || !value.toTensor().defined()) {
      return new Datum(value, List.of(), path, Set.of());
    }
    String name = module.name(value.toTensor(), path);
    return new Datum(
        new IValue(tensors.of(name, value.toTensor())),
        List.of(),
        name,
        module.parameters().containsKey(name) ? Set.of(name) : Set.of());
  }

  private List<Datum> loop(Instruction instruction, List<Datum> inputs) {
    Code body = instruction.blocks().get(0);
    long most = inputs.get(0).value().toInt();
    boolean more = inputs.get(1).value().toBool();
    List<Datum> carried = inputs.subList(2, inputs.size());
    for (long i = 0; more && i < most; i++) {
      values.put(body.inputs()[0], Datum.constant(new IValue(i)));
      for (int c = 0; c < carried.size(); c++) {
        values.put(body.inputs()[c + 1], carried.get(c));
      }
      List<Datum> results = run(body);
      more = results.get(0).value().toBool();
      carried = results.subList(1, results.size());
    }
    return carried;
  }

  private IValue list(Instruction instruction, List<Datum> inputs) {
    GenericList list = new GenericList(instruction.attributes().elements());
    inputs.forEach(input -> list.push_back(input.value()));
    return new IValue(list);
  }

  private IValueVector stack(List<Datum> inputs) {
    IValueVector stack = new IValueVector();
    inputs.forEach(input -> stack.push_back(input.value()));
    return stack;
  }

  private static Datum collected(IValue value, List<Datum> parts) {
    return new Datum(value, vertices(parts), null, parameters(parts));
  }

  private List<Datum> unpacked(Datum whole, IValueVector parts) {
    List<Datum> data = new ArrayList<>();
    for (long i = 0; i < parts.size(); i++) {
      data.add(part(whole, new IValue(parts.get(i))));
    }
    return data;
  }

  /** Returns the vertices that any of the values come from, each once. */
  static List<Integer> vertices(List<Datum> data) {
    Set<Integer> vertices = new LinkedHashSet<>();
    data.forEach(datum -> vertices.addAll(datum.vertices()));
    return List.copyOf(vertices);
  }

  /** Returns the parameters that any of the values depend on without a vertex between. */
  static Set<String> parameters(List<Datum> data) {
    Set<String> parameters = new LinkedHashSet<>();
    data.forEach(datum -> parameters.addAll(datum.parameters()));
    return parameters;
  }
}
