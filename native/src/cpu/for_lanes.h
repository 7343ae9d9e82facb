/*
 * A row taken eight elements at a time, whole vectors first. What the kernels beside it share; like them it is compiled
 * once per SIMD level, by kernels.cpp, and uses no library template: see lanes.h.
 */
#ifndef PARZC_CPU_FOR_LANES_H
#define PARZC_CPU_FOR_LANES_H

#include "lanes.h"

namespace parzc {
namespace {

/* Loaders of a whole vector, and of the rest of a row that is shorter than one. */
struct Whole {
  template <typename T>
  PARZC_INLINE Lanes operator()(const T* p) const {
    return load(p);
  }
};
struct Rest {
  int64_t count;
  template <typename T>
  PARZC_INLINE Lanes operator()(const T* p) const {
    return load_some(p, count);
  }
};

/* Calls body(offset, loader) for every vector of [begin, end). */
template <typename Body>
PARZC_INLINE void for_lanes(int64_t begin, int64_t end, Body body) {
  int64_t i = begin;
  for (; i + kLanes <= end; i += kLanes) body(i, Whole{});
  if (i < end) body(i, Rest{end - i});
}

PARZC_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

}  // namespace
}  // namespace parzc

#endif
