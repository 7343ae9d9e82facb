/*
 * How work is cut, the same on every backend. The cuts depend on the sizes alone, never on threads or on the GPU, and
 * partial results are added in the order of the cuts: that makes sums repeatable.
 */
#ifndef PARZC_CHUNKS_H
#define PARZC_CHUNKS_H

#include <cstdint>
#include <vector>

#include "arguments.h"

namespace parzc {

/* Elements per partial sum. */
constexpr int64_t kChunk = 16384;

/* Rows, (image, channel) pairs, per partial sum of Fisher information. */
constexpr int64_t kRowsPerChunk = 64;

/* One cut: the index-th chunk of an item. 8 bytes, since the GPU reads a table of them. */
struct Chunk {
  int32_t item;
  int32_t index;
};

constexpr int64_t divided_up(int64_t a, int64_t b) { return a / b + (a % b != 0); }

/* All chunks of `count` items, those of one item adjacent and in order; an item without elements has none. */
class ChunkTable {
 public:
  template <typename Size>
  ChunkTable(int64_t count, int64_t per_chunk, Size size) {
    first_.reserve(static_cast<size_t>(count) + 1);
    first_.push_back(0);
    require_at_most("number of items", count, INT32_MAX);
    for (int64_t item = 0; item < count; ++item) {
      const int64_t pieces = divided_up(size(item), per_chunk);
      require_at_most({"chunks of item", item}, pieces, INT32_MAX);
      for (int64_t index = 0; index < pieces; ++index) {
        chunks_.push_back({static_cast<int32_t>(item), static_cast<int32_t>(index)});
      }
      first_.push_back(static_cast<int64_t>(chunks_.size()));
    }
  }

  int64_t size() const { return static_cast<int64_t>(chunks_.size()); }
  const std::vector<Chunk>& chunks() const { return chunks_; }
  /* Chunks of item i are first()[i] up to first()[i + 1]. */
  const std::vector<int64_t>& first() const { return first_; }

 private:
  std::vector<Chunk> chunks_;
  std::vector<int64_t> first_;
};

}  // namespace parzc

#endif
