/* Inputs shaped like those of NAS-Bench-201: three stages of five cells with 16, 32 and 64 channels, six edges a cell. */
#ifndef PARZC_BENCHMARK_NETWORKS_H
#define PARZC_BENCHMARK_NETWORKS_H

#include <cstdint>
#include <numeric>
#include <vector>

/* Sizes of the weight tensors of `networks` networks whose edges are all convolutions of kernel x kernel. */
inline std::vector<int64_t> weight_sizes(int64_t networks, int64_t kernel) {
  std::vector<int64_t> sizes;
  for (int64_t n = 0; n < networks; ++n) {
    sizes.push_back(3 * 16 * 9);
    for (int64_t channels : {16, 32, 64}) {
      for (int edge = 0; edge < 5 * 6; ++edge) sizes.push_back(channels * channels * kernel * kernel);
    }
    sizes.push_back(64 * 10);
  }
  return sizes;
}

/* Features (channels x height x width) of the outputs of a network's cells, for images of 32 x 32. */
inline std::vector<int64_t> feature_counts() {
  std::vector<int64_t> counts;
  for (int64_t count : {16 * 32 * 32, 32 * 16 * 16, 64 * 8 * 8}) {
    for (int cell = 0; cell < 5; ++cell) counts.push_back(count);
  }
  return counts;
}

inline int64_t total(const std::vector<int64_t>& sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), int64_t(0));
}

/* Where each tensor begins in an array of all, one after another. */
template <typename T>
std::vector<const void*> pointers_into(const T* all, const std::vector<int64_t>& sizes) {
  std::vector<const void*> pointers;
  for (int64_t size : sizes) {
    pointers.push_back(all);
    all += size;
  }
  return pointers;
}

#endif
