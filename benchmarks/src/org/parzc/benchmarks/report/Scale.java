package org.parzc.benchmarks.report;

import java.util.function.DoubleUnaryOperator;

/**
 * Where numbers lie along an axis.
 *
 * @param low the number at {@code from}
 * @param high the number at {@code to}
 * @param shape what is proportional to distance
 */
record Scale(double low, double high, double from, double to, DoubleUnaryOperator shape) {
  static Scale linear(double low, double high, double from, double to) {
    return new Scale(low, high, from, to, value -> value);
  }

  static Scale logarithmic(double low, double high, double from, double to) {
    return new Scale(low, high, from, to, Math::log);
  }

  double at(double value) {
    double start = shape.applyAsDouble(low);
    return from + (shape.applyAsDouble(value) - start) / (shape.applyAsDouble(high) - start) * (to - from);
  }
}
