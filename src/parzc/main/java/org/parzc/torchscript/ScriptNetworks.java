package org.parzc.torchscript;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Blueprint.Node;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.BatchNormMode;
import org.parzc.network.Initialisation;
import org.parzc.network.MeasurableNetwork;
import org.parzc.network.NetworkSource;
import org.parzc.network.Tensors;
import org.parzc.space.Skeleton;

/** Networks of one module. The module is run once to find out what it does. */
final class ScriptNetworks implements NetworkSource {
  /** Images of the run that describes a module; batch normalisation needs two. */
  private static final int IMAGES = 2;

  private static final String WEIGHT = ".weight";

  private final ScriptModule module;
  private final Skeleton skeleton;
  private final Blueprint blueprint;
  private final List<String> weights;

  private ScriptNetworks(
      ScriptModule module, Skeleton skeleton, Blueprint blueprint, List<String> weights) {
    this.module = module;
    this.skeleton = skeleton;
    this.blueprint = blueprint;
    this.weights = weights;
  }

  /**
   * Returns the networks of a module.
   *
   * @throws InputException if it refuses images of the skeleton's shape or does not give logits for
   *     its classes
   */
  static ScriptNetworks of(ScriptModule module, Skeleton skeleton) {
    Shape shape = skeleton.input();
    ScriptRun run;
    try {
      run = describe(module, shape);
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InputException(
          "%s: refuses images of shape %s: %s"
              .formatted(module.file().path(), shape, ScriptModule.firstLine(e)),
          e);
    }
    run.requireClasses(module, skeleton.classes());
    return of(module, skeleton, run);
  }

  /** Runs a module on two random images as it is. */
  static ScriptRun describe(ScriptModule module, Shape shape) {
    Tensor images =
        Tensors.of(
            ImageSources.parse("normal", 0, shape, 2).batch(0, IMAGES).pixels(),
            ElementType.FLOAT32,
            IMAGES,
            shape.channels(),
            shape.height(),
            shape.width());
    return ScriptRun.of(
        module,
        new ScriptTensors(new AsItIs(), ElementType.FLOAT32),
        images,
        shape,
        BatchNormMode.BATCH);
  }

  /**
   * The module's own tensors, with gradients, since modules may take a shortcut where none are
   * wanted.
   */
  private static final class AsItIs implements Initialisation {
    @Override
    public Tensor weight(Node node, Layer.Weighted layer, int index) {
      throw new IllegalStateException("a module brings its weights along");
    }

    @Override
    public Tensor adopted(Tensor own) {
      return own.is_floating_point() ? own.detach().set_requires_grad(true) : own;
    }
  }

  private static ScriptNetworks of(ScriptModule module, Skeleton skeleton, ScriptRun run) {
    Recording recording = run.recording();
    Map<Integer, Integer> activations = OwnActivations.of(recording);
    List<String> order = List.copyOf(module.parameters().keySet());
    List<Map.Entry<Integer, String>> weighted = new ArrayList<>(recording.weights().entrySet());
    weighted.sort(
        (a, b) -> Integer.compare(order.indexOf(a.getValue()), order.indexOf(b.getValue())));
    List<Node> nodes =
        weighted.stream()
            .map(
                entry ->
                    new Node(
                        entry.getKey(),
                        Slot.single(slot(entry.getValue())),
                        activations.containsKey(entry.getKey())
                            ? OptionalInt.of(activations.get(entry.getKey()))
                            : OptionalInt.empty()))
            .toList();
    Blueprint blueprint = new Blueprint(recording.vertices(), nodes, run.outputVertex());
    return new ScriptNetworks(
        module, skeleton, blueprint, weighted.stream().map(Map.Entry::getValue).toList());
  }

  private static String slot(String parameter) {
    return parameter.endsWith(WEIGHT)
        ? parameter.substring(0, parameter.length() - WEIGHT.length())
        : parameter;
  }

  @Override
  public Blueprint blueprint() {
    return blueprint;
  }

  @Override
  public MeasurableNetwork atInitialisation(Initialisation initialisation, ElementType type) {
    return network(initialisation, type, true);
  }

  @Override
  public MeasurableNetwork withRunningStatistics(Initialisation initialisation, ElementType type) {
    return network(initialisation, type, false);
  }

  private MeasurableNetwork network(
      Initialisation initialisation, ElementType type, boolean gradients) {
    ScriptTensors tensors = new ScriptTensors(initialisation, type);
    List<Tensor> leaves = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      Node node = blueprint.nodes().get(i);
      Tensor own = tensors.converted(module.parameters().get(weights.get(i)));
      Tensor leaf =
          initialisation
              .place(initialisation.adoptedWeight(own, node, blueprint.weighted(node), i))
              .contiguous()
              .detach()
              .set_requires_grad(gradients);
      tensors.put(weights.get(i), leaf);
      leaves.add(leaf);
    }
    if (!gradients) {
      tensors.keepRunningStatistics();
    }
    return new ScriptNetwork(module, skeleton, blueprint, tensors, leaves);
  }
}
