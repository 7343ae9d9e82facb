package org.parzc.extraction;

import com.google.common.base.Preconditions;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.parzc.files.BuildVersion;
import org.parzc.files.Provenance;
import org.parzc.images.ImageSource;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.DeviceRequest;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.statistics.NetworkProxy;
import org.parzc.statistics.Statistic;
import org.parzc.statistics.Statistics;

/**
 * How statistics of a space are extracted: settings, on which the numbers depend, and an engine,
 * which does the work. Immutable, thread-safe.
 */
public final class Extraction {
  /** Images per minibatch where nothing else is asked for. */
  public static final int BATCH_SIZE = 16;

  /** Minibatches where nothing else is asked for. */
  public static final int BATCHES = 2;

  /**
   * Images where nothing else is asked for: random ones, as the space's published networks take.
   */
  public static final String IMAGES = "normal";

  private final ExtractionSettings settings;
  private final Supplier<ExtractionEngine> engine;

  private Extraction(ExtractionSettings settings, Supplier<ExtractionEngine> engine) {
    this.settings = settings;
    this.engine = engine;
  }

  /** Returns a builder of an extraction whose settings are the space's own and those above. */
  public static Builder of(SearchSpace space) {
    return new Builder(space);
  }

  /**
   * Returns an extraction on threads of this process.
   *
   * @param device where networks run
   * @param threads architectures worked on at a time, at least 1; empty for as many as the device
   *     is good for
   * @throws IllegalArgumentException if there are no threads
   */
  public static Extraction local(
      ExtractionSettings settings, DeviceRequest device, OptionalInt threads) {
    threads.ifPresent(
        found ->
            Preconditions.checkArgument(
                found >= 1, "threads: found %s, expected at least 1", found));
    return new Extraction(settings, () -> new LocalExtraction(settings, device, threads));
  }

  /**
   * Returns an extraction by an engine of another kind.
   *
   * @param engine opens one that extracts with these settings, given what is written beside its
   *     results
   */
  public static Extraction on(
      ExtractionSettings settings, Function<Provenance, ExtractionEngine> engine) {
    return new Extraction(settings, () -> engine.apply(provenance(settings)));
  }

  /** Returns what the numbers depend on. */
  public ExtractionSettings settings() {
    return settings;
  }

  /** Returns what made, or makes, the statistics: the settings and the version of this program. */
  public Provenance provenance() {
    return provenance(settings);
  }

  private static Provenance provenance(ExtractionSettings settings) {
    return settings.provenance().with("version", BuildVersion.VERSION);
  }

  /**
   * Opens the engine, to be closed by the caller.
   *
   * @throws org.parzc.InputException if the device cannot be had
   */
  public ExtractionEngine engine() {
    return engine.get();
  }

  /** Collects what is asked for; what is not is as on the command line. Not thread-safe. */
  public static final class Builder {
    private final SearchSpace space;
    private String images = IMAGES;
    private OptionalInt channels = OptionalInt.empty();
    private OptionalInt cells = OptionalInt.empty();
    private int batchSize = BATCH_SIZE;
    private int batches = BATCHES;
    private long seed;
    private ElementType precision = ElementType.FLOAT32;
    private List<Statistic> statistics = Statistics.nodeWiseByDefault();
    private List<NetworkProxy> proxies = Statistics.networkLevelByDefault();
    private DeviceRequest device = DeviceRequest.AUTO;
    private OptionalInt threads = OptionalInt.empty();

    private Builder(SearchSpace space) {
      this.space = space;
    }

    /** Takes images as {@link ImageSources#parse} names them, such as {@code cifar10:FILE}. */
    public Builder images(String source) {
      images = source;
      return this;
    }

    /** Takes channels after the stem; the space's own otherwise. */
    public Builder channels(int wanted) {
      channels = OptionalInt.of(wanted);
      return this;
    }

    /** Takes the number of cells to a stage; the space's own otherwise. */
    public Builder cells(int wanted) {
      cells = OptionalInt.of(wanted);
      return this;
    }

    /** Takes the number of images in a minibatch, at least 2. */
    public Builder batchSize(int wanted) {
      batchSize = wanted;
      return this;
    }

    /** Takes the number of minibatches, at least 1; ZiCo needs 2. */
    public Builder batches(int wanted) {
      batches = wanted;
      return this;
    }

    /** Takes the seed of weights, noise and the choice of images; 0 otherwise. */
    public Builder seed(long wanted) {
      seed = wanted;
      return this;
    }

    /** Takes the element type of the passes on images; float32 otherwise. */
    public Builder precision(ElementType wanted) {
      precision = wanted;
      return this;
    }

    /**
     * Takes the node-wise statistics by name.
     *
     * @throws org.parzc.InputException if a name is unknown
     */
    public Builder statistics(List<String> names) {
      statistics = Statistics.nodeWise(names);
      return this;
    }

    /**
     * Takes the network-level proxies by name.
     *
     * @throws org.parzc.InputException if a name is unknown
     */
    public Builder proxies(List<String> names) {
      proxies = Statistics.networkLevel(names);
      return this;
    }

    /** Takes where networks run; CUDA if it is available otherwise. */
    public Builder device(DeviceRequest wanted) {
      device = wanted;
      return this;
    }

    /**
     * Takes the number of architectures worked on at a time; as many as the device is good for
     * otherwise.
     */
    public Builder threads(int wanted) {
      threads = OptionalInt.of(wanted);
      return this;
    }

    /**
     * Returns the images.
     *
     * @throws org.parzc.InputException if they cannot be used
     */
    public ImageSource images() {
      Skeleton usual = space.defaultSkeleton();
      return ImageSources.parse(images, seed, usual.input(), usual.classes());
    }

    /**
     * Returns the settings without an engine.
     *
     * @throws org.parzc.InputException if they do not fit together, or the images cannot be used
     */
    public ExtractionSettings settings() {
      ImageSource source = images();
      return new ExtractionSettings(
          space,
          space.skeleton(channels, cells, source.classes(), source.shape()),
          new Minibatches(source, batchSize, batches),
          seed,
          precision,
          statistics,
          proxies);
    }

    /**
     * Returns the extraction.
     *
     * @throws org.parzc.InputException if its settings do not fit together, or the images cannot be
     *     used
     * @throws IllegalArgumentException if there are no threads
     */
    public Extraction build() {
      return local(settings(), device, threads);
    }
  }
}
