#include "kernels.h"

#include <cstdlib>
#include <cstring>

namespace parzc {
namespace {

const Kernels& choose() {
#if defined(PARZC_X86_LEVELS)
  const char* cap = std::getenv("PARZC_SIMD");
  const bool capped_at_baseline = cap != nullptr && std::strcmp(cap, "baseline") == 0;
  const bool capped_at_avx2 = cap != nullptr && std::strcmp(cap, "avx2") == 0;
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  if (avx512 && !capped_at_baseline && !capped_at_avx2) return kAvx512Kernels;
  if (avx2 && !capped_at_baseline) return kAvx2Kernels;
#endif
  return kBaselineKernels;
}

}  // namespace

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace parzc
