/*
 * DiffKendall of many lists. The reference, for one list, in float64:
 *
 *   for i, j != i: a = tanh(alpha (x_i - x_j) / 2), b = tanh(alpha (y_i - y_j) / 2)
 *                  value += a*b;  slope_i += (1 - a*a) * b
 *   value /= n (n - 1);  gradient_i = alpha slope_i / (n (n - 1))
 *
 * Three kernels: one block to a list looks at the range and takes exponentials; the sweep gives a row to each thread
 * and walks a segment of the columns in tiles of shared memory; one block to a list adds the segments. Every ordered
 * pair is visited, which costs a second division per pair and saves all writes to the columns' side: no atomics, and
 * 16 doubles of memory to a row at most. With E = exp(alpha x), a = (E_i - E_j) / (E_i + E_j): two additions, five
 * multiplications and half a division to a factor. The floor is float64 arithmetic, some 35 operations to a pair.
 */
#ifndef PARZC_DIFFKENDALL_CUH
#define PARZC_DIFFKENDALL_CUH

#include "device.cuh"

namespace parzc {
namespace cuda {

/* Rows of a sweep's block, one to a thread, and columns of a tile. */
constexpr int kPairTile = 128;

/* Columns are cut into segments of at least so many, so that short lists fill the GPU too... */
constexpr int64_t kLeastSegment = 256;

/* ... and into at most so many segments, so that memory stays O(n). */
constexpr int64_t kMostSegments = 16;

/* Exponents up to this keep every product of the sweep well inside float64. */
constexpr double kMostExponent = 300.0;

/* One list: where it begins in the arrays over all lists, and how its pairs are cut. */
struct ListCut {
  int64_t begin;
  int64_t n;
  int64_t segments;
  /* Columns of a segment, a multiple of the tile. */
  int64_t segment;
  /* Where its partial slopes (segments x n) and values (row tiles x segments) begin. */
  int64_t first_slope;
  int64_t first_value;
};

/* One block of the sweep. */
struct PairTask {
  int32_t list;
  int32_t row_tile;
  int32_t segment;
  int32_t unused;
};

/* The first score that is not finite; position INT64_MAX if there is none. */
struct BadScore {
  int64_t position;
  double value;
};

/* What the first kernel found in a list. */
struct ListState {
  BadScore prediction;
  BadScore label;
  int64_t fast;
};

__device__ __forceinline__ double2 warp_range(double low, double high) {
#pragma unroll
  for (int distance = kWarp / 2; distance > 0; distance /= 2) {
    low = fmin(low, __shfl_xor_sync(0xffffffffu, low, distance));
    high = fmax(high, __shfl_xor_sync(0xffffffffu, high, distance));
  }
  return make_double2(low, high);
}

/* The least and the greatest of n scores, in every thread, and the first that is not finite. */
template <typename T>
__device__ double2 block_range(const T* scores, int64_t n, BadScore* bad) {
  __shared__ double lows[kWarps], highs[kWarps];
  __shared__ long long bads[kWarps];
  const int lane = threadIdx.x % kWarp, warp = threadIdx.x / kWarp;
  double low = HUGE_VAL, high = -HUGE_VAL;
  long long first_bad = INT64_MAX;
  for (int64_t i = threadIdx.x; i < n; i += kBlock) {
    const double v = static_cast<double>(scores[i]);
    if (not_finite(v)) {
      first_bad = first_bad < i ? first_bad : i;
    } else {
      low = fmin(low, v);
      high = fmax(high, v);
    }
  }
  const double2 range = warp_range(low, high);
#pragma unroll
  for (int distance = kWarp / 2; distance > 0; distance /= 2) {
    const long long other = __shfl_xor_sync(0xffffffffu, first_bad, distance);
    first_bad = other < first_bad ? other : first_bad;
  }
  if (lane == 0) {
    lows[warp] = range.x;
    highs[warp] = range.y;
    bads[warp] = first_bad;
  }
  __syncthreads();
  double2 all = make_double2(lows[0], highs[0]);
  long long first = bads[0];
  for (int w = 1; w < kWarps; ++w) {
    all.x = fmin(all.x, lows[w]);
    all.y = fmax(all.y, highs[w]);
    first = bads[w] < first ? bads[w] : first;
  }
  *bad = {first, first < n ? static_cast<double>(scores[first]) : 0.0};
  /* The arrays are written again for the labels. */
  __syncthreads();
  return all;
}

/* exp(alpha (v - low)) - 1, with the rounding of the exponent put back to first order. */
__device__ __forceinline__ double exponential(double v, double alpha, double low) {
  const double difference = v - low;
  const double back = difference + low;
  const double lost = (v - back) + ((back - difference) - low);
  const double exponent = alpha * difference;
  const double error = fma(alpha, difference, -exponent) + alpha * lost;
  const double grown = expm1(exponent);
  return grown + (grown + 1.0) * error;
}

/* Block l turns list l into pairs (p, q), exponentials where both ranges fit, else the scores themselves. */
template <typename T>
__global__ void __launch_bounds__(kBlock)
    diffkendall_prepare(const ListCut* __restrict__ cuts, const T* __restrict__ predictions,
                        const T* __restrict__ labels, double alpha, double2* __restrict__ scores,
                        ListState* __restrict__ states) {
  const ListCut cut = cuts[blockIdx.x];
  const T* x = predictions + cut.begin;
  const T* y = labels + cut.begin;
  ListState state;
  const double2 x_range = block_range(x, cut.n, &state.prediction);
  const double2 y_range = block_range(y, cut.n, &state.label);
  state.fast = alpha * (x_range.y - x_range.x) <= kMostExponent && alpha * (y_range.y - y_range.x) <= kMostExponent;
  if (threadIdx.x == 0) states[blockIdx.x] = state;
  for (int64_t i = threadIdx.x; i < cut.n; i += kBlock) {
    const double p = static_cast<double>(x[i]), q = static_cast<double>(y[i]);
    scores[cut.begin + i] = state.fast
                                ? make_double2(exponential(p, alpha, x_range.x), exponential(q, alpha, y_range.x))
                                : make_double2(p, q);
  }
}

/* tanh(alpha (x_i - x_j) / 2) for predictions and labels, from exponentials; one division serves both. */
struct FastFactors {
  __device__ __forceinline__ double2 operator()(double2 row, double2 column) const {
    const double p_sum = row.x + column.x + 2.0, q_sum = row.y + column.y + 2.0;
    const double inverse = 1.0 / (p_sum * q_sum);
    return make_double2((row.x - column.x) * (q_sum * inverse), (row.y - column.y) * (p_sum * inverse));
  }
};

/* The same from the definition. Halves first, so that no difference overflows. */
struct WideFactors {
  double alpha;

