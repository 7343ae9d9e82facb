package org.parzc.network;

import org.bytedeco.pytorch.Tensor;

/** A sum of tensors, formed in place where nobody else holds the memory. */
final class TermSum {
  private Tensor value;

  /** Adds a term, which is closed or becomes the sum. */
  void add(Tensor term) {
    if (value == null) {
      value = term;
    } else if (value.use_count() == 1) {
      value.add_(term);
      term.close();
    } else {
      try (Tensor before = value) {
        value = before.add(term);
      }
      term.close();
    }
  }

  /** Returns the sum; null without terms. */
  Tensor value() {
    return value;
  }
}
