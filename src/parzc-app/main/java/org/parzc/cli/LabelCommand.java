package org.parzc.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.parzc.InputException;
import org.parzc.extraction.Minibatches;
import org.parzc.files.AtomicFile;
import org.parzc.images.ImageSet;
import org.parzc.images.ImageSources;
import org.parzc.labels.Candidates;
import org.parzc.network.Device;
import org.parzc.network.TrainingSettings;
import org.parzc.search.LabelOutcome;
import org.parzc.search.LabelTraining;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes labels by training: what a user with a new space or new images needs first. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    description = {
      "Trains architectures for a few epochs on your images and writes their test accuracy.",
      "May be stopped at any time; the same command goes on where it stopped, and tries again what"
          + " failed."
    },
    footer = {
      "",
      "Example:",
      "  parzc label --candidates random:50 --images idx:train-images-idx3-ubyte.gz --train-images"
          + " 4000 --test-images 2000 --channels 8 --cells 1 --epochs 3 --out labels.csv"
    })
final class LabelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SpaceOptions spaceOptions;

  @Mixin private SkeletonOptions skeletonOptions;

  @Mixin private SeedOption seed;

  @Mixin private InvalidOption invalid;

  @Mixin private ThreadsOption threads;

  @Mixin private TrainingDeviceOption deviceOption;

  @Option(
      names = "--candidates",
      required = true,
      paramLabel = "WHICH",
      description =
          "Architectures to train: all, random:N, a .csv or .json file, or a text file with one to"
              + " a line.")
  private String candidates;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "SOURCE",
      description = "Images: cifar10:FILE or idx:IMAGES[,LABELS] (MNIST format).")
  private String images;

  @Option(
      names = "--train-images",
      required = true,
      paramLabel = "N",
      description = "Images to train on.")
  private int trainImages;

  @Option(
      names = "--test-images",
      required = true,
      paramLabel = "N",
      description = "Images to test on; they follow those for training.")
  private int testImages;

  @Option(
      names = "--epochs",
      defaultValue = "3",
      paramLabel = "N",
      description = "Passes over the training images (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--batch-size",
      defaultValue = "64",
      paramLabel = "N",
      description = "Images per step (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "Labels file.")
  private Path file;

  @Override
  public Integer call() {
    Output output = Output.of(spec);
    AtomicFile.requirePlace(file);
    Bounds.checkMost("--epochs", epochs, Bounds.REPETITIONS);
    SearchSpace space = spaceOptions.space();
    Device device = deviceOption.device();
    TrainingSettings settings = TrainingSettings.brief(epochs, batchSize);
    ImageSet set = ImageSources.parseSet(images, seed.value);
    Bounds.checkMost("--batch-size", batchSize, Minibatches.largestSize(set.shape()));
    int workers = threads.asked().orElseGet(device::usefulWorkers);
    if (trainImages < 2 || testImages < 1 || (long) trainImages + testImages > set.size()) {
      throw new InputException(
          "--train-images, --test-images: found %d and %d, expected at least 2 and 1, and at most "
                  .formatted(trainImages, testImages)
              + set.size()
              + " together");
    }
    Skeleton skeleton = skeletonOptions.skeleton(space, set);
    List<Architecture> wanted =
        Candidates.read(candidates, space, seed.value, null, invalid.entries(output));
    LabelTraining training =
        new LabelTraining(
            new LabelTraining.Setup(
                space, skeleton, set, trainImages, testImages, settings, seed.value, device),
            file);
    List<Architecture> missing = training.missing(wanted);
    training.provenance().lines().forEach(line -> output.say("  %s%n", line));
    if (!training.labels().isEmpty()) {
      output.say(
          "%s: %d of %d architectures are there already, skipped%n",
          file, wanted.size() - missing.size(), wanted.size());
    }
    List<LabelOutcome> failed;
    long start = System.nanoTime();
    try (Progress progress = output.progress("label", "architectures", missing.size())) {
      failed = training.run(missing, workers, progress::step);
    }
    failed.forEach(
        one -> output.warn("failed: %s: %s%n", one.architecture(), one.failure().orElseThrow()));
    output.say(
        "%s: %d labels, %d made now in %.0f s on %d threads%n",
        file,
        training.labels().size(),
        missing.size() - failed.size(),
        (System.nanoTime() - start) / 1e9,
        workers);
    return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
