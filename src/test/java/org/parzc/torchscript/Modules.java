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
  /** Convolution, batch norm, ReLU, global pooling and a linear layer, from one to {@code width} channels. */
  private static final String SMALL = """
      def forward(self, x):
        x = torch.conv2d(x, self.conv, None, [1, 1], [1, 1], [1, 1], 1)
        x = torch.batch_norm(x, None, None, None, None, False, 0.1, 1e-5, False)
        x = torch.relu(x)
        x = torch.adaptive_avg_pool2d(x, [1, 1])
        return torch.linear(torch.flatten(x, 1), self.fc, self.fc_bias)
      """;

  private Modules() {}

  /** Returns a tensor of waves; no two seeds and no two positions give the same. */
  static Tensor wave(int seed, long... shape) {
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

  /** Writes a small network on grey images. */
  public static Path small(Path file, int width, int classes) {
    LibTorch.start();
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> parameters = new LinkedHashMap<>();
      parameters.put("conv", wave(width, width, 1, 3, 3));
      parameters.put("fc", wave(width + 1, classes, width));
      parameters.put("fc_bias", wave(2, classes));
      return write(file, SMALL, parameters);
    }
  }

  /** Writes a module with the given parameters, in their order, and forward method. */
  static Path write(Path file, String forward, Map<String, Tensor> parameters) {
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
