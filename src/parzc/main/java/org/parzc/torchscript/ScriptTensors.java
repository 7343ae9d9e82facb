package org.parzc.torchscript;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;
import org.parzc.network.BatchNormState;
import org.parzc.network.Initialisation;
import org.parzc.network.Tensors;

/**
 * The tensors that one network computes with, in place of those of its module, which are never
 * written to: copies of the right element type and device, adopted by an initialisation as they are
 * met. They belong to the {@code PointerScope} that was open when this was made: the scopes of
 * single passes are too short for them.
 */
final class ScriptTensors implements Interpreter.Tensors {
  private final Initialisation initialisation;
  private final ElementType type;
  private final Map<String, Tensor> adopted = new HashMap<>();
  private final Map<Instruction, BatchNormState> normalisations = new LinkedHashMap<>();
  private final PointerScope scope = PointerScope.getInnerScope();
  private boolean keepsRunningStatistics;

  ScriptTensors(Initialisation initialisation, ElementType type) {
    this.initialisation = initialisation;
    this.type = type;
  }

  ElementType type() {
    return type;
  }

  /** Returns a tensor of the network's element type; integers stay what they are. */
  Tensor converted(Tensor own) {
    Tensor found = Tensors.requireInside(own).detach();
    return own.is_floating_point() ? found.to(Tensors.scalarType(type)) : found;
  }

  /** Says what stands in for a parameter. */
  void put(String name, Tensor tensor) {
    adopted.put(name, tensor);
  }

  @Override
  public Tensor of(String name, Tensor own) {
    return name == null
        ? constant(converted(own))
        : adopted.computeIfAbsent(name, key -> adopt(own));
  }

  /**
   * Whole numbers of shape calculations stay where they are: to read one on a device would be a
   * wait.
   */
  private Tensor constant(Tensor own) {
    return own.dim() == 0 && !own.is_floating_point() ? own : initialisation.place(own);
  }

  private Tensor adopt(Tensor own) {
    Tensor converted = converted(own);
    // A module may write to its buffers.
    return keep(initialisation.place(initialisation.adopted(converted).clone()));
  }

  /** Has normalisations start from mean 0 and variance 1 and move them with each batch. */
  void keepRunningStatistics() {
    keepsRunningStatistics = true;
  }

  /**
   * Returns the running state of a normalisation over {@code channels} channels, if there is one.
   */
  Optional<BatchNormState> normalisation(Instruction instruction, long channels) {
    return keepsRunningStatistics
        ? Optional.of(normalisations.computeIfAbsent(instruction, key -> initial((int) channels)))
        : Optional.empty();
  }

  private BatchNormState initial(int channels) {
    BatchNormState state = BatchNormState.initial(channels, type, initialisation);
    List.of(state.scale(), state.shift(), state.mean(), state.variance()).forEach(this::keep);
    return state;
  }

  private Tensor keep(Tensor tensor) {
    scope.attach(tensor);
    return tensor;
  }

  /**
   * Returns the running state of the normalisations that have been run, in the order of their first
   * run.
   */
  List<BatchNormState> normalisations() {
    return List.copyOf(normalisations.values());
  }
}
