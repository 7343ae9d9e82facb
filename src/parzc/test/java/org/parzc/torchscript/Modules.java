package org.parzc.torchscript;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;
import org.parzc.network.LibTorch;
import org.parzc.network.Tensors;

/** Writes modules without Python: parameters and the source of a forward method. */
public final class Modules {
  /** Convolution, batch norm, ReLU, global pooling and a linear layer. */
  private static final String SMALL =
      """
      def forward(self, x):
        x = torch.conv2d(x, self.conv, None, [1, 1], [1, 1], [1, 1], 1)
        x = torch.batch_norm(x, None, None, None, None, False, 0.1, 1e-5, False)
        x = torch.relu(x)
        x = torch.adaptive_avg_pool2d(x, [1, 1])
        return torch.linear(torch.flatten(x, 1), self.fc, self.fc_bias)
      """;

  private Modules() {}

  /** Returns a tensor of waves; no two seeds and no two positions give the same. */
  private static Tensor wave(int seed, long... shape) {
    int count = 1;
    for (long extent : shape) {
      count *= (int) extent;
    }
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) (0.5 * Math.sin(1 + 0.7 * k + 0.003 * k * k + 0.9 * seed));
    }
    return Tensors.of(values, ElementType.FLOAT32, shape);
  }

  /**
   * Writes a small network with one convolution from {@code channels} to {@code width} channels.
   */
  public static Path small(Path file, int channels, int width, int classes) {
    LibTorch.start();
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> parameters = new LinkedHashMap<>();
      parameters.put("conv", wave(width, width, channels, 3, 3));
      parameters.put("fc", wave(width + 1, classes, width));
      parameters.put("fc_bias", wave(2, classes));
      return write(file, SMALL, parameters);
    }
  }

  /**
   * Writes a module.
   *
   * @param body lines of the forward method, which takes {@code x}
   * @param shapes name and shape of each parameter, in turn
   */
  public static Path write(Path file, String body, Object... shapes) {
    LibTorch.start();
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> parameters = new LinkedHashMap<>();
      for (int i = 0; i < shapes.length; i += 2) {
        parameters.put((String) shapes[i], wave(i, (long[]) shapes[i + 1]));
      }
      return write(file, "def forward(self, x):\n" + body.indent(2), parameters);
    }
  }

  /** Returns the shape of a parameter. */
  public static long[] shape(long... extents) {
    return extents;
  }

  private static Path write(Path file, String forward, Map<String, Tensor> parameters) {
    LibTorch.start();
    try (PointerScope scope = new PointerScope()) {
      JitModule module = new JitModule(new QualifiedName("Net"));
      parameters.forEach((name, tensor) -> module.register_parameter(name, tensor, false));
      module.define(forward);
      module.save(file.toString());
      return file;
    }
  }
}
