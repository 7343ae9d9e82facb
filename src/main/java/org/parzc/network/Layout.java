package org.parzc.network;

import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.parzc.nativecore.ElementType;

/** The order in which the values of feature maps and kernels lie in memory. */
enum Layout {
  /** Channel by channel, as the dimensions say. */
  PLANES(MemoryFormat.Contiguous),
  /** Position by position, the channels of a position adjacent: what oneDNN computes with. */
  CHANNELS_LAST(MemoryFormat.ChannelsLast);

  private final MemoryFormat format;

  Layout(MemoryFormat format) {
    this.format = format;
  }

  /** Returns the layout that is fastest: float64 does not go through oneDNN. */
  static Layout of(ElementType type) {
    return type == ElementType.FLOAT32 ? CHANNELS_LAST : PLANES;
  }

  /** Returns the tensor in this layout: another handle of the same if that is how it lies. */
  Tensor of(Tensor tensor) {
    return tensor.dim() == 4 ? tensor.contiguous(format) : tensor.contiguous();
  }

  /** Returns a copy of some adjacent channels of feature maps, which shares no memory that a sum could be formed in. */
  Tensor channels(Tensor maps, long from, long count) {
    try (Tensor narrowed = maps.narrow(1, from, count); MemoryFormatOptional own = new MemoryFormatOptional(format)) {
      return narrowed.clone(own);
    }
  }

  /** Returns a contiguous tensor with the dimensions in memory order; a copy only if laid out otherwise. */
  Tensor inMemoryOrder(Tensor tensor) {
    return (tensor.dim() == 4 && this == CHANNELS_LAST ? tensor.permute(0, 2, 3, 1) : tensor).contiguous();
  }
}
