package org.parzc.extraction;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.images.ImageBatch;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.Lifetime;
import org.parzc.network.Device;
import org.parzc.network.DeviceScope;
import org.parzc.network.MemoryNeed;
import org.parzc.network.NetworkSource;
import org.parzc.network.Perturbation;
import org.parzc.network.SharedWeights;
import org.parzc.network.SharedWeights.Distribution;
import org.parzc.passes.Measurer;
import org.parzc.passes.Minibatch;
import org.parzc.passes.Pass;
import org.parzc.passes.PassInputs;
import org.parzc.passes.PassResults;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Recorded;
import org.parzc.statistics.Statistic;

/**
 * Architecture in, statistics out. What is measured is the architecture's {@linkplain
 * Architecture#representative() representative}, whoever asks. Weights, minibatches and noise are
 * drawn once and shared by all architectures. Thread-safe; the result depends on the settings and
 * the architecture alone. An extractor that is never closed is freed after it became unreachable.
 */
public final class Extractor implements AutoCloseable {
  /** One change alone may leave a value by chance where it was. */
  private static final int PERTURBATIONS = 3;

  private final ExtractionSettings settings;
  private final Device device;
  private final Recorded recorded;
  private final Kernels kernels;
  private final Set<Pass> passes;
  private final PassInputs inputs;
  private final Lifetime lifetime;

  /**
   * Draws the images and prepares the passes that the settings need.
   *
   * @param device where networks run
   */
  public Extractor(ExtractionSettings settings, Device device) {
    this.settings = settings;
    this.device = device;
    recorded = settings.recorded();
    kernels = device.kernels();
    passes = passes(settings);
    SharedWeights weights =
        new SharedWeights(
            settings.seed(), Distribution.KAIMING_NORMAL, settings.precision(), device);
    SharedWeights absoluteWeights =
        new SharedWeights(
            settings.seed(), Distribution.ABSOLUTE_KAIMING_NORMAL, ElementType.FLOAT64, device);
    SharedWeights normalWeights =
        new SharedWeights(
            settings.seed(), Distribution.STANDARD_NORMAL, settings.precision(), device);
    List<Tensor> kept = new ArrayList<>();
    try (DeviceScope on = device.enter();
        PointerScope scope = new PointerScope()) {
      List<Minibatch> minibatches = new ArrayList<>();
      for (int index = 0; index < settings.minibatches().count(); index++) {
        ImageBatch batch =
            settings.minibatches().images().batch(index, settings.minibatches().size());
        Minibatch minibatch =
            Minibatch.of(
                device,
                batch.pixels(),
                batch.labels(),
                settings.precision(),
                batch.images(),
                batch.shape().channels(),
                batch.shape().height(),
                batch.shape().width());
        kept.add(minibatch.images().retainReference());
        kept.add(minibatch.targets().retainReference());
        minibatches.add(minibatch);
      }
      Tensor noise =
          device.place(
              minibatches
                  .get(0)
                  .images()
                  .cpu()
                  .clone()
                  .normal_(
                      0,
                      1,
                      new GeneratorOptional(
                          torch.make_generator_cpu(settings.seed() & Long.MAX_VALUE))));
      Tensor ones = device.place(PassInputs.ones(settings.minibatches().images().shape()));
      kept.add(noise.retainReference());
      kept.add(ones.retainReference());
      inputs =
          new PassInputs(
              settings.precision(),
              weights,
              absoluteWeights,
              normalWeights,
              minibatches,
              noise,
              ones);
    }
    lifetime =
        new Lifetime(
            "extractor",
            () -> {
              kept.forEach(Tensor::releaseReference);
              List.of(weights, absoluteWeights, normalWeights).forEach(SharedWeights::close);
            });
  }

  private static Set<Pass> passes(ExtractionSettings settings) {
    Set<Pass> passes = EnumSet.noneOf(Pass.class);
    settings.statistics().forEach(statistic -> passes.addAll(statistic.passes()));
    settings.proxies().forEach(proxy -> passes.addAll(proxy.passes()));
    return passes;
  }

  /**
   * Refuses what can never be measured here, whatever its network.
   *
   * @throws IllegalArgumentException if the architecture is not of the settings' space
   * @throws IllegalStateException if the extractor is closed
   */
  void requireMeasurable(Architecture architecture) {
    lifetime.requireOpen();
    architecture.requireOf(settings.space());
  }

