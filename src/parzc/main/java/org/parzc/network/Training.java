package org.parzc.network;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.blueprint.Blueprint;
import org.parzc.images.ImageBatch;
import org.parzc.images.ImageSet;
import org.parzc.nativecore.ElementType;

/**
 * Trains a blueprint from its initial weights, where those lie, and measures its accuracy: how a
 * label is made.
 */
public final class Training {
  private static final int TEST_BATCH = 256;

  private Training() {}

  /**
   * Returns the accuracy on the test images after training, in percent. All randomness comes from
   * {@code seed} and the initial weights. Native memory is freed before it returns.
   *
   * @param initialisation initial weights, float32
   * @param device where these lie, and the network is trained
   * @throws IllegalArgumentException if the images are not of the blueprint's input and classes
   * @throws org.parzc.InputException if the device has not the memory that it takes
   */
  public static double accuracy(
      Blueprint blueprint,
      Initialisation initialisation,
      ImageSet training,
      ImageSet test,
      TrainingSettings settings,
      long seed,
      Device device) {
    requireFit("training", blueprint, training);
    requireFit("test", blueprint, test);
    MemoryNeed.of(
            blueprint, (int) Math.min(settings.batchSize(), training.size()), ElementType.FLOAT32)
        .requireWithin(device);
    try (DeviceScope on = device.enter();
        PointerScope scope = new PointerScope()) {
      Network network = Network.trainable(blueprint, initialisation);
      SGDOptions options = new SGDOptions(settings.learningRate());
      options.momentum().put(settings.momentum());
      options.weight_decay().put(settings.weightDecay());
      options.nesterov().put(settings.momentum() > 0);
      SGD optimiser = new SGD(network.parameters(), options);
      long steps =
          settings.epochs() * ((training.size() + settings.batchSize() - 1) / settings.batchSize());
      long step = 0;
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        for (ImageBatch batch : training.epoch(seed * 1_000_003 + epoch, settings.batchSize())) {
          double rate = settings.learningRate() * 0.5 * (1 + Math.cos(Math.PI * step++ / steps));
          optimiser.param_groups().get(0).options().set_lr(rate);
          step(network, optimiser, batch, initialisation);
        }
      }
      return accuracy(network, test, initialisation);
    }
  }

  private static void requireFit(String argument, Blueprint blueprint, ImageSet images) {
    long classes = blueprint.vertices().get(blueprint.output()).shape().elements();
    if (!images.shape().equals(blueprint.input()) || images.classes() != classes) {
      throw new IllegalArgumentException(
          "%s: found images of %s and %d classes, expected %s and %d"
              .formatted(argument, images.shape(), images.classes(), blueprint.input(), classes));
    }
  }

  private static void step(Network network, SGD optimiser, ImageBatch batch, Initialisation where) {
    try (PointerScope scope = new PointerScope()) {
      optimiser.zero_grad();
      Tensor logits = network.forward(images(batch, where), BatchNormMode.BATCH).logits();
      torch.cross_entropy_loss(logits, where.place(Tensors.of(batch.labels()))).backward();
      optimiser.step();
    }
  }

  private static double accuracy(Network network, ImageSet test, Initialisation where) {
    long right = 0;
    for (ImageBatch batch : test.inOrder(TEST_BATCH)) {
      try (PointerScope scope = new PointerScope()) {
        double[] logits =
            Tensors.values(network.forward(images(batch, where), BatchNormMode.RUNNING).logits());
        int classes = logits.length / batch.images();
        for (int image = 0; image < batch.images(); image++) {
          right += largest(logits, image * classes, classes) == batch.labels()[image] ? 1 : 0;
        }
      }
    }
    return 100.0 * right / test.size();
  }

  private static int largest(double[] values, int from, int count) {
    int largest = 0;
    for (int i = 1; i < count; i++) {
      if (values[from + i] > values[from + largest]) {
        largest = i;
      }
    }
    return largest;
  }

  private static Tensor images(ImageBatch batch, Initialisation where) {
    return where.place(
        Tensors.of(
            batch.pixels(),
            ElementType.FLOAT32,
            batch.images(),
            batch.shape().channels(),
            batch.shape().height(),
            batch.shape().width()));
  }
}
