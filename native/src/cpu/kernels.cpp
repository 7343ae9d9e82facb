/* Compiled once per SIMD level, with PARZC_LEVEL and PARZC_TABLE naming it. Uses no library template: see lanes.h. */
#include "kernels.h"

#include "lanes.h"
#include "parzc/parzc.h"

namespace parzc {
namespace {

/* Loaders of a whole vector, and of the rest of a row that is shorter than one. */
struct Whole {
  template <typename T>
  PARZC_INLINE Lanes operator()(const T* p) const { return load(p); }
};
struct Rest {
  int64_t count;
  template <typename T>
  PARZC_INLINE Lanes operator()(const T* p) const { return load_some(p, count); }
};

/* Calls body(offset, loader) for every vector of [begin, end). */
template <typename Body>
PARZC_INLINE void for_lanes(int64_t begin, int64_t end, Body body) {
  int64_t i = begin;
  for (; i + kLanes <= end; i += kLanes) body(i, Whole{});
  if (i < end) body(i, Rest{end - i});
}

PARZC_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

template <bool kGradient, bool kHessian, typename T>
PARZC_INLINE void add_chunk(const T* w, const T* g, const T* h, int64_t begin, int64_t end, double* sums) {
  Lanes w2 = zeros(), g2 = zeros(), abs_wg = zeros(), wg = zeros(), wh = zeros();
  for_lanes(begin, end, [&](int64_t i, auto get) __attribute__((always_inline)) {
    const Lanes x = get(w + i);
    w2 = w2 + x * x;
    if (kGradient) {
      const Lanes y = get(g + i);
      const Lanes xy = x * y;
      g2 = g2 + y * y;
      abs_wg = abs_wg + absolute(xy);
      wg = wg + xy;
    }
    if (kHessian) wh = wh + x * get(h + i);
  });
  sums[PARZC_SUM_W2] += sum(w2);
  sums[PARZC_SUM_G2] += sum(g2);
  sums[PARZC_SUM_ABS_WG] += sum(abs_wg);
  sums[PARZC_SUM_WG] += sum(wg);
  sums[PARZC_SUM_WH] += sum(wh);
}

template <typename T>
int64_t non_finite(const T* values, int64_t size) {
  int64_t count = 0;
  if (values != nullptr) {
    for (int64_t i = 0; i < size; ++i) count += !(values[i] - values[i] == T(0));
  }
  return count;
}

template <typename T>
void node_sums(const T* w, const T* g, const T* h, int64_t size, double* sums) {
  for (int c = 0; c < PARZC_SUM_COLUMNS; ++c) sums[c] = 0.0;
  for (int64_t begin = 0; begin < size; begin += kChunk) {
    const int64_t end = smaller(begin + kChunk, size);
    if (g != nullptr && h != nullptr) {
      add_chunk<true, true>(w, g, h, begin, end, sums);
    } else if (g != nullptr) {
      add_chunk<true, false>(w, g, h, begin, end, sums);
    } else if (h != nullptr) {
      add_chunk<false, true>(w, g, h, begin, end, sums);
    } else {
      add_chunk<false, false>(w, g, h, begin, end, sums);
    }
  }
  /* Finite sums of w^2, g^2 and w h leave no room for a non-finite entry (0 * inf is NaN), so count only otherwise. */
  const double probe = sums[PARZC_SUM_W2] + sums[PARZC_SUM_G2] + sums[PARZC_SUM_WH];
  if (!(probe - probe == 0.0)) {
    sums[PARZC_SUM_NONFINITE] =
        static_cast<double>(non_finite(w, size) + non_finite(g, size) + non_finite(h, size));
  }
}

template <typename T>
double squared_row_products(const T* a, const T* d, int64_t rows, int64_t positions) {
  double total = 0.0;
  for (int64_t row = 0; row < rows; ++row, a += positions, d += positions) {
    double product = 0.0;
    for (int64_t begin = 0; begin < positions; begin += kChunk) {
      Lanes partial = zeros();
      for_lanes(begin, smaller(begin + kChunk, positions), [&](int64_t i, auto get) __attribute__((always_inline)) {
        partial = partial + get(a + i) * get(d + i);
      });
      product += sum(partial);
    }
    total += product * product;
  }
  return total;
}

template <typename T>
void pack_signs(const T* row, int64_t features, uint64_t* words) {
  int64_t i = 0;
  for (; i + 64 <= features; i += 64) *words++ = positive_bits(row + i);
  if (i < features) {
    T padded[64] = {T(0)};
    for (int64_t k = i; k < features; ++k) padded[k - i] = row[k];
    *words = positive_bits(padded);
  }
}

int64_t differing_bits(const uint64_t* a, const uint64_t* b, int64_t words) {
  int64_t bits = 0;
  for (int64_t i = 0; i < words; ++i) bits += __builtin_popcountll(a[i] ^ b[i]);
  return bits;
}

/* Deviations are taken from the first batch, so that equal gradients have a deviation of exactly 0. */
template <typename T>
double zico(const T* const* batches, int64_t count, int64_t size) {
  const Lanes scale = broadcast(static_cast<double>(count));
  double total = 0.0;
  for (int64_t begin = 0; begin < size; begin += kChunk) {
    Lanes partial = zeros();
    for_lanes(begin, smaller(begin + kChunk, size), [&](int64_t i, auto get) __attribute__((always_inline)) {
      auto batch = [&](int64_t b) __attribute__((always_inline)) {
        return batches[b] == nullptr ? zeros() : get(batches[b] + i);
      };
      const Lanes first = batch(0);
      Lanes size_sum = absolute(first), shift = zeros();
      for (int64_t b = 1; b < count; ++b) {
        const Lanes g = batch(b);
        size_sum = size_sum + absolute(g);
        shift = shift + (g - first);
      }
      shift = shift / scale;
      Lanes squares = shift * shift;
      for (int64_t b = 1; b < count; ++b) {
        const Lanes deviation = (batch(b) - first) - shift;
        squares = squares + deviation * deviation;
      }
      const Lanes deviation = square_root(squares / scale);
      partial = partial + where_not_zero(deviation, (size_sum / scale) / deviation);
    });
    total += sum(partial);
  }
  return total;
}

/* What row i of the pairs brings, broadcast, and what it collects. */
struct Row {
  Lanes p, p_shifted, p_exp, q, q_shifted;
  Lanes value, slope;
};

/* Adds the pairs of a row with 8 columns; `weight`, 0 or 1 per column, hides the padding. */
template <bool kMasked, bool kMirror>
PARZC_INLINE void add_pairs(Row& row, const double* p, const double* q, const Lanes& weight, double* slope) {
  const Lanes pj = load(p);
  const Lanes qj = load(q);
  const Lanes p_sum = row.p_shifted + pj;
  const Lanes q_sum = row.q_shifted + qj;
  /* One division serves both quotients. */
  const Lanes inverse = broadcast(1.0) / (p_sum * q_sum);
  const Lanes p_inverse = q_sum * inverse;
  const Lanes a = (row.p - pj) * p_inverse;
  Lanes b = (row.q - qj) * (p_sum * inverse);
  if (kMasked) b = b * weight;
  const Lanes term = ((row.p_exp * p_inverse) * ((pj + broadcast(1.0)) * p_inverse)) * b;
  row.value = row.value + a * b;
  row.slope = row.slope + term;
  if (kMirror) store(slope, load(slope) - term);
}

double pair_sweep(const double* p, const double* q, int64_t n, double* slope) {
  constexpr int64_t kTile = 1024;
  const int64_t whole = n / kLanes * kLanes;
  double mask[kLanes];
  for (int k = 0; k < kLanes; ++k) mask[k] = whole + k < n ? 1.0 : 0.0;
  const Lanes ones = broadcast(1.0);
  const Lanes rest = load(mask);
  double total = 0.0;
  for (int64_t tile = 0; tile < n; tile += kTile) {
    const int64_t end = smaller(tile + kTile, n);
    const int64_t whole_end = smaller(end, whole);
    for (int64_t i = 0; i < end; ++i) {
      Row row;
      row.p = broadcast(p[i]);
      row.p_shifted = broadcast(p[i] + 2.0);
      row.p_exp = broadcast(p[i] + 1.0);
      row.q = broadcast(q[i]);
      row.q_shifted = broadcast(q[i] + 2.0);
      row.value = zeros();
      row.slope = zeros();
      int64_t j = tile;
      if (i >= tile) {
        /* Within its own group of 8 a row meets every pair from both sides: half the value, no mirrored slope. */
        j = i / kLanes * kLanes;
        add_pairs<true, false>(row, p + j, q + j, j == whole ? rest : ones, slope);
        row.value = row.value * broadcast(0.5);
        j += kLanes;
      }
      for (; j < whole_end; j += kLanes) add_pairs<false, true>(row, p + j, q + j, ones, slope + j);
      if (j < end) add_pairs<true, true>(row, p + j, q + j, rest, slope + j);
      total += sum(row.value);
      slope[i] += sum(row.slope);
    }
  }
  return total;
}

}  // namespace

extern const Kernels PARZC_TABLE = {
    PARZC_LEVEL,
    {node_sums<float>, squared_row_products<float>, pack_signs<float>, zico<float>},
    {node_sums<double>, squared_row_products<double>, pack_signs<double>, zico<double>},
    differing_bits,
    pair_sweep,
};

}  // namespace parzc