  /**
   * Refuses to go on if the extractor was closed.
   *
   * @throws IllegalStateException if it was
   */
  void requireOpen() {
    lifetime.requireOpen();
  }

  /**
   * Refuses to go on if the device is gone.
   *
   * @throws org.parzc.network.DeviceLostException if it is
   */
  void requireDevice() {
    device.requireWorking();
  }

  /** Returns where networks run. */
  Device device() {
    return device;
  }

  /**
   * Returns the statistics of one architecture under its own text: those of its representative.
   * Native memory used on the way is freed before it returns.
   *
   * @throws IllegalArgumentException if the architecture is not of the settings' space
   * @throws IllegalStateException if the extractor is closed
   * @throws org.parzc.InputException if the device has not the memory that it takes
   * @throws RuntimeException with LibTorch's message if the network cannot be run
   */
  public ArchitectureStatistics extract(Architecture architecture) {
    try (Lifetime.Call call = lifetime.call();
        DeviceScope on = device.enter();
        PointerScope scope = new PointerScope()) {
      return extract(architecture, networks(architecture), inputs);
    }
  }

  /**
   * Returns how many digits of an architecture's statistics rounding leaves, from measuring it
   * three times more. Native memory used on the way is freed before it returns.
   *
   * @param measured what {@link #extract} returned of it
   * @throws IllegalArgumentException if the architecture is of another space
   * @throws IllegalStateException if the extractor is closed
   * @throws RuntimeException with LibTorch's message if the network cannot be run
   */
  public SignificantDigits significantDigits(
      Architecture architecture, ArchitectureStatistics measured) {
    List<ArchitectureStatistics> changed = new ArrayList<>();
    for (int seed = 0; seed < PERTURBATIONS; seed++) {
      try (Lifetime.Call call = lifetime.call();
          DeviceScope on = device.enter();
          PointerScope scope = new PointerScope()) {
        changed.add(
            extract(
                architecture, networks(architecture), inputs.perturbed(new Perturbation(seed))));
      }
    }
    return SignificantDigits.of(settings, measured, changed);
  }

  private NetworkSource networks(Architecture architecture) {
    requireMeasurable(architecture);
    return NetworkSource.of(architecture.representative(), settings.skeleton());
  }

  /** Returns what the passes start from. */
  PassInputs inputs() {
    return inputs;
  }

  /** Returns the statistics of an architecture whose networks may start from something else. */
  ArchitectureStatistics extract(
      Architecture architecture, NetworkSource networks, PassInputs from) {
    try (PointerScope scope = new PointerScope()) {
      Blueprint blueprint = networks.blueprint();
      MemoryNeed.of(blueprint, settings.minibatches().size(), settings.precision())
          .requireWithin(device);
      PassResults results = new Measurer(from, passes, kernels).measure(networks);
      ImmutableMap.Builder<String, Double> proxies = ImmutableMap.builder();
      settings.proxies().stream()
          .filter(proxy -> results.tell(proxy.passes()))
          .forEach(proxy -> proxy.of(results).ifPresent(value -> proxies.put(proxy.name(), value)));
      return new ArchitectureStatistics(
          architecture.text(),
          blueprint.parameters(),
          blueprint.flops(),
          blueprint.depth(),
          nodes(blueprint, results),
          proxies.build(),
          recorded);
    }
  }

  private List<NodeStatistics> nodes(Blueprint blueprint, PassResults results) {
    List<Statistic> told =
        settings.statistics().stream().filter(one -> results.tell(one.passes())).toList();
    BitSet live = blueprint.live();
    List<NodeStatistics> nodes = new ArrayList<>();
    for (int i = 0; i < blueprint.nodes().size(); i++) {
      Blueprint.Node node = blueprint.nodes().get(i);
      Layer.Weighted layer = blueprint.weighted(node);
      ImmutableMap.Builder<String, Double> values = ImmutableMap.builder();
      for (Statistic statistic : told) {
        statistic.of(results, i).ifPresent(value -> values.put(statistic.name(), value));
      }
      nodes.add(
          new NodeStatistics(
              i,
              node.slot(),
              layer.kind(),
              Longs.asList(layer.weightShape()),
              layer.weights(),
              live.get(node.vertex()),
              results.sums().weights().get(i).nonFinite(),
              values.build()));
    }
    return nodes;
  }

  /** Frees weights and minibatches once what runs has returned. Closing twice is allowed. */
  @Override
  public void close() {
    lifetime.close();
  }
}
