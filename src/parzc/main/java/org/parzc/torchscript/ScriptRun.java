package org.parzc.torchscript;

import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;
import org.parzc.network.BatchNormMode;

/**
 * One run of a module.
 *
 * @param result what it returned
 * @param recording what it did
 */
record ScriptRun(Datum result, Recording recording) {
  private static final int LOGITS_DIMENSIONS = 2;

  /**
   * Runs a module.
   *
   * @param images (batch, channels, height, width)
   * @param shape of one image
   */
  static ScriptRun of(
      ScriptModule module, ScriptTensors tensors, Tensor images, Shape shape, BatchNormMode mode) {
    Recording recording = new Recording(shape);
    Operations operations = new Operations(module, tensors, mode, recording, images.size(0));
    // Minibatches are shared; a module that writes to its images gets some of its own.
    Tensor own = module.program().writes() ? images.clone() : images;
    return new ScriptRun(new Interpreter(module, tensors, operations).run(own), recording);
  }

  /**
   * Returns the logits, (batch, classes): the result, or the last such tensor in a tuple or list.
   * Null if none.
   */
  Tensor logits() {
    IValue value = result.value();
    if (value.isTensor()) {
      return value.toTensor().dim() == LOGITS_DIMENSIONS ? value.toTensor() : null;
    }
    Tensor logits = null;
    if (value.isTuple() || value.isList()) {
      IValueVector parts =
          value.isTuple() ? value.toTuple().elements().vec() : value.toList().vec();
      for (long i = 0; i < parts.size(); i++) {
        IValue part = parts.get(i);
        logits =
            part.isTensor() && part.toTensor().dim() == LOGITS_DIMENSIONS
                ? part.toTensor()
                : logits;
      }
    }
    return logits;
  }

  /** Returns the vertex of the last operation that the result depends on. */
  int outputVertex() {
    return result.vertices().stream().mapToInt(Integer::intValue).max().orElse(Recording.INPUT);
  }

  /**
   * @throws InputException unless the module gave logits for that many classes
   */
  void requireClasses(ScriptModule module, int classes) {
    Tensor logits = logits();
    if (logits == null || logits.size(1) != classes) {
      throw new InputException(
          "%s: found an output %s, expected (batch, %d), logits for the classes of the images"
              .formatted(
                  module.file().path(),
                  logits == null ? "without logits" : "(batch, %d)".formatted(logits.size(1)),
                  classes));
    }
  }
}
