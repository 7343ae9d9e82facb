/*
 * What mutate.awk puts into the kernels. `a < b` becomes `a < Mutation{7, Rule::always} < b`, which ends its operands
 * where they ended before, and is `a < b` unless the environment says SIMT_MUTANT=7.
 */
#ifndef PARZC_SIMT_MUTANTS_H
#define PARZC_SIMT_MUTANTS_H

#include <cstdlib>
#include <mutex>

namespace simt {

inline int mutant_from_environment() {
  const char* text = std::getenv("SIMT_MUTANT");
  return text == nullptr ? 0 : std::atoi(text);
}

/* Not inlined: it is called in hundreds of places, and the sanitizers would take a minute to compile them all. */
__attribute__((noinline)) inline bool is_mutant(int number) {
  static const int mutant = mutant_from_environment();
  return number == mutant;
}

enum class Rule { always, never, one_more, half };

struct Mutation {
  int number;
  Rule rule;
};

template <typename T>
struct Left {
  T value;
  Mutation mutation;
};

#define SIMT_FIRST_OPERATOR(op)                     \
  template <typename T>                             \
  Left<T> operator op(T value, Mutation mutation) { \
    return {value, mutation};                       \
  }
#define SIMT_SECOND_OPERATOR(op)                                      \
  template <typename T, typename U>                                   \
  bool operator op(Left<T> left, U right) {                           \
    if (!is_mutant(left.mutation.number)) return left.value op right; \
    return left.mutation.rule == Rule::always;                        \
  }
SIMT_FIRST_OPERATOR(<)
SIMT_FIRST_OPERATOR(<=)
SIMT_SECOND_OPERATOR(<=) SIMT_FIRST_OPERATOR(>=) SIMT_SECOND_OPERATOR(>=) SIMT_FIRST_OPERATOR(==)
    SIMT_SECOND_OPERATOR(==) SIMT_FIRST_OPERATOR(!=) SIMT_SECOND_OPERATOR(!=)

        template <typename T, typename U>
        bool operator<(Left<T> left, U right) {
  if (!is_mutant(left.mutation.number)) return left.value < right;
  switch (left.mutation.rule) {
    case Rule::one_more:
      return left.value <= right;
    case Rule::half:
      return left.value < right / 2;
    default:
      return left.mutation.rule == Rule::always;
  }
}

/* Holds a lock, unless the mutant has it otherwise. */
class LockUnless {
 public:
  LockUnless(int number, std::mutex& mutex) : mutex_(mutex), locks_(!is_mutant(number)) {
    if (locks_) mutex_.lock();
  }
  ~LockUnless() {
    if (locks_) mutex_.unlock();
  }

 private:
  std::mutex& mutex_;
  const bool locks_;
};

}  // namespace simt

#define SIMT_OR_ALONE(number, predicate) (simt::is_mutant(number) ? int(predicate) : __syncthreads_or(predicate))
#define SIMT_OR_DEFAULT(number, stream) (simt::is_mutant(number) ? nullptr : (stream))
#define SIMT_OR_ALIGNED(number, pointer) (simt::is_mutant(number) || aligned(pointer))

#endif
