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
  out.push_back(k.fisher_row(w.data() + 1, g.data() + 1, size));
  const T* batches[] = {w.data() + 1, nullptr, g.data() + 1, h.data() + 1};
  out.push_back(k.zico(batches, 4, size / 3, size));
  std::vector<uint64_t> a(size / 64 + 1, 0), b = a;
  k.sign_agreement_pack(w.data() + 1, size, a.data());
  k.sign_agreement_pack(g.data() + 1, size, b.data());
  out.push_back(
      static_cast<double>(level.sign_agreement_differing(a.data(), b.data(), static_cast<int64_t>(a.size()))));
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
    p.resize((n + 7) / 8 * 8, 0.0);
    q.resize(p.size(), 0.0);
    std::vector<double> first;
    for (const Kernels* level : levels()) {
      auto x = p, y = q;
      level->diffkendall_exponentials(x.data(), n, 0.7, -6.0);
      level->diffkendall_exponentials(y.data(), n, 40.0, -6.0);
      std::vector<double> results = x;
      results.insert(results.end(), y.begin(), y.end());
      std::vector<double> slopes(p.size(), 0.0);
      for (int64_t tile = 0; tile < n; tile += kPairTile) {
        results.push_back(level->diffkendall_sweep(x.data(), y.data(), n, tile, slopes.data()));
      }
      results.insert(results.end(), slopes.begin(), slopes.end());
      if (first.empty()) first = results;
      EXPECT_EQ(0, std::memcmp(first.data(), results.data(), results.size() * sizeof(double)))
          << level->name << ", n " << n;
    }
  }
}

/* Against long double, which has 11 bits more. */
TEST(Levels, TakeExponentialsToTwoUlps) {
  std::vector<double> values;
  for (double v = 1e-18; v < 300.0; v *= 1.0173) values.push_back(v);
  for (const Kernels* level : levels()) {
    auto results = values;
    level->diffkendall_exponentials(results.data(), static_cast<int64_t>(results.size()), 1.0, 0.0);
    for (size_t i = 0; i < values.size(); ++i) {
      const double expected = static_cast<double>(std::expm1(static_cast<long double>(values[i])));
      EXPECT_NEAR(expected, results[i], 4e-16 * expected) << level->name << " of " << values[i];
    }
  }
}

}  // namespace
}  // namespace parzc
