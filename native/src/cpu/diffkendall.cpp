#include "diffkendall.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "../arguments.h"
#include "../chunks.h"
#include "kernels.h"
#include "parallel.h"

namespace parzc {
namespace {

/* Exponents up to this keep every product of the sweep well inside float64: (2 e^300)^2 is 1e261. */
constexpr double kMostExponent = 300.0;

/* Tiles of one list are dealt to at most so many groups, each with its own slopes: memory stays O(n). */
constexpr int64_t kMostGroups = 16;

/* Pairs that are worth a thread: some 60 microseconds. */
constexpr int64_t kPairsPerThread = 200000;

struct Range {
  double low, width;
};

Range range_of(const std::vector<double>& values, int64_t n) {
  const auto ends = std::minmax_element(values.begin(), values.begin() + n);
  return {*ends.first, *ends.second - *ends.first};
}

/* Whether exponentials() can hold the range, and split its factors. */
bool fits(const Range& range, double alpha) {
  return range.width < 1e280 && alpha > 1e-280 && alpha * range.width <= kMostExponent;
}

/* sweep_pairs from the definition, for ranges beyond exponentials. Halves first, so that no difference overflows. */
double sweep_wide_pairs(const std::vector<double>& x, const std::vector<double>& y, int64_t n, int64_t tile,
                        double alpha, double* slope) {
  const int64_t end = std::min(tile + kPairTile, n);
  double total = 0.0;
  for (int64_t i = 0; i < end; ++i) {
    double row_value = 0.0;
    double row_slope = 0.0;
    for (int64_t j = std::max(tile, i + 1); j < end; ++j) {
      const double a = std::tanh(alpha * (0.5 * x[i] - 0.5 * x[j]));
      const double b = std::tanh(alpha * (0.5 * y[i] - 0.5 * y[j]));
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

/* One list on its way: its scores or their exponentials, and what the groups of tiles have found. */
struct List {
  int64_t n, groups;
  bool fast;
  std::vector<double> x, y;
  std::vector<double> totals, slopes;

  int64_t stride() const { return static_cast<int64_t>(x.size()); }

  /* Group g takes every groups-th tile, from g on: later tiles hold more pairs. */
  void sweep(int64_t group, double alpha) {
    double* slope = slopes.data() + group * stride();
    double total = 0.0;
    for (int64_t tile = group * kPairTile; tile < n; tile += groups * kPairTile) {
      total += fast ? kernels().sweep_pairs(x.data(), y.data(), n, tile, slope)
                    : sweep_wide_pairs(x, y, n, tile, alpha, slope);
    }
    totals[static_cast<size_t>(group)] = total;
  }
};

template <typename T>
std::vector<double> padded(const char* name, const T* scores, int64_t begin, int64_t n) {
  std::vector<double> values(static_cast<size_t>(divided_up(n, 8) * 8), 0.0);
  for (int64_t i = 0; i < n; ++i) {
    const double score = static_cast<double>(scores[begin + i]);
    if (!std::isfinite(score)) refuse_not_finite(name, begin + i, score);
    values[static_cast<size_t>(i)] = score;
  }
  return values;
}

template <typename T>
List list_of(const ScoreLists<T>& lists, int64_t begin, int64_t n) {
  List list;
  list.n = n;
  list.groups = std::min(divided_up(n, kPairTile), kMostGroups);
  list.x = padded("predictions", lists.predictions, begin, n);
  list.y = padded("labels", lists.labels, begin, n);
  const Range x = range_of(list.x, n), y = range_of(list.y, n);
  list.fast = fits(x, lists.alpha) && fits(y, lists.alpha);
  if (list.fast) {
    kernels().exponentials(list.x.data(), n, lists.alpha, x.low);
    kernels().exponentials(list.y.data(), n, lists.alpha, y.low);
  }
  list.totals.assign(static_cast<size_t>(list.groups), 0.0);
  list.slopes.assign(static_cast<size_t>(list.groups * list.stride()), 0.0);
  return list;
}

}  // namespace

template <typename T>
void diffkendall(int threads, const ScoreLists<T>& lists, double* values) {
  struct Task {
    int64_t list, group;
  };
  std::vector<List> work;
  std::vector<Task> tasks;
  double pairs = 0.0;
  for (int64_t l = 0, begin = 0; l < lists.count; begin += lists.sizes[l], ++l) {
    const int64_t n = lists.sizes[l];
    work.push_back(list_of(lists, begin, n));
    /* The last group has the most pairs: it goes first. */
    for (int64_t group = work.back().groups; group-- > 0;) tasks.push_back({l, group});
    pairs += 0.5 * static_cast<double>(n) * static_cast<double>(n);
  }
  const int64_t count = static_cast<int64_t>(tasks.size());
  const double useful = std::min<double>(threads, pairs / kPairsPerThread);
  parallel_for(static_cast<int>(useful), count, 1, [&](int64_t t) {
    work[static_cast<size_t>(tasks[t].list)].sweep(tasks[t].group, lists.alpha);
  });
  for (int64_t l = 0, begin = 0; l < lists.count; begin += lists.sizes[l], ++l) {
    const List& list = work[static_cast<size_t>(l)];
    const double scale = 2.0 / (static_cast<double>(list.n) * static_cast<double>(list.n - 1));
    double total = 0.0;
    for (double part : list.totals) total += part;
    values[l] = std::max(-1.0, std::min(1.0, scale * total));
    for (int64_t i = 0; lists.gradient != nullptr && i < list.n; ++i) {
      double slope = 0.0;
      for (int64_t group = 0; group < list.groups; ++group) slope += list.slopes[group * list.stride() + i];
      lists.gradient[begin + i] = static_cast<T>(scale * (0.5 * (lists.alpha * slope)));
    }
  }
}

template void diffkendall<float>(int, const ScoreLists<float>&, double*);
template void diffkendall<double>(int, const ScoreLists<double>&, double*);

}  // namespace parzc
