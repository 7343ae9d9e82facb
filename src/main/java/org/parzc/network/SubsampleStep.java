package org.parzc.network;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.parzc.space.Layer.Subsample;

/**
 * Some of the rows and columns.
 *
 * @param subsample which
 * @param height rows of the input
 * @param width columns of the input
 * @param layout how tensors lie in memory
 */
record SubsampleStep(Subsample subsample, long height, long width, Layout layout) implements Step {
  /** Returns a view of the rows and columns that are kept. */
  static Tensor kept(Subsample subsample, Tensor maps) {
    try (LongOptional from = new LongOptional(subsample.offset()); LongOptional end = new LongOptional();
        Tensor rows = maps.slice(2, from, end, subsample.stride())) {
      return rows.slice(3, from, end, subsample.stride());
    }
  }

  static Tensor forward(Subsample subsample, Tensor input, Layout layout) {
    try (Tensor view = kept(subsample, input)) {
      return layout.of(view);
    }
  }

  @Override
  public Tensor backward(Tensor gradient) {
    try (Tensor all = gradient.new_zeros(gradient.size(0), gradient.size(1), height, width);
        Tensor view = kept(subsample, all); Tensor filled = view.copy_(gradient)) {
      return layout.of(all);
    }
  }

  @Override
  public Tangent tangent(Tensor change) {
    return new LinearTangent(this, forward(subsample, change, layout));
  }

  @Override
  public void close() {
    // It keeps no values.
  }
}
