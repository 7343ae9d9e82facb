package org.parzc.network;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.parzc.blueprint.Layer.AveragePool;
import org.parzc.blueprint.Layer.MaxPool;
import org.parzc.nativecore.ElementType;

/**
 * Runs pooling layers in the way that is fast on CPUs; LibTorch's own loops over maps whose
 * channels come first took a tenth of an extraction.
 */
final class Pooling {
  private Pooling() {}

  /**
   * Returns the averages over windows, padding not counted.
   *
   * <p>In float32 a window is summed along its columns and then along its rows, each one matrix
   * product for all maps, whose derivatives are products again. Float64 keeps LibTorch's order of
   * summation: SynFlow's maps are so even that what batch normalisation makes of them is made of
   * the last bits.
   *
   * @param input (batch, channels, height, width)
   */
  static Tensor average(AveragePool pool, Tensor input, ElementType type) {
    if (type == ElementType.FLOAT64 || input.is_cuda()) {
      return torch.avg_pool2d(
          input,
          square(pool.kernel()),
          square(pool.stride()),
          square(pool.padding()),
          false,
          false,
          new LongOptional());
    }
    Windows rows = Windows.of(pool, (int) input.size(2));
    Windows columns = Windows.of(pool, (int) input.size(3));
    Tensor sums = columns.sums(rows.sums(input.transpose(2, 3)).transpose(2, 3));
    return sums.mul(rows.inverseLengths().outer(columns.inverseLengths()));
  }

  /** The windows along one dimension: (from, to), 1 where position i lies in window j, else 0. */
  private record Windows(Tensor members) {
    static Windows of(AveragePool pool, int from) {
      int to = (from + 2 * pool.padding() - pool.kernel()) / pool.stride() + 1;
      float[] members = new float[from * to];
      for (int window = 0; window < to; window++) {
        int first = window * pool.stride() - pool.padding();
        for (int i = Math.max(0, first); i < Math.min(from, first + pool.kernel()); i++) {
          members[i * to + window] = 1;
        }
      }
      return new Windows(Tensors.of(members, ElementType.FLOAT32, from, to));
    }

    /** Returns the sums over windows along the last of four dimensions. */
    Tensor sums(Tensor input) {
      return input
          .reshape(-1, members.size(0))
          .mm(members)
          .reshape(input.size(0), input.size(1), input.size(2), members.size(1));
    }

    Tensor inverseLengths() {
      return members.sum(new long[] {0}, false, null).reciprocal();
    }
  }

  /**
   * Returns the maxima of windows; padding is never the maximum, and the first of equal values gets
   * the gradient.
   *
   * @param input (batch, channels, height, width)
   */
  static Tensor maximum(MaxPool pool, Tensor input) {
    if (input.is_cuda()) {
      return maximum(input, pool);
    }
    // With channels last LibTorch compares a whole vector of channels at once; nobody else may see
    // them so.
    Tensor channelsLast =
        Convolutions.channelByChannel(input).contiguous(MemoryFormat.ChannelsLast);
    return Convolutions.channelByChannel(maximum(channelsLast, pool));
  }

  private static Tensor maximum(Tensor input, MaxPool pool) {
    return torch.max_pool2d(
        input,
        square(pool.kernel()),
        square(pool.stride()),
        square(pool.padding()),
        square(1),
        false);
  }

  private static long[] square(long side) {
    return new long[] {side, side};
  }
}
