package org.parzc.cli;

import java.util.List;
import java.util.Optional;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Minibatches;
import org.parzc.images.ImageSource;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say how statistics are extracted. */
final class ExtractionOptions {
  @Option(
      names = "--images",
      defaultValue = Extraction.IMAGES,
      paramLabel = "SOURCE",
      description =
          "Images: cifar10:FILE, idx:IMAGES[,LABELS] (MNIST format), or normal[:SIDE] for seeded"
              + " random ones (default: ${DEFAULT-VALUE}).")
  private String images;

  @Option(
      names = "--batch-size",
      defaultValue = "" + Extraction.BATCH_SIZE,
      paramLabel = "N",
      description = "Images per minibatch (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--batches",
      defaultValue = "" + Extraction.BATCHES,
      paramLabel = "N",
      description = "Minibatches; zico compares them (default: ${DEFAULT-VALUE}).")
  private int batches;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      paramLabel = "TYPE",
      description = "float32 or float64 (default: ${DEFAULT-VALUE}).")
  private ElementType precision;

  @Option(
      names = "--statistics",
      split = ",",
      paramLabel = "NAME",
      description =
          "Node-wise statistics to record, or all (default: all but synflow_bn; 'parzc spaces'"
              + " lists them).")
  private List<String> statistics;

  @Option(
      names = "--proxies",
      split = ",",
      paramLabel = "NAME",
      description = "Network-level proxies to record (default: all).")
  private List<String> proxies;

  @Mixin private SkeletonOptions skeleton;

  @Mixin private DeviceOption device;

  /** Returns where the user wants networks to run. */
  DeviceRequest device() {
    return device.request;
  }

  /**
   * Returns where the user wants networks of this process to run.
   *
   * @throws org.parzc.InputException with the reason if that is a GPU that cannot be had: before a
   *     store is made
   */
  DeviceRequest deviceHere() {
    if (device.request.insistsOnCuda()) {
      Device.choose(device.request);
    }
    return device.request;
  }

  /** Returns where MABN is trained and scores. */
  Device modelDevice() {
    return TrainingDeviceOption.forTraining(device.request);
  }

  ExtractionSettings settings(SearchSpace space, long seed) {
    Extraction.Builder asked =
        Extraction.of(space)
            .images(images)
            .batchSize(batchSize)
            .batches(batches)
            .seed(seed)
            .precision(precision);
    skeleton.check();
    skeleton.channels().ifPresent(asked::channels);
    skeleton.cells().ifPresent(asked::cells);
    Optional.ofNullable(statistics).ifPresent(asked::statistics);
    Optional.ofNullable(proxies).ifPresent(asked::proxies);
    ImageSource source = asked.images();
    Bounds.checkMost("--batch-size", batchSize, Minibatches.largestSize(source.shape()));
    Bounds.checkMost(
        "--batches",
        batches,
        Minibatches.largestCount(source.shape(), Math.max(1, batchSize), precision));
    return SkeletonOptions.named(asked::settings);
  }
}
