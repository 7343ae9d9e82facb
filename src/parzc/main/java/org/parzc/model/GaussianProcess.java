package org.parzc.model;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.Cancellation;
import org.parzc.nativecore.Lifetime;
import org.parzc.network.DeviceScope;
import org.parzc.network.LibTorch;
import org.parzc.network.Placement;
import org.parzc.network.Tensors;

/**
 * Gaussian-process regression (Rasmussen and Williams, 2006, ch. 2 and 5) of standardised labels on
 * features, with kernel a·(Matérn-5/2(|x − x′| / ℓ) + c·x·x′) and noise; the features are scaled so
 * that |x|² is 1 on average. In float64. Thread-safe once fitted; once closed, scores and
 * observations are refused.
 */
final class GaussianProcess implements AutoCloseable {
  private static final double[] LENGTHS = {0.35, 0.7, 1.4, 2.8};
  private static final double[] LINEAR = {0, 0.1, 0.5, 2};
  private static final double[] NOISES = {0.01, 0.03, 0.1, 0.3, 1};

  /** Labels that the kernel is chosen on at most; a choice among a few does not need all. */
  private static final int CHOOSING = 512;

  /** Examples scored at a time. */
  private static final int CHUNK = 1024;

  /**
   * What was chosen.
   *
   * @param norm mean |x|² of the fitted features
   * @param length ℓ
   * @param linear c
   * @param noise variance of the noise over a
   * @param amplitude a
   */
  record Kernel(double norm, double length, double linear, double noise, double amplitude) {}

  private final Kernel kernel;

  /** Scaled features, (n, F). */
  private final Tensor inputs;

  /** Standardised labels, (n, 1). */
  private final Tensor targets;

  /** L of K + noise·I = LLᵀ, (n, n), and (K + noise·I)⁻¹ targets, (n, 1). */
  private final Tensor factor;

  private final Tensor dual;
  private final Lifetime lifetime;

  /**
   * Makes a process that is fitted already.
   *
   * @param inputs scaled features, (n, F), float64
   * @param targets standardised labels, (n, 1), float64
   */
  GaussianProcess(Kernel kernel, Tensor inputs, Tensor targets) {
    try (DeviceScope on = Placement.CPU.enter();
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      this.kernel = kernel;
      this.inputs = inputs.detach().retainReference();
      this.targets = targets.detach().retainReference();
      Tensor noisy =
          covariance(
                  kernel.length(),
                  kernel.linear(),
                  gram(inputs, inputs),
                  squares(inputs),
                  squares(inputs))
              .add(identity(inputs.size(0)).mul(new Scalar(kernel.noise())));
      this.factor = torch.linalg_cholesky(noisy).retainReference();
      this.dual = torch.cholesky_solve(targets, factor).retainReference();
      List<Tensor> kept = List.of(this.inputs, this.targets, factor, dual);
      lifetime = new Lifetime("predictor", () -> kept.forEach(Tensor::releaseReference));
    }
  }

  /**
   * Fits a process: the kernel with the largest marginal likelihood among a few, its amplitude in
   * closed form.
   *
   * @param features one row of F features per label
   * @param labels any scale
   * @param seed fixes which labels the kernel is chosen on if they are many
   */
  static GaussianProcess fit(double[][] features, double[] labels, long seed) {
    LibTorch.start();
    try (DeviceScope on = Placement.CPU.enter();
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      double norm =
          Math.max(
              Double.MIN_NORMAL,
              Arrays.stream(features).flatMapToDouble(Arrays::stream).map(v -> v * v).sum()
                  / labels.length);
      Tensor inputs = rows(features, 0, features.length).mul(new Scalar(1 / Math.sqrt(norm)));
      double mean = Arrays.stream(labels).average().orElse(0);
      double variance = Arrays.stream(labels).map(y -> (y - mean) * (y - mean)).average().orElse(0);
      Tensor targets =
          Tensors.of(
              Arrays.stream(labels)
                  .map(y -> variance > 0 ? (y - mean) / Math.sqrt(variance) : 0)
                  .toArray(),
              labels.length,
              1);
      long[] some =
          new SplittableRandom(seed)
              .longs(0, labels.length)
              .distinct()
              .limit(Math.min(CHOOSING, labels.length))
              .sorted()
              .toArray();
      Tensor chosen = index(some);
      Kernel kernel = choose(norm, inputs.index_select(0, chosen), targets.index_select(0, chosen));
      return new GaussianProcess(kernel, inputs, targets);
    }
  }

  private static Tensor index(long[] values) {
    Tensor index =
        torch.empty(new long[] {values.length}, new TensorOptions(ScalarType.Long), null);
    index.data_ptr_long().put(values);
    return index;
  }

