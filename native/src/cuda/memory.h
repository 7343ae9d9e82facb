/* Memory and launches on the current device; every failure of CUDA becomes a CudaError with CUDA's own text. */
#ifndef PARZC_CUDA_MEMORY_H
#define PARZC_CUDA_MEMORY_H

#include <cuda_runtime.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "../arguments.h"
#include "../backend.h"

namespace parzc {
namespace cuda {

inline void check(cudaError_t code, const char* what) {
  if (code != cudaSuccess) {
    /* Clears errors that do not stick, so that the next call does not report this one. */
    cudaGetLastError();
    throw CudaError(std::string(what) + ": " + cudaGetErrorString(code) + " (" + cudaGetErrorName(code) + ")");
  }
}

/* Device memory that grows to the largest size asked for and is kept for the next call. */
class Workspace {
 public:
  Workspace() = default;
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() { cudaFree(memory_); }

  /* `bytes` bytes, aligned to 256; what an earlier call got is void. */
  std::byte* of(size_t bytes) {
    if (bytes > size_) {
      cudaFree(memory_);
      memory_ = nullptr;
      size_ = 0;
      check(cudaMalloc(&memory_, bytes), "cudaMalloc");
      size_ = bytes;
    }
    return static_cast<std::byte*>(memory_);
  }

 private:
  void* memory_ = nullptr;
  size_t size_ = 0;
};

/*
 * The memory of one call: tables that are copied in together, and room for results. Regions are laid out first; then
 * one allocation and one copy, on the call's stream, serve them all.
 */
class Layout {
 public:
  explicit Layout(cudaStream_t stream) : stream_(stream) {}

  /* A region that holds a copy of `count` values. */
  template <typename V>
  size_t copy_in(const V* values, size_t count) {
    const size_t offset = aligned(tables_.size());
    tables_.resize(offset + count * sizeof(V));
    if (count > 0) std::memcpy(tables_.data() + offset, values, count * sizeof(V));
    return offset;
  }

  template <typename V>
  size_t copy_in(const std::vector<V>& values) {
    return copy_in(values.data(), values.size());
  }

  /* A region of `count` values behind all tables; asked for when the tables are complete. */
  template <typename V>
  size_t room(int64_t count) {
    const size_t offset = aligned(room_ == 0 ? tables_.size() : room_);
    room_ = offset + static_cast<size_t>(product("bytes of workspace", count, sizeof(V)));
    return offset;
  }

  void place(Workspace& workspace) {
    base_ = workspace.of(room_ == 0 ? tables_.size() : room_);
    if (!tables_.empty()) {
      check(cudaMemcpyAsync(base_, tables_.data(), tables_.size(), cudaMemcpyHostToDevice, stream_), "cudaMemcpyAsync");
    }
  }

  template <typename V>
  V* at(size_t offset) const {
    return reinterpret_cast<V*>(base_ + offset);
  }

  /* Waits for the stream, then writes `count` values of a region to host memory: all of them, or none and a throw. */
  template <typename V>
  void copy_out(size_t offset, int64_t count, V* values) const {
    std::vector<V> arrived(static_cast<size_t>(count));
    check(cudaMemcpyAsync(arrived.data(), base_ + offset, arrived.size() * sizeof(V), cudaMemcpyDeviceToHost, stream_),
          "cudaMemcpyAsync");
    check(cudaStreamSynchronize(stream_), "cudaStreamSynchronize");
    std::copy(arrived.begin(), arrived.end(), values);
  }

  /* Launches a kernel with `blocks` blocks on the call's stream; no blocks are no launch. */
  template <typename... Parameters, typename... Arguments>
  void launch(void (*kernel)(Parameters...), int64_t blocks, int threads, Arguments... arguments) const {
    if (blocks == 0) return;
    require_at_most("number of CUDA blocks", blocks, INT32_MAX);
    cudaLaunchConfig_t config = {};
    config.gridDim = dim3(static_cast<unsigned>(blocks));
    config.blockDim = dim3(static_cast<unsigned>(threads));
    config.stream = stream_;
    check(cudaLaunchKernelEx(&config, kernel, arguments...), "cudaLaunchKernelEx");
  }

 private:
  static size_t aligned(size_t offset) { return (offset + 255) / 256 * 256; }

  cudaStream_t stream_;
  std::vector<std::byte> tables_;
  size_t room_ = 0;
  std::byte* base_ = nullptr;
};

}  // namespace cuda
}  // namespace parzc

#endif
