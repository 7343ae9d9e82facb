/*
 * Agreement of activation signs. The reference, for images i and j:
 *
 *   for feature: agreement += (x[i] > 0) == (x[j] > 0)
 *
 * Signs become bits, 64 features to a word, so that the inputs are read once; a pair of images costs one exclusive or
 * and one count to a word.
 */
#ifndef PARZC_CPU_SIGN_AGREEMENT_H
#define PARZC_CPU_SIGN_AGREEMENT_H

#include "lanes.h"

namespace parzc {
namespace {

template <typename T>
void sign_agreement_pack(const T* row, int64_t features, uint64_t* words) {
  int64_t i = 0;
  for (; i + 64 <= features; i += 64) *words++ = positive_bits(row + i);
  if (i < features) {
    T padded[64] = {T(0)};
    for (int64_t k = i; k < features; ++k) padded[k - i] = row[k];
    *words = positive_bits(padded);
  }
}

int64_t sign_agreement_differing(const uint64_t* a, const uint64_t* b, int64_t words) {
  int64_t bits = 0;
  for (int64_t i = 0; i < words; ++i) bits += __builtin_popcountll(a[i] ^ b[i]);
  return bits;
}

}  // namespace
}  // namespace parzc

#endif