  private static Kernel choose(double norm, Tensor inputs, Tensor targets) {
    Tensor gram = gram(inputs, inputs);
    Tensor squares = squares(inputs);
    int n = (int) inputs.size(0);
    double best = Double.POSITIVE_INFINITY;
    Kernel kernel = null;
    for (double length : LENGTHS) {
      for (double linear : LINEAR) {
        Cancellation.check();
        Tensor covariance = covariance(length, linear, gram, squares, squares);
        var eigen = torch.linalg_eigh(covariance);
        double[] values = Tensors.values(eigen.get0());
        double[] rotated = Tensors.values(torch.matmul(eigen.get1().t(), targets));
        double scale = Arrays.stream(values).sum() / n;
        for (double relative : NOISES) {
          double noise = relative * scale;
          double fit = 0;
          double determinant = 0;
          for (int i = 0; i < n; i++) {
            double value = Math.max(0, values[i]) + noise;
            fit += rotated[i] * rotated[i] / value;
            determinant += Math.log(value);
          }
          double amplitude = Math.max(fit / n, Double.MIN_NORMAL);
          double cost = n * Math.log(amplitude) + determinant;
          if (cost < best) {
            best = cost;
            kernel = new Kernel(norm, length, linear, noise, amplitude);
          }
        }
      }
    }
    return kernel;
  }

  private static Tensor gram(Tensor a, Tensor b) {
    return torch.matmul(a, b.t());
  }

  private static Tensor squares(Tensor rows) {
    return rows.square().sum(1);
  }

  private static Tensor identity(long n) {
    return torch.eye(n, new TensorOptions(ScalarType.Double));
  }

  /** Returns the kernel without its amplitude, from inner products and squared norms. */
  private static Tensor covariance(
      double length, double linear, Tensor gram, Tensor rows, Tensor columns) {
    Tensor squared =
        gram.mul(new Scalar(-2))
            .add(rows.unsqueeze(1))
            .add(columns.unsqueeze(0))
            .clamp_min(new Scalar(0));
    Tensor r = squared.mul(new Scalar(5 / (length * length))).sqrt();
    Tensor polynomial = r.square().div(new Scalar(3)).add(r).add(new Scalar(1));
    return polynomial.mul(r.neg().exp()).add(gram.mul(new Scalar(linear)));
  }

  /** Returns the means of rows of F features. */
  double[] mean(double[][] features) {
    return scores(features, false).mean();
  }

  /** Returns means and standard deviations of rows of F features, without the noise of a label. */
  Scores scores(double[][] features) {
    return scores(features, true);
  }

  private Scores scores(double[][] features, boolean uncertain) {
    double[] mean = new double[features.length];
    double[] deviation = new double[uncertain ? features.length : 0];
    for (int from = 0; from < features.length; from += CHUNK) {
      Cancellation.check();
      int count = Math.min(CHUNK, features.length - from);
      try (Lifetime.Call call = lifetime.call();
          DeviceScope on = Placement.CPU.enter();
          PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor rows = rows(features, from, count).mul(new Scalar(1 / Math.sqrt(kernel.norm())));
        Tensor squares = squares(rows);
        Tensor cross =
            covariance(
                kernel.length(), kernel.linear(), gram(rows, inputs), squares, squares(inputs));
        System.arraycopy(Tensors.values(torch.matmul(cross, dual)), 0, mean, from, count);
        if (uncertain) {
          Tensor explained =
              torch.linalg_solve_triangular(factor, cross.t(), false).square().sum(0);
          Tensor variance =
              squares
                  .mul(new Scalar(kernel.linear()))
                  .add(new Scalar(1))
                  .sub(explained)
                  .clamp_min(new Scalar(0))
                  .mul(new Scalar(kernel.amplitude()));
          System.arraycopy(Tensors.values(variance.sqrt()), 0, deviation, from, count);
        }
      }
    }
    return new Scores(mean, deviation);
  }

  private static Tensor rows(double[][] features, int from, int count) {
    int width = features[0].length;
    double[] values = new double[count * width];
    for (int row = 0; row < count; row++) {
      System.arraycopy(features[from + row], 0, values, row * width, width);
    }
    return Tensors.of(values, count, width);
  }

  /** Returns what was chosen. */
  Kernel kernel() {
    return kernel;
  }

  /** Returns the tensors that, with the kernel, make the process: inputs and targets. */
  List<Tensor> observations() {
    lifetime.requireOpen();
    return List.of(inputs, targets);
  }

  /** Frees the tensors. Closing twice is allowed. */
  @Override
  public void close() {
    lifetime.close();
  }
}
