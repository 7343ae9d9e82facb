package org.parzc.extraction;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;
import org.parzc.network.MemoryNeed;
import org.parzc.parallel.InOrder;
import org.parzc.space.Architecture;

/**
 * Measures architectures on threads of this process, on one device or several; outcomes arrive in
 * order.
 */
public final class LocalExtraction implements ExtractionEngine {
  /**
   * Networks that are looked at for the memory they need: any more would take longer than they
   * would save.
   */
  private static final int LOOKED_AT = 32;

  private final ExtractionSettings settings;
  private final List<Extractor> extractors = new ArrayList<>();
  private final OptionalInt threads;
  private int workers;

  /**
   * Loads the native libraries and draws weights and images.
   *
   * @param threads architectures worked on at a time, at least 1; empty for as many as the device
   *     is good for
   * @throws org.parzc.InputException if the device cannot be had
   * @throws org.parzc.nativecore.NativeException if the native library is not available
   */
  public LocalExtraction(ExtractionSettings settings, DeviceRequest request, OptionalInt threads) {
    this.settings = settings;
    this.threads = threads;
    Device.choose(request)
        .devices()
        .forEach(device -> extractors.add(new Extractor(settings, device)));
    workers = threads.orElseGet(first().device()::usefulWorkers);
  }

  @Override
  public String description() {
    first().requireOpen();
    return extractors.stream()
        .map(extractor -> extractor.device().description())
        .collect(Collectors.joining("; "));
  }

  @Override
  public String device() {
    return extractors.stream()
        .map(extractor -> extractor.device().provenance())
        .distinct()
        .collect(Collectors.joining("; "));
  }

  @Override
  public String workers() {
    first().requireOpen();
    return workers + " threads";
  }

  private Extractor first() {
    return extractors.get(0);
  }

  @Override
  public void run(List<Architecture> architectures, Consumer<ExtractionOutcome> consumer) {
    first().requireOpen();
    workers = threads.orElseGet(() -> usefulWorkers(architectures));
    ParallelExtraction.run(extractors, architectures, workers, consumer);
  }

  /**
   * Returns as many workers as there are processors; with GPUs, no more than keep these busy, nor
   * than their free memory holds networks like the largest.
   */
  private int usefulWorkers(List<Architecture> architectures) {
    if (first().device().isCpu()) {
      return first().device().usefulWorkers();
    }
    double largest =
        architectures.stream().limit(LOOKED_AT).mapToDouble(this::need).max().orElse(1);
    double room =
        extractors.stream()
            .mapToDouble(
                extractor -> Math.floor(extractor.device().freeMemory().orElseThrow() / largest))
            .min()
            .orElseThrow();
    int each = (int) Math.max(1, Math.min(first().device().usefulWorkers(), room));
    int processors = Runtime.getRuntime().availableProcessors();
    return Math.min(Math.max(extractors.size(), processors), each * extractors.size());
  }

  private double need(Architecture architecture) {
    try {
      return MemoryNeed.of(
              architecture.representative().blueprint(settings.skeleton()),
              settings.minibatches().size(),
              settings.precision())
          .usual();
    } catch (RuntimeException e) {
      // It will be its own failure when its turn comes.
      return 1;
    }
  }

  /**
   * {@inheritDoc} One after the other, each with a device whose memory is empty; one that fails
   * again runs without cuDNN, whose convolutions lack a deterministic algorithm here and there.
   */
  @Override
  public void runAgain(List<Architecture> architectures, Consumer<ExtractionOutcome> consumer) {
    first().requireOpen();
    InOrder.run(architectures, 1, this::alone, consumer);
  }

  private ExtractionOutcome alone(Architecture architecture) {
    Device device = first().device();
    device.emptyCache();
    ExtractionOutcome outcome = ExtractionOutcome.of(first(), architecture);
    if (outcome instanceof ExtractionOutcome.Extracted || device.isCpu()) {
      return outcome;
    }
    device.emptyCache();
    return device.withoutCudnn(() -> ExtractionOutcome.of(first(), architecture));
  }

  @Override
  public void close() {
    extractors.forEach(Extractor::close);
  }
}
