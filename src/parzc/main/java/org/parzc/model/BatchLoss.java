package org.parzc.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.KernelQueue;
import org.parzc.nativecore.Pending;
import org.parzc.network.Placement;
import org.parzc.network.Tensors;

/**
 * The losses of batches where their scores lie, for all members at once and in float64: DiffKendall
 * by our kernel, the others by LibTorch's operations. The same as {@link RankingLoss#evaluate} but
 * for rounding. Belongs to the {@code PointerScope} that it was made in.
 */
final class BatchLoss {
  /** Pairs that are looked at together: enough to fill a GPU, few enough to fit into its memory. */
  private static final long PAIRS = 1 << 22;

  private final List<PredictorSettings.WeightedLoss> losses;
  private final KernelQueue kernels;

  /** Of what LibTorch evaluated. */
  private final Tensor sum;

  private final List<Tau> taus = new ArrayList<>();

  /**
   * A DiffKendall that counts.
   *
   * @param ofMembers τ of each member, once it is there
   * @param weight of 1 − τ
   */
  private record Tau(Pending<double[]> ofMembers, double weight) {
    double loss() {
      return weight * (1 - Arrays.stream(ofMembers.get()).average().orElseThrow());
    }
  }

  /**
   * @param kernels those that read the memory that the placement names; the caller's to close
   */
  BatchLoss(List<PredictorSettings.WeightedLoss> losses, KernelQueue kernels, Placement placement) {
    this.losses = losses;
    this.kernels = kernels;
    sum = placement.filled(0, ScalarType.Double);
  }

  /**
   * Returns the derivatives of the members' losses, weighted and summed over the terms, by the
   * scores: (M, B), float32.
   *
   * @param scores (M, B), float32, without history
   * @param labels (B), float64
   * @param measured whether the mean loss of the members counts in {@link #measured}
   */
  Tensor gradient(Tensor scores, Tensor labels, boolean measured) {
    Tensor doubles = scores.to(ScalarType.Double).contiguous();
    Tensor gradient = null;
    for (PredictorSettings.WeightedLoss term : losses) {
      Tensor one = gradient(term, doubles, labels, measured);
      Scalar weight = new Scalar(term.weight());
      gradient = gradient == null ? one.mul(weight) : gradient.add(one, weight);
    }
    return gradient.to(ScalarType.Float);
  }

  /** Returns the sum of the losses of all batches that were measured, for which it waits. */
  double measured() {
    kernels.finish();
    return sum.item_double() + taus.stream().mapToDouble(Tau::loss).sum();
  }

  private Tensor gradient(
      PredictorSettings.WeightedLoss term, Tensor scores, Tensor labels, boolean measured) {
    if (term.loss() instanceof RankingLoss.DiffKendall kendall) {
      return diffKendall(kendall.alpha(), scores, labels, measured ? term.weight() : 0);
    }
    Term one =
        term.loss() instanceof RankingLoss.PairwiseLogistic
            ? logistic(scores, labels, measured)
            : squaredError(scores, labels, measured);
    if (measured) {
      sum.add_(one.value(), new Scalar(term.weight()));
    }
    return one.gradient();
  }

  /**
   * @param weight 0 if the loss does not count
   */
  private Tensor diffKendall(double alpha, Tensor scores, Tensor labels, double weight) {
    Tensor slopes = torch.empty_like(scores);
    long[] sizes = new long[(int) scores.size(0)];
    Arrays.fill(sizes, labels.size(0));
    Pending<double[]> tau =
        kernels.diffKendall(
            ElementType.FLOAT64,
            Tensors.data(scores, ElementType.FLOAT64),
            Tensors.data(labels.expand_as(scores).contiguous(), ElementType.FLOAT64),
            sizes,
            alpha,
            Tensors.data(slopes, ElementType.FLOAT64));
    if (weight > 0) {
      taus.add(new Tau(tau, weight));
    }
    return slopes.neg();
  }

  /**
   * What LibTorch evaluated.
   *
   * @param value mean over the members, a scalar; null if it is not wanted
   * @param gradient (M, B), float64
   */
  private record Term(Tensor value, Tensor gradient) {}

  private static Term logistic(Tensor scores, Tensor labels, boolean measured) {
    long members = scores.size(0);
    long batch = scores.size(1);
    long most = Math.max(1, PAIRS / (members * batch));
    Tensor count = null;
    Tensor losses = null;
    Tensor raising = null;
    List<Tensor> lowering = new ArrayList<>();
    for (long from = 0; from < batch; from += most) {
      long rows = Math.min(most, batch - from);
      // (rows, B): whether the row's label is the better one.
      Tensor better = labels.narrow(0, from, rows).unsqueeze(1).gt(labels.unsqueeze(0));
      // (M, rows, B): by how much its score is the worse one.
      Tensor behind = scores.unsqueeze(1).sub(scores.narrow(1, from, rows).unsqueeze(2));
      Tensor slopes = torch.sigmoid(behind).mul(better);
      count = plus(count, better.sum());
      raising = plus(raising, slopes.sum(1));
      lowering.add(slopes.sum(2));
      if (measured) {
        losses = plus(losses, torch.log_sigmoid(behind.neg()).mul(better).sum());
      }
    }
    Tensor pairs = count.clamp_min(new Scalar(1));
    Tensor gradient =
        raising.sub(torch.cat(new TensorVector(lowering.toArray(Tensor[]::new)), 1)).div(pairs);
    return new Term(measured ? losses.div(pairs).mul(new Scalar(-1.0 / members)) : null, gradient);
  }

  private static Tensor plus(Tensor before, Tensor more) {
    return before == null ? more : before.add(more);
  }

  private static Term squaredError(Tensor scores, Tensor labels, boolean measured) {
    Tensor error = scores.sub(labels);
    return new Term(
        measured ? error.square().mean() : null, error.mul(new Scalar(2.0 / labels.size(0))));
  }
}
