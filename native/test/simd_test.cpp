/*
 * That PARZC_SIMD caps the instruction set, or is refused: simd_test LEVEL, or simd_test refused, with PARZC_SIMD set.
 * A process of its own, since the choice is made once.
 */
#include <cstdio>
#include <cstdlib>
#include <string>

#include "parzc/parzc.h"

namespace {

bool good = true;

void check(bool holds, const std::string& what) {
  if (holds) return;
  good = false;
  std::fprintf(stderr, "%s; last error: %s\n", what.c_str(), parzc_last_error());
}

void check_level(const std::string& level, parzc_backend* cpu) {
  check(parzc_simd() == level, std::string("found ") + parzc_simd() + ", expected " + level);
  check(std::string(parzc_describe(cpu)) == "cpu, " + level + ", 1 thread", parzc_describe(cpu));
}

void check_refusal(parzc_backend* cpu) {
  const std::string text = std::string("PARZC_SIMD is ") + std::getenv("PARZC_SIMD") + ", expected baseline";
  check(cpu == nullptr, "the CPU opened");
  check(std::string(parzc_last_error()).find(text) == 0, "expected " + text);
  check(std::string(parzc_simd()).empty(), std::string("found ") + parzc_simd() + ", expected none");
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: PARZC_SIMD=VALUE simd_test LEVEL|refused\n");
    return 2;
  }
  const std::string expected = arguments[1];
  parzc_backend* cpu = nullptr;
  const int code = parzc_open_cpu(1, &cpu);
  if (expected == "refused") {
    check(code == PARZC_INVALID_ARGUMENT, "code " + std::to_string(code));
    check_refusal(cpu);
  } else {
    check(code == PARZC_OK, "code " + std::to_string(code));
    check_level(expected, cpu);
  }
  parzc_close(&cpu);
  return good ? 0 : 1;
}