  __device__ __forceinline__ double2 operator()(double2 row, double2 column) const {
    return make_double2(tanh(alpha * (0.5 * row.x - 0.5 * column.x)), tanh(alpha * (0.5 * row.y - 0.5 * column.y)));
  }
};

/* What one row finds in one segment of columns. */
struct RowSums {
  double value;
  double slope;
};

/* Walks the columns begin to end of a list in tiles; all threads of the block take part, `present` or not. */
template <typename Factors>
__device__ __forceinline__ RowSums sweep_segment(const double2* __restrict__ list, int64_t begin, int64_t end,
                                                 double2 row, bool present, Factors factors) {
  __shared__ double2 columns[kPairTile];
  RowSums sums = {0.0, 0.0};
  for (int64_t tile = begin; tile < end; tile += kPairTile) {
    const int64_t rest = end - tile;
    const int count = static_cast<int>(rest < kPairTile ? rest : kPairTile);
    if (static_cast<int>(threadIdx.x) < count) columns[threadIdx.x] = list[tile + threadIdx.x];
    __syncthreads();
    if (present) {
      /* A pair of a row with itself adds exactly 0. */
      /* By 2: unrolled further, sm_80 spills. */
#pragma unroll 2
      for (int k = 0; k < count; ++k) {
        const double2 ab = factors(row, columns[k]);
        const double product = ab.x * ab.y;
        sums.value += product;
        sums.slope += ab.y - ab.x * product;
      }
    }
    /* The tile is written again. */
    __syncthreads();
  }
  return sums;
}

/* Each thread adds the pairs of one row with one segment of columns. */
static __global__ void __launch_bounds__(kPairTile)
    diffkendall_sweep(const ListCut* __restrict__ cuts, const PairTask* __restrict__ tasks,
                      const ListState* __restrict__ states, const double2* __restrict__ scores, double alpha,
                      double* __restrict__ slopes, double* __restrict__ values) {
  const PairTask task = tasks[blockIdx.x];
  const ListCut cut = cuts[task.list];
  const double2* list = scores + cut.begin;
  const int64_t row = static_cast<int64_t>(task.row_tile) * kPairTile + threadIdx.x;
  const bool present = row < cut.n;
  const double2 mine = present ? list[row] : make_double2(0.0, 0.0);
  const int64_t begin = task.segment * cut.segment;
  const int64_t end = begin + cut.segment < cut.n ? begin + cut.segment : cut.n;
  const RowSums sums = states[task.list].fast != 0 ? sweep_segment(list, begin, end, mine, present, FastFactors{})
                                                   : sweep_segment(list, begin, end, mine, present, WideFactors{alpha});
  if (present) slopes[cut.first_slope + task.segment * cut.n + row] = sums.slope;
  const double value[1] = {sums.value};
  store_block_sums<1, kPairTile>(value, values + cut.first_value + task.row_tile * cut.segments + task.segment);
}

/* Block l adds the segments of list l in order. With a non-finite score in any list, no gradient is written. */
template <typename T>
__global__ void __launch_bounds__(kBlock)
    diffkendall_finish(const ListCut* __restrict__ cuts, const ListState* __restrict__ states, int64_t lists,
                       double alpha, const double* __restrict__ slopes, const double* __restrict__ values,
                       double* __restrict__ taus, T* __restrict__ gradient) {
  const ListCut cut = cuts[blockIdx.x];
  const double scale = 1.0 / (static_cast<double>(cut.n) * static_cast<double>(cut.n - 1));
  bool bad = false;
  for (int64_t l = threadIdx.x; l < lists; l += kBlock) {
    bad = bad || states[l].prediction.position != INT64_MAX || states[l].label.position != INT64_MAX;
  }
  if (!__syncthreads_or(bad) && gradient != nullptr) {
    for (int64_t i = threadIdx.x; i < cut.n; i += kBlock) {
      double slope = 0.0;
      for (int64_t s = 0; s < cut.segments; ++s) slope += slopes[cut.first_slope + s * cut.n + i];
      gradient[cut.begin + i] = static_cast<T>(scale * (alpha * slope));
    }
  }
  const int64_t count = (cut.n + kPairTile - 1) / kPairTile * cut.segments;
  double total[1] = {};
  for (int64_t v = threadIdx.x; v < count; v += kBlock) total[0] += scale * values[cut.first_value + v];
  store_block_sums<1, kBlock>(total, taus + blockIdx.x);
}

}  // namespace cuda
}  // namespace parzc

#endif
