#ifndef PARZC_SAMPLES_H
#define PARZC_SAMPLES_H

#include <cstdint>
#include <random>
#include <vector>

/* Lengths around every boundary of the kernels: vector, word, chunk. */
inline std::vector<int64_t> boundary_sizes() {
  return {0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 16383, 16384, 16385, 40001};
}

/* Normal values; the same seed gives the same values. */
template <typename T>
std::vector<T> normal(int64_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> distribution;
  std::vector<T> values(static_cast<size_t>(count));
  for (T& value : values) value = static_cast<T>(distribution(random));
  return values;
}

#endif
