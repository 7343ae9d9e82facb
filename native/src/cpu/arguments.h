/* Refusals: each throws InvalidArgument whose text names the argument, what was found and what was expected. */
#ifndef PARZC_ARGUMENTS_H
#define PARZC_ARGUMENTS_H

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace parzc {

struct InvalidArgument : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

[[noreturn]] inline void refuse(const std::string& name, const std::string& found, const std::string& expected) {
  throw InvalidArgument(name + " is " + found + ", expected " + expected);
}

inline std::string at(const char* name, int64_t index) { return std::string(name) + "[" + std::to_string(index) + "]"; }

inline void require_at_least(const std::string& name, int64_t found, int64_t least) {
  if (found < least) refuse(name, std::to_string(found), "at least " + std::to_string(least));
}

inline void require_present(const std::string& name, const void* pointer) {
  if (pointer == nullptr) refuse(name, "null", "a pointer");
}

/* A pointer to `count` elements of `width` bytes: present and aligned, unless there is nothing to read. */
inline void require_elements(const std::string& name, const void* pointer, int64_t count, int64_t width) {
  if (count == 0) return;
  require_present(name, pointer);
  if (reinterpret_cast<uintptr_t>(pointer) % static_cast<uintptr_t>(width) != 0) {
    refuse(name, "not aligned", "an address divisible by " + std::to_string(width));
  }
}

/* a * b for non-negative numbers, refused where it leaves int64. */
inline int64_t product(const std::string& name, int64_t a, int64_t b) {
  int64_t result;
  if (__builtin_mul_overflow(a, b, &result)) {
    refuse(name, std::to_string(a) + " * " + std::to_string(b), "a number of bytes below 2^63");
  }
  return result;
}

template <typename T>
void require_finite(const char* name, const T* values, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    if (!std::isfinite(values[i])) refuse(at(name, i), std::to_string(values[i]), "a finite number");
  }
}

}  // namespace parzc

#endif
