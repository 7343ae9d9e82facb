/*
 * Memory on the current device and beside it, and what lies where in it. Every failure of CUDA becomes an exception with
 * CUDA's own text.
 */
#ifndef PARZC_CUDA_MEMORY_H
#define PARZC_CUDA_MEMORY_H

#include <cuda_runtime.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "../arguments.h"
#include "../backend.h"

namespace parzc {
namespace cuda {

inline void check(cudaError_t code, const char* what) {
  if (code == cudaSuccess) return;
  /* Clears errors that do not stick, so that the next call does not report this one. */
  cudaGetLastError();
  const std::string text = std::string(what) + ": " + cudaGetErrorString(code) + " (" + cudaGetErrorName(code) + ")";
  if (code == cudaErrorMemoryAllocation) throw OutOfMemory(text);
  throw CudaError(text);
}

/* Makes a device the current one, and then the caller's again. Never throws: code() says whether it worked. */
class OnDevice {
 public:
  explicit OnDevice(int device) noexcept {
    code_ = cudaGetDevice(&before_);
    changed_ = code_ == cudaSuccess && before_ != device;
    if (changed_) code_ = cudaSetDevice(device);
  }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;
  ~OnDevice() {
    if (changed_) cudaSetDevice(before_);
  }

  cudaError_t code() const { return code_; }

 private:
  int before_ = 0;
  bool changed_ = false;
  cudaError_t code_;
};

/* Where an arena's blocks come from. */
struct OfDevice {
  static constexpr size_t kLeastBlock = 256 << 10;
  static void* allocate(size_t bytes) {
    void* memory = nullptr;
    check(cudaMalloc(&memory, bytes), "cudaMalloc");
    return memory;
  }
  static void free(void* memory) { cudaFree(memory); }
};

/* Host memory that the device copies from and to by itself. */
struct Pinned {
  static constexpr size_t kLeastBlock = 64 << 10;
  static void* allocate(size_t bytes) {
    void* memory = nullptr;
    check(cudaHostAlloc(&memory, bytes, cudaHostAllocDefault), "cudaHostAlloc");
    return memory;
  }
  static void free(void* memory) { cudaFreeHost(memory); }
};

/* Up to the next multiple of 256. */
constexpr size_t padded(size_t bytes) { return (bytes + 255) / 256 * 256; }

/* Where `V`s begin in a piece of memory. What they lie among is known to Regions alone. */
template <typename V>
class Region {
 public:
  Region() = default;

  V* in(std::byte* memory) const { return reinterpret_cast<V*>(memory + offset_); }
  const V* in(const std::byte* memory) const { return reinterpret_cast<const V*>(memory + offset_); }

  /* The same place, for a copy of values of whatever type. */
  Region<std::byte> bytes() const { return Region<std::byte>(offset_); }

 private:
  friend class Regions;
  template <typename>
  friend class Region;

  explicit Region(size_t offset) : offset_(offset) {}

  size_t offset_ = 0;
};

/* Regions of one piece of memory, one after another, each aligned to 256 bytes. */
class Regions {
 public:
  template <typename V>
  Region<V> add(int64_t count) {
    const Region<V> region(bytes_);
    bytes_ += padded(static_cast<size_t>(product("bytes of workspace", count, sizeof(V))));
    return region;
  }

  /* Of all regions. */
  size_t bytes() const { return bytes_; }

 private:
  size_t bytes_ = 0;
};

/* What an arena gave: its address, and where that is. */
struct Piece {
  std::byte* address;
  size_t block;
  size_t offset;
};

/*
 * Memory that is taken piece by piece and reused all at once. Where a block is full, another is added: what was taken
 * may be in use on the device. After a reset one block of the size of all takes their place.
 */
template <typename Source>
class Arena {
 public:
  /* Aligned to 256 bytes. */
  Piece take(size_t bytes) {
    bytes = padded(bytes);
    if (blocks_.empty() || blocks_.back().size - blocks_.back().used < bytes) add_block(bytes);
    Block& block = blocks_.back();
    const Piece piece{block.memory + block.used, blocks_.size() - 1, block.used};
    block.used += bytes;
    return piece;
  }

  /* All that was taken is free again. */
  void reset() {
    if (blocks_.size() > 1) {
      next_block_ = size();
      free_all();
    }
    for (Block& block : blocks_) block.used = 0;
  }

  /* Gives all memory back, in use or not: the driver waits for what uses it. */
  void free_all() {
    for (const Block& block : blocks_) Source::free(block.memory);
    blocks_.clear();
  }

  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() { free_all(); }

  size_t blocks() const { return blocks_.size(); }
  std::byte* block(size_t index) const { return blocks_[index].memory; }
  size_t used(size_t index) const { return blocks_[index].used; }

 private:
  struct Block {
    std::byte* memory;
    size_t size;
    size_t used;
  };

  size_t size() const {
    size_t all = 0;
    for (const Block& block : blocks_) all += block.size;
    return all;
  }

  /* Of at least the size of all before, so that their number stays small. */
  void add_block(size_t bytes) {
    const size_t size = std::max({bytes, Source::kLeastBlock, size_t(next_block_), this->size()});
    next_block_ = 0;
    blocks_.reserve(blocks_.size() + 1);
    blocks_.push_back({static_cast<std::byte*>(Source::allocate(size)), size, 0});
  }

  std::vector<Block> blocks_;
  size_t next_block_ = 0;
};

}  // namespace cuda
}  // namespace parzc

#endif
