/*
 * The part of one row, an (image, channel) pair, in Fisher information. The reference:
 *
 *   for position: s += a*d;   then s*s
 */
#ifndef PARZC_CPU_FISHER_H
#define PARZC_CPU_FISHER_H

#include "for_lanes.h"

namespace parzc {
namespace {

template <typename T>
double fisher_row(const T* a, const T* d, int64_t positions) {
  Lanes products = zeros();
  for_lanes(
      0, positions, [&](int64_t i, auto get) __attribute__((always_inline)) {
        products = products + get(a + i) * get(d + i);
      });
  const double product = sum(products);
  return product * product;
}

}  // namespace
}  // namespace parzc

#endif
