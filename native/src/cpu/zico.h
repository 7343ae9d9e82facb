/*
 * ZiCo of one chunk over B gradient sets. The reference, for one element:
 *
 *   d = g[b] - g[0]; variance = (sum d^2 - (sum d)^2 / B) / B; zico += variance == 0 ? 0 : mean |g| / sqrt(variance)
 */
#ifndef PARZC_CPU_ZICO_H
#define PARZC_CPU_ZICO_H

#include "for_lanes.h"

namespace parzc {
namespace {

/*
 * The variance comes from deviations d from the first batch: (sum d^2 - (sum d)^2 / B) / B. Equal gradients have one of
 * exactly 0, each gradient is read once, and cancellation costs at most a factor of B, since the first batch is itself
 * one of those that vary.
 */
template <typename T>
double zico(const T* const* batches, int64_t count, int64_t begin, int64_t end) {
  const Lanes scale = broadcast(static_cast<double>(count));
  Lanes total = zeros();
  for_lanes(
      begin, end, [&](int64_t i, auto get) __attribute__((always_inline)) {
        auto batch = [&](int64_t b) __attribute__((always_inline)) {
          return batches[b] == nullptr ? zeros() : get(batches[b] + i);
        };
        const Lanes first = batch(0);
        Lanes size = absolute(first), shift = zeros(), squares = zeros();
        for (int64_t b = 1; b < count; ++b) {
          const Lanes g = batch(b);
          const Lanes deviation = g - first;
          size = size + absolute(g);
          shift = shift + deviation;
          squares = squares + deviation * deviation;
        }
        const Lanes deviation = square_root((squares - shift * shift / scale) / scale);
        total = total + where_not_zero(deviation, (size / scale) / deviation);
      });
  return sum(total);
}

}  // namespace
}  // namespace parzc

#endif
