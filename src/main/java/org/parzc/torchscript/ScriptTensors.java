package org.parzc.torchscript;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;
import org.parzc.network.BatchNormState;
import org.parzc.network.Initialisation;
import org.parzc.network.Tensors;

/**
 * The tensors that one network computes with, in place of those of its module, which are never written to: copies of
 * the right element type and device, adopted by an initialisation.
 */
final class ScriptTensors implements Interpreter.Tensors {
  private final Initialisation initialisation;
  private final ElementType type;
  private final Map<String, Tensor> adopted = new HashMap<>();
  private final Map<Instruction, BatchNormState> normalisations = new LinkedHashMap<>();
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
    return own.is_floating_point() ? own.detach().to(Tensors.scalarType(type)) : own.detach();
  }

  /** Says what stands in for a parameter. */
  void put(String name, Tensor tensor) {
    adopted.put(name, tensor);
  }

  @Override
  public Tensor of(String name, Tensor own) {
    return name == null ? initialisation.place(converted(own))
        : adopted.computeIfAbsent(name, key -> adopt(own));
  }

  private Tensor adopt(Tensor own) {
    Tensor converted = converted(own);
    // A module may write to its buffers.
    return initialisation.place(initialisation.adopted(converted).clone());
  }

  /** Has normalisations start from mean 0 and variance 1 and move them with each batch. */
  void keepRunningStatistics() {
    keepsRunningStatistics = true;
  }

  /** Returns the running state of a normalisation over {@code channels} channels, if there is one. */
  Optional<BatchNormState> normalisation(Instruction instruction, long channels) {
    return keepsRunningStatistics ? Optional.of(normalisations.computeIfAbsent(instruction,
        key -> BatchNormState.initial((int) channels, type, initialisation))) : Optional.empty();
  }

  /** Returns the running state of the normalisations that have been run, in the order of their first run. */
  List<BatchNormState> normalisations() {
    return List.copyOf(normalisations.values());
  }
}
