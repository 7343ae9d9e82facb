package org.parzc.torchscript;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;
import org.parzc.space.Skeleton;

/** Finds out by trying which images a module takes: its file does not say. */
final class InputSearch {
  /** Heights and widths, the usual ones first. */
  private static final int[] SIZES = {32, 28, 224, 64, 96, 128, 16, 8, 48, 160, 192, 256, 299, 384};

  private static final int CONVOLUTION = 4;

  private InputSearch() {}

  /**
   * Returns the first shape of square images that a module takes, with the number of its classes.
   * The channels are those of its first convolution.
   *
   * @throws InputException if it takes none of those tried, or gives no logits
   */
  static Skeleton skeleton(ModuleFile file) {
    try (PointerScope scope = new PointerScope()) {
      ScriptModule module = ScriptModule.load(file);
      int channels =
          module.parameters().values().stream()
              .filter(weight -> weight.dim() == CONVOLUTION)
              .findFirst()
              .map(weight -> (int) weight.size(1))
              .orElse(1);
      for (int size : SIZES) {
        Tensor logits = logits(module, new Shape(channels, size, size));
        if (logits != null && logits.size(1) > 1) {
          return new Skeleton(1, 1, (int) logits.size(1), new Shape(channels, size, size));
        }
      }
      throw new InputException(
          "%s: gives no logits for images of %d channels and %s pixels a side; name the images by %s"
              .formatted(
                  file.path(),
                  channels,
                  Arrays.stream(SIZES).mapToObj(String::valueOf).collect(Collectors.joining(", ")),
                  InputException.setting("images")));
    }
  }

  /** Returns null if the module does not take such images. */
  private static Tensor logits(ScriptModule module, Shape shape) {
    try {
      return ScriptNetworks.describe(module, shape).logits();
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException e) {
      return null;
    }
  }
}
