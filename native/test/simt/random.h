/* What the seed decides. */
#ifndef PARZC_SIMT_RANDOM_H
#define PARZC_SIMT_RANDOM_H

#include <cstdint>

namespace simt {

/* The last of set_seed. */
uint64_t seed();

class Random {
 public:
  explicit Random(uint64_t seed) : state_((seed + 1) * 0x9e3779b97f4a7c15u) {}

  unsigned below(unsigned limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<unsigned>((state_ >> 33) % limit);
  }

 private:
  uint64_t state_;
};

}  // namespace simt

#endif
