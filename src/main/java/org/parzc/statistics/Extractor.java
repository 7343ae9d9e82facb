package org.parzc.statistics;

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
import org.parzc.dataset.ImageBatch;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.Lifetime;
import org.parzc.network.Device;
import org.parzc.network.NetworkSource;
import org.parzc.network.SharedWeights;
import org.parzc.network.SharedWeights.Distribution;
import org.parzc.space.Architecture;

/**
 * Architecture in, statistics out. What is measured is the architecture's {@linkplain Architecture#representative()
 * representative}, whoever asks. Weights, minibatches and noise are drawn once and shared by all architectures.
 * Thread-safe; the result depends on the settings and the architecture alone. An extractor that is never closed is
 * freed after it became unreachable.
 */
public final class Extractor implements AutoCloseable {
  private final ExtractionSettings settings;
  private final Recorded recorded;
  private final Measurer measurer;
  private final Lifetime lifetime;

  /**
   * Draws the images and prepares the passes that the settings need.
   *
   * @param device where networks run
   */
  public Extractor(ExtractionSettings settings, Device device) {
    this.settings = settings;
    recorded = Recorded.of(settings);
    SharedWeights weights = new SharedWeights(settings.seed(), Distribution.KAIMING_NORMAL, settings.precision(),
        device);
    SharedWeights absoluteWeights = new SharedWeights(settings.seed(), Distribution.ABSOLUTE_KAIMING_NORMAL,
        ElementType.FLOAT64, device);
    SharedWeights normalWeights = new SharedWeights(settings.seed(), Distribution.STANDARD_NORMAL, settings.precision(),
        device);
    List<Tensor> inputs = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      List<Minibatch> minibatches = new ArrayList<>();
      for (int index = 0; index < settings.batches(); index++) {
        ImageBatch batch = settings.images().batch(index, settings.batchSize());
        Minibatch minibatch = Minibatch.of(device, batch.pixels(), batch.labels(), settings.precision(), batch.images(),
            batch.shape().channels(), batch.shape().height(), batch.shape().width());
        inputs.add(minibatch.images().retainReference());
        inputs.add(minibatch.targets().retainReference());
        minibatches.add(minibatch);
      }
      Tensor noise = device.place(minibatches.get(0).images().cpu().clone()
          .normal_(0, 1, new GeneratorOptional(torch.make_generator_cpu(settings.seed() & Long.MAX_VALUE))));
      inputs.add(noise.retainReference());
      measurer = new Measurer(new PassInputs(settings.precision(), weights, absoluteWeights, normalWeights,
          minibatches, noise), passes(), device.kernels());
    }
    lifetime = new Lifetime("extractor", () -> {
      inputs.forEach(Tensor::releaseReference);
      List.of(weights, absoluteWeights, normalWeights).forEach(SharedWeights::close);
    });
  }

  private Set<Pass> passes() {
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
   * Returns the statistics of one architecture under its own text: those of its representative. Native memory used on
   * the way is freed before it returns.
   *
   * @throws IllegalArgumentException if the architecture is not of the settings' space
   * @throws IllegalStateException if the extractor is closed
   * @throws RuntimeException with LibTorch's message if the network cannot be run
   */
  public ArchitectureStatistics extract(Architecture architecture) {
    requireMeasurable(architecture);
    try (Lifetime.Call call = lifetime.call(); PointerScope scope = new PointerScope()) {
      NetworkSource networks = NetworkSource.of(architecture.representative(), settings.skeleton());
      Blueprint blueprint = networks.blueprint();
      Measurements measured = measurer.measure(networks);
      ImmutableMap.Builder<String, Double> proxies = ImmutableMap.builder();
      settings.proxies().stream().filter(measured::tells)
          .forEach(proxy -> proxy.of(measured).ifPresent(value -> proxies.put(proxy.name(), value)));
      return new ArchitectureStatistics(architecture.text(), blueprint.parameters(), blueprint.flops(),
          blueprint.depth(), nodes(blueprint, measured), proxies.build(), recorded);
    }
  }

  private List<NodeStatistics> nodes(Blueprint blueprint, Measurements measured) {
    BitSet live = blueprint.live();
    List<NodeStatistics> nodes = new ArrayList<>();
    for (int i = 0; i < blueprint.nodes().size(); i++) {
      Blueprint.Node node = blueprint.nodes().get(i);
      Layer.Weighted layer = blueprint.weighted(node);
      ImmutableMap.Builder<String, Double> values = ImmutableMap.builder();
      int index = i;
      settings.statistics().stream().filter(measured::tells).forEach(statistic -> statistic.of(measured, index)
          .ifPresent(value -> values.put(statistic.name(), value)));
      nodes.add(new NodeStatistics(i, node.slot(), layer.kind(), Longs.asList(layer.weightShape()), layer.weights(),
          live.get(node.vertex()), measured.sums().get(i).nonFinite(), values.build()));
    }
    return nodes;
  }

  /** Frees weights and minibatches once what runs has returned. Closing twice is allowed. */
  @Override
  public void close() {
    lifetime.close();
  }
}
