/* One list of DiffKendall on its way through the CPU's queue: what its sweep reads, and what that has found. */
#ifndef PARZC_CPU_DIFFKENDALL_LIST_H
#define PARZC_CPU_DIFFKENDALL_LIST_H

#include <algorithm>
#include <cmath>
#include <vector>

#include "../arguments.h"
#include "../backend.h"
#include "../chunks.h"
#include "kernels.h"

namespace parzc {

/* Exponents up to this keep every product of the sweep well inside float64: (2 e^300)^2 is 1e261. */
constexpr double kMostExponent = 300.0;

/* Tiles of one list are dealt to at most so many groups, each with its own slopes: memory stays O(n). */
constexpr int64_t kMostGroups = 16;

class DiffKendallList {
 public:
  /* The `n` scores of one list from `begin` on. Throws InvalidArgument at one that is not finite. */
  template <typename T>
  DiffKendallList(const DiffKendallArguments<T>& lists, int64_t begin, int64_t n)
      : n_(n),
        groups_(std::min(divided_up(n, kPairTile), kMostGroups)),
        alpha_(lists.alpha),
        x_(padded("predictions", lists.predictions, begin, n)),
        y_(padded("labels", lists.labels, begin, n)) {
    const Range x = range_of(x_), y = range_of(y_);
    fast_ = fits(x) && fits(y);
    if (fast_) {
      kernels().diffkendall_exponentials(x_.data(), n, alpha_, x.low);
      kernels().diffkendall_exponentials(y_.data(), n, alpha_, y.low);
    }
    values_.assign(static_cast<size_t>(groups_), 0.0);
    slopes_.assign(static_cast<size_t>(groups_ * stride()), 0.0);
  }

  /* How many parts its pairs are swept in; the last has the most. */
  int64_t groups() const { return groups_; }

  /* Sweeps group g, every groups-th tile from g on: later tiles hold more pairs. */
  void sweep(int64_t group) {
    double* slope = slopes_.data() + group * stride();
    double value = 0.0;
    for (int64_t tile = group * kPairTile; tile < n_; tile += groups_ * kPairTile) {
      value += fast_ ? kernels().diffkendall_sweep(x_.data(), y_.data(), n_, tile, slope) : sweep_wide(tile, slope);
    }
    values_[static_cast<size_t>(group)] = value;
  }

  /* tau_alpha, once all groups are swept. */
  double value() const {
    double total = 0.0;
    for (double part : values_) total += part;
    return std::max(-1.0, std::min(1.0, scale() * total));
  }

  /* Its derivatives by the predictions; nothing if `gradient` is null. */
  template <typename T>
  void write_gradient(T* gradient) const {
    for (int64_t i = 0; gradient != nullptr && i < n_; ++i) {
      double slope = 0.0;
      for (int64_t group = 0; group < groups_; ++group) slope += slopes_[group * stride() + i];
      gradient[i] = static_cast<T>(scale() * (0.5 * (alpha_ * slope)));
    }
  }

 private:
  struct Range {
    double low, width;
  };

  template <typename T>
  static std::vector<double> padded(const char* name, const T* scores, int64_t begin, int64_t n) {
    std::vector<double> values(static_cast<size_t>(divided_up(n, 8) * 8), 0.0);
    for (int64_t i = 0; i < n; ++i) {
      const double score = static_cast<double>(scores[begin + i]);
      if (!std::isfinite(score)) refuse_not_finite(name, begin + i, score);
      values[static_cast<size_t>(i)] = score;
    }
    return values;
  }

  Range range_of(const std::vector<double>& values) const {
    const auto ends = std::minmax_element(values.begin(), values.begin() + n_);
    return {*ends.first, *ends.second - *ends.first};
  }

  /* Whether diffkendall_exponentials() can hold the range, and split its factors. */
  bool fits(const Range& range) const {
    return range.width < 1e280 && alpha_ > 1e-280 && alpha_ * range.width <= kMostExponent;
  }

  /* diffkendall_sweep() from the definition, beyond exponentials. Halves first, so that no difference overflows. */
  double sweep_wide(int64_t tile, double* slope) const {
    const int64_t end = std::min(tile + kPairTile, n_);
    double total = 0.0;
    for (int64_t i = 0; i < end; ++i) {
      double row_value = 0.0;
      double row_slope = 0.0;
      for (int64_t j = std::max(tile, i + 1); j < end; ++j) {
        const double a = std::tanh(alpha_ * (0.5 * x_[i] - 0.5 * x_[j]));
        const double b = std::tanh(alpha_ * (0.5 * y_[i] - 0.5 * y_[j]));
        const double term = (1.0 - a) * (1.0 + a) * b;
        row_value += a * b;
        row_slope += term;
        slope[j] -= term;
      }
      total += row_value;
      slope[i] += row_slope;
    }
    return total;
  }

  int64_t stride() const { return static_cast<int64_t>(x_.size()); }

  double scale() const { return 2.0 / (static_cast<double>(n_) * static_cast<double>(n_ - 1)); }

  int64_t n_, groups_;
  double alpha_;
  bool fast_;
  /* Scores or their exponentials, and then zeros up to a multiple of 8. */
  std::vector<double> x_, y_;
  /* Of each group: its part of the value, and of each slope. */
  std::vector<double> values_, slopes_;
};

}  // namespace parzc

#endif
