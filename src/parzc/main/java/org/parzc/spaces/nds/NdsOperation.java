package org.parzc.spaces.nds;

import java.util.List;

/**
 * What a node's input goes through: the operations of all NDS spaces, each with its published name.
 */
enum NdsOperation {
  NONE("none", Form.NONE, 0),
  SKIP_CONNECT("skip_connect", Form.SKIP, 0),
  AVG_POOL_3X3("avg_pool_3x3", Form.AVERAGE_POOL, 3),
  MAX_POOL_3X3("max_pool_3x3", Form.MAX_POOL, 3),
  MAX_POOL_5X5("max_pool_5x5", Form.MAX_POOL, 5),
  MAX_POOL_7X7("max_pool_7x7", Form.MAX_POOL, 7),
  CONV_1X1("conv_1x1", Form.CONVOLUTION, 1),
  CONV_3X3("conv_3x3", Form.CONVOLUTION, 3),
  CONV_3X1_1X3("conv_3x1_1x3", Form.ROW_THEN_COLUMN, 3),
  CONV_7X1_1X7("conv_7x1_1x7", Form.ROW_THEN_COLUMN, 7),
  SEP_CONV_3X3("sep_conv_3x3", Form.SEPARABLE, 3),
  SEP_CONV_5X5("sep_conv_5x5", Form.SEPARABLE, 5),
  SEP_CONV_7X7("sep_conv_7x7", Form.SEPARABLE, 7),
  DIL_CONV_3X3("dil_conv_3x3", Form.DILATED, 3),
  DIL_CONV_5X5("dil_conv_5x5", Form.DILATED, 5),
  DIL_SEP_CONV_3X3("dil_sep_conv_3x3", Form.DILATED_SEPARABLE, 3);

  /**
   * How an operation is put together; its parts are its weighted layers in execution order, as
   * slots name them.
   */
  enum Form {
    /** Nothing comes through. */
    NONE(),
    /** The identity, or a factorized reduction where the resolution is halved. */
    SKIP("even", "odd"),
    AVERAGE_POOL(),
    MAX_POOL(),
    /** ReLU, convolution, batch norm. */
    CONVOLUTION("conv"),
    /** ReLU, 1×k convolution, k×1 convolution, batch norm. */
    ROW_THEN_COLUMN("row", "column"),
    /** ReLU, depthwise and pointwise convolution, batch norm; twice. */
    SEPARABLE("depthwise1", "pointwise1", "depthwise2", "pointwise2"),
    /** ReLU, dilated depthwise and pointwise convolution, batch norm. */
    DILATED("depthwise1", "pointwise1"),
    /** {@link #DILATED} twice. */
    DILATED_SEPARABLE("depthwise1", "pointwise1", "depthwise2", "pointwise2");

    final List<String> parts;

    Form(String... parts) {
      this.parts = List.of(parts);
    }
  }

  final String text;
  final Form form;

  /**
   * Extent of the square window, or of the longer side of a rectangular one; 0 without a window.
   */
  final int kernel;

  NdsOperation(String text, Form form, int kernel) {
    this.text = text;
    this.form = form;
    this.kernel = kernel;
  }
}
