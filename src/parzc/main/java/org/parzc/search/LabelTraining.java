package org.parzc.search;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.parzc.InputException;
import org.parzc.files.BuildVersion;
import org.parzc.files.Provenance;
import org.parzc.images.ImageSet;
import org.parzc.labels.LabelFile;
import org.parzc.labels.LabelRange;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.SharedWeights;
import org.parzc.network.Training;
import org.parzc.network.TrainingSettings;
import org.parzc.parallel.InOrder;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;

/**
 * Labels made by training architectures for a few epochs, kept in a file after each: a process may
 * be killed at any time and go on later. Used by one thread.
 */
public final class LabelTraining {
  /** Who fails so often before there is a single label will not make one. */
  private static final int MOST_FAILURES = 5;

  private static final String COLUMN = "accuracy";

  private final Setup setup;
  private final Path file;
  private final Provenance provenance;
  private final List<LabelledArchitecture> labels;

  /**
   * What labels depend on.
   *
   * @param space where architectures are from
   * @param skeleton what surrounds a cell
   * @param images images to train and to test on
   * @param trainImages how many of them to train on, the first ones, at least 2
   * @param testImages how many of those that follow to test on, at least 1
   * @param settings how an architecture is trained
   * @param seed fixes weights and the order of images
   * @param device where they are trained
   */
  public record Setup(
      SearchSpace space,
      Skeleton skeleton,
      ImageSet images,
      int trainImages,
      int testImages,
      TrainingSettings settings,
      long seed,
      Device device) {
    /**
     * @throws IllegalArgumentException if there are not so many images
     */
    public Setup {
      if (trainImages < 2 || testImages < 1 || (long) trainImages + testImages > images.size()) {
        throw new IllegalArgumentException(
            ("images: found %d to train on and %d to test on, expected at least 2 and 1, "
                    + "and at most %d together")
                .formatted(trainImages, testImages, images.size()));
      }
    }

    private Provenance provenance() {
      return Provenance.of(
              "parzc",
              "%s label: accuracy (%%) on %d test images after training on %d"
                  .formatted(BuildVersion.VERSION, testImages, trainImages))
          .with("space", "%s, %s, seed %d".formatted(space.name(), skeleton, seed))
          .with("images", images.description())
          .with("training", settings)
          .with(device.isCpu() ? Provenance.NONE : Provenance.of("device", device.description()));
    }
  }

  /**
   * Reads what the file has.
   *
   * @param file file of labels, made with the first label
   * @throws InputException if it was made with other settings, or cannot be read
   */
  public LabelTraining(Setup setup, Path file) {
    this.setup = setup;
    this.file = file;
    provenance = setup.provenance();
    labels = new ArrayList<>();
    if (Files.exists(file)) {
      LabelFile.provenance(file).requireSame(file, provenance);
      labels.addAll(
          LabelFile.read(file, setup.space(), null, COLUMN, LabelRange.PERCENT).entries());
    }
  }

  /** Returns what labels depend on, as the file says it. */
  public Provenance provenance() {
    return provenance;
  }

  /** Returns the labels that there are, in percent. */
  public List<LabelledArchitecture> labels() {
    return List.copyOf(labels);
  }

  /** Returns those of some architectures that have no label. */
  public List<Architecture> missing(List<Architecture> wanted) {
    Set<String> present =
        labels.stream().map(one -> one.architecture().text()).collect(Collectors.toSet());
    return wanted.stream().filter(one -> !present.contains(one.text())).toList();
  }

  /**
   * Trains architectures; each label is in the file before the next is waited for.
   *
   * @param architectures those without a label
   * @param workers architectures trained at a time, at least 1; labels do not depend on it
   * @param progress told after each architecture
   * @return what could not be trained, and why
   * @throws InputException if the file cannot be written, or none of the first five can be trained
   */
  public List<LabelOutcome> run(List<Architecture> architectures, int workers, Runnable progress) {
    List<LabelOutcome> failed = new ArrayList<>();
    ImageSet training = setup.images().part(0, setup.trainImages());
    ImageSet test =
        setup.images().part(setup.trainImages(), setup.trainImages() + setup.testImages());
    try (SharedWeights weights =
        new SharedWeights(
            setup.seed(),
            SharedWeights.Distribution.KAIMING_NORMAL,
            ElementType.FLOAT32,
            setup.device())) {
      InOrder.run(
          architectures,
          workers,
          one ->
              outcome(
                  one,
                  setup.device(),
                  () ->
                      Training.accuracy(
                          one.blueprint(setup.skeleton()),
                          weights,
                          training,
                          test,
                          setup.settings(),
                          setup.seed(),
                          setup.device())),
          outcome -> {
            if (outcome.isLabel()) {
              labels.add(new LabelledArchitecture(outcome.architecture(), outcome.label()));
              LabelFile.write(file, labels, COLUMN, provenance.lines());
            } else {
              failed.add(outcome);
            }
            requireAny(labels, failed);
            progress.run();
          });
    }
    return failed;
  }

  /** Trains an architecture on a device; whatever goes wrong with it alone is the outcome. */
  static LabelOutcome outcome(Architecture architecture, Device device, DoubleSupplier training) {
    try {
      return LabelOutcome.of(architecture, training.getAsDouble());
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException e) {
      device.requireWorking();
      // LibTorch's messages carry C++ frames after the first line.
      return LabelOutcome.failed(
          architecture,
          Objects.requireNonNullElse(e.getMessage(), "")
              .lines()
              .findFirst()
              .orElse(e.getClass().getSimpleName()));
    }
  }

  /** Refuses to go on if so many could not be trained that none will be. */
  static void requireAny(List<LabelledArchitecture> labels, List<LabelOutcome> failed) {
    if (labels.isEmpty() && failed.size() >= MOST_FAILURES) {
      throw new InputException(
          "none of the first %d architectures could be trained; %s: %s"
              .formatted(
                  failed.size(),
                  failed.get(0).architecture(),
                  failed.get(0).failure().orElseThrow()));
    }
  }
}
