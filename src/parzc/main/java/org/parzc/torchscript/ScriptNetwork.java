package org.parzc.torchscript;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.parzc.blueprint.Blueprint;
import org.parzc.nativecore.ElementType;
import org.parzc.network.BatchNormMode;
import org.parzc.network.BatchNormState;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.Trace;
import org.parzc.space.Skeleton;

/**
 * A module with the tensors it computes with. What belongs to single vertices is told only while a
 * run does what the blueprint says: a module whose control flow depends on the images may do
 * otherwise.
 */
record ScriptNetwork(
    ScriptModule module,
    Skeleton skeleton,
    Blueprint blueprint,
    ScriptTensors tensors,
    List<Tensor> weights)
    implements MeasurableNetwork {
  @Override
  public ElementType type() {
    return tensors.type();
  }

  @Override
  public List<BatchNormState> normalisations() {
    return tensors.normalisations();
  }

  @Override
  public Trace forward(Tensor images, BatchNormMode mode) {
    ScriptRun run = ScriptRun.of(module, tensors, images, skeleton.input(), mode);
    run.requireClasses(module, skeleton.classes());
    Recording recording = run.recording();
    boolean asDescribed = recording.vertices().equals(blueprint.vertices());
    List<Tensor> outputs =
        asDescribed && recording.hasSingleOutputs()
            ? blueprint.nodes().stream().map(node -> recording.output(node.vertex())).toList()
            : null;
    return new Trace(
        run.logits(), outputs, asDescribed ? recording.activations() : null, recording.features());
  }
}
