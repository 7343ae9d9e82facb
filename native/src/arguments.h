/* Refusals: each throws InvalidArgument whose text names the argument, what was found and what was expected. */
#ifndef PARZC_ARGUMENTS_H
#define PARZC_ARGUMENTS_H

#include <cstdint>
#include <stdexcept>
#include <string>

namespace parzc {

struct InvalidArgument : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/* Name of an argument or of one entry of it; becomes text only when it is refused. */
struct Name {
  Name(const char* argument) : argument(argument), index(-1) {}
  Name(const char* argument, int64_t index) : argument(argument), index(index) {}

  std::string text() const {
    return index < 0 ? std::string(argument) : std::string(argument) + "[" + std::to_string(index) + "]";
  }

  const char* argument;
  int64_t index;
};

[[noreturn]] inline void refuse(const Name& name, const std::string& found, const std::string& expected) {
  throw InvalidArgument(name.text() + " is " + found + ", expected " + expected);
}

inline void require_at_least(const Name& name, int64_t found, int64_t least) {
  if (found < least) refuse(name, std::to_string(found), "at least " + std::to_string(least));
}

inline void require_at_most(const Name& name, int64_t found, int64_t most) {
  if (found > most) refuse(name, std::to_string(found), "at most " + std::to_string(most));
}

inline void require_present(const Name& name, const void* pointer) {
  if (pointer == nullptr) refuse(name, "null", "a pointer");
}

inline void require_aligned(const Name& name, const void* pointer, int64_t width) {
  if (reinterpret_cast<uintptr_t>(pointer) % static_cast<uintptr_t>(width) != 0) {
    refuse(name, "not aligned", "an address divisible by " + std::to_string(width));
  }
}

/* A pointer to `count` elements of `width` bytes: present and aligned, unless there is nothing to read. */
inline void require_elements(const Name& name, const void* pointer, int64_t count, int64_t width) {
  if (count == 0) return;
  require_present(name, pointer);
  require_aligned(name, pointer, width);
}

/* a * b for non-negative numbers, refused where it leaves int64. */
inline int64_t product(const Name& name, int64_t a, int64_t b) {
  int64_t result;
  if (__builtin_mul_overflow(a, b, &result)) {
    refuse(name, std::to_string(a) + " * " + std::to_string(b), "a number below 2^63");
  }
  return result;
}

/* a + b for non-negative numbers, refused where it leaves int64. */
inline int64_t sum(const Name& name, int64_t a, int64_t b) {
  int64_t result;
  if (__builtin_add_overflow(a, b, &result)) {
    refuse(name, std::to_string(a) + " + " + std::to_string(b), "a number below 2^63");
  }
  return result;
}

[[noreturn]] inline void refuse_not_finite(const char* name, int64_t index, double value) {
  refuse({name, index}, std::to_string(value), "a finite number");
}

}  // namespace parzc

#endif
