/* Every SIMD level of this machine gives the same bits. */
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "kernels.h"
#include "parzc/parzc.h"
#include "samples.h"

namespace parzc {
namespace {

std::vector<const Kernels*> levels() {
  std::vector<const Kernels*> found{&kBaselineKernels};
#if defined(PARZC_X86_LEVELS)
  if (__builtin_cpu_supports("avx2")) found.push_back(&kAvx2Kernels);
  if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    found.push_back(&kAvx512Kernels);
  }
#endif
  return found;
}

/* Appends the bits of all that a level computes from a sample of `size` elements. */
template <typename T>
void compute(const Kernels& level, int64_t size, std::vector<double>& out) {
  const TypedKernels<T>& k = typed<T>(level);
  const auto w = normal<T>(size + 1, 1), g = normal<T>(size + 1, 2), h = normal<T>(size + 1, 3);
  for (int present = 0; present < 4; ++present) {
    double sums[PARZC_SUM_COLUMNS];
    k.node_sums(w.data() + 1, present & 1 ? g.data() + 1 : nullptr, present & 2 ? h.data() + 1 : nullptr, size, sums);
    out.insert(out.end(), sums, sums + PARZC_SUM_COLUMNS);
  }
  out.push_back(k.squared_row_products(w.data() + 1, g.data() + 1, 1, size));
  const T* batches[] = {w.data() + 1, nullptr, g.data() + 1, h.data() + 1};
  out.push_back(k.zico(batches, 4, size));
  std::vector<uint64_t> a(size / 64 + 1, 0), b = a;
  k.pack_signs(w.data() + 1, size, a.data());
  k.pack_signs(g.data() + 1, size, b.data());
  out.push_back(static_cast<double>(level.differing_bits(a.data(), b.data(), static_cast<int64_t>(a.size()))));
}

TEST(Levels, GiveTheSameBits) {
  for (int64_t size : boundary_sizes()) {
    std::vector<double> first;
    for (const Kernels* level : levels()) {
      std::vector<double> results;
      compute<float>(*level, size, results);
      compute<double>(*level, size, results);
      if (first.empty()) first = results;
      EXPECT_EQ(0, std::memcmp(first.data(), results.data(), results.size() * sizeof(double)))
          << level->name << ", size " << size;
    }
  }
}

TEST(Levels, SweepPairsToTheSameBits) {
  for (int64_t n : {2, 7, 8, 9, 1023, 1024, 1025, 2050}) {
    auto p = normal<double>(n, 1), q = normal<double>(n, 2);
    for (double& v : p) v = std::fabs(v);
    for (double& v : q) v = std::fabs(v);
    p.resize((n + 7) / 8 * 8, 0.0);
    q.resize(p.size(), 0.0);
    std::vector<double> first;
    for (const Kernels* level : levels()) {
      std::vector<double> results(p.size(), 0.0);
      const double value = level->pair_sweep(p.data(), q.data(), n, results.data());
      results.push_back(value);
      if (first.empty()) first = results;
      EXPECT_EQ(0, std::memcmp(first.data(), results.data(), results.size() * sizeof(double)))
          << level->name << ", n " << n;
    }
  }
}

}  // namespace
}  // namespace parzc
