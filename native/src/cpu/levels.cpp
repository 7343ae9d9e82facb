/* The SIMD levels, and the choice of one for this machine. */
#include <cstdlib>
#include <iterator>
#include <string>

#include "../arguments.h"
#include "kernels.h"

namespace parzc {
namespace {

/* A level: its kernels, under the name that PARZC_SIMD has for it, and whether this machine runs them. */
struct Level {
  const Kernels* kernels;
  bool (*runs)();
};

#if defined(PARZC_X86_LEVELS)
bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"); }

bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}
#endif

/* From the plainest to the best. */
const Level kLevels[] = {
    {&kBaselineKernels, [] { return true; }},
#if defined(PARZC_X86_LEVELS)
    {&kAvx2Kernels, has_avx2},
    {&kAvx512Kernels, has_avx512},
#endif
};

/* "baseline, avx2 or avx512" */
std::string names() {
  std::string text;
  const Level* const last = std::end(kLevels) - 1;
  for (const Level& level : kLevels) {
    if (&level != kLevels) text += &level == last ? " or " : ", ";
    text += level.kernels->name;
  }
  return text;
}

/* The last level to consider: the one that PARZC_SIMD names, or the best. */
const Level* cap() {
  const char* name = std::getenv("PARZC_SIMD");
  if (name == nullptr || *name == '\0') return std::end(kLevels) - 1;
  for (const Level& level : kLevels) {
    if (name == std::string(level.kernels->name)) return &level;
  }
  refuse("PARZC_SIMD", name, names());
}

const Kernels& choose() {
  const Level* level = cap();
  while (!level->runs()) --level;
  return *level->kernels;
}

}  // namespace

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace parzc
