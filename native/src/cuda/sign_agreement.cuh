/*
 * Agreement of activation signs of many layers. The reference, for images i and j of one layer:
 *
 *   for feature: agreement += (x[i] > 0) == (x[j] > 0)
 *
 * The first kernel turns signs into bits, 32 features to a word by one ballot: the inputs are read once. The second
 * gives each pair of images to one warp, which counts the differing bits word by word.
 */
#ifndef PARZC_SIGN_AGREEMENT_CUH
#define PARZC_SIGN_AGREEMENT_CUH

#include "../chunks.h"
#include "device.cuh"

namespace parzc {
namespace cuda {

/* Features whose signs one warp packs: one word to a lane. */
constexpr int64_t kFeaturesPerWarp = kWarp * kWarp;

/* SignAgreementArguments on the device. A chunk is kFeaturesPerWarp features of one row, (layer, image). */
template <typename T>
struct SignAgreementTable {
  const Chunk* chunks;
  int64_t chunk_count;
  int64_t layers;
  int64_t images;
  const T* const* inputs;
  const int64_t* features;
  /* Where the words of each layer begin; rows have divided_up(features, 32) words. */
  const int64_t* first_word;
};

template <typename T>
__global__ void __launch_bounds__(kBlock)
    sign_agreement_pack(SignAgreementTable<T> table, unsigned* __restrict__ words) {
  const int64_t c = static_cast<int64_t>(blockIdx.x) * kWarps + threadIdx.x / kWarp;
  /* All lanes of a warp leave together. */
  if (c >= table.chunk_count) return;
  const Chunk chunk = table.chunks[c];
  const int64_t layer = chunk.item / table.images, image = chunk.item % table.images;
  const int64_t features = table.features[layer];
  const int64_t begin = chunk.index * kFeaturesPerWarp;
  const T* row = table.inputs[layer] + image * features;
  const int lane = threadIdx.x % kWarp;
  unsigned mine = 0;
  for (int w = 0; w < kWarp; ++w) {
    const int64_t feature = begin + w * kWarp + lane;
    const unsigned word = __ballot_sync(0xffffffffu, feature < features && __ldg(row + feature) > T(0));
    if (lane == w) mine = word;
  }
  const int64_t row_words = (features + kWarp - 1) / kWarp;
  const int64_t word = begin / kWarp + lane;
  if (word < row_words) words[table.first_word[layer] + image * row_words + word] = mine;
}

/* One warp to a pair (i, j), j <= i, of images of a layer; the pairs of a layer adjacent. */
template <typename T>
__global__ void __launch_bounds__(kBlock)
    sign_agreement_count(SignAgreementTable<T> table, const unsigned* __restrict__ words,
                         int64_t* __restrict__ agreement) {
  const int64_t pairs = table.images * (table.images + 1) / 2;
  const int64_t k = static_cast<int64_t>(blockIdx.x) * kWarps + threadIdx.x / kWarp;
  if (k >= table.layers * pairs) return;
  const int64_t layer = k / pairs, pair = k % pairs;
  /* pair = i (i + 1) / 2 + j; the root is off by one at most. */
  int64_t i = static_cast<int64_t>((sqrt(8.0 * static_cast<double>(pair) + 1.0) - 1.0) / 2.0);
  if (i * (i + 1) / 2 > pair) --i;
  if ((i + 1) * (i + 2) / 2 <= pair) ++i;
  const int64_t j = pair - i * (i + 1) / 2;
  const int64_t features = table.features[layer];
  const int64_t row_words = (features + kWarp - 1) / kWarp;
  const unsigned* of_layer = words + table.first_word[layer];
  double differing = 0.0;
  for (int64_t w = threadIdx.x % kWarp; w < row_words; w += kWarp) {
    differing += __popc(of_layer[i * row_words + w] ^ of_layer[j * row_words + w]);
  }
  /* Counts below 2^53 are exact in float64. */
  const int64_t equal = features - static_cast<int64_t>(warp_sum(differing));
  if (threadIdx.x % kWarp == 0) {
    int64_t* out = agreement + layer * table.images * table.images;
    out[i * table.images + j] = equal;
    out[j * table.images + i] = equal;
  }
}

}  // namespace cuda
}  // namespace parzc

#endif
