/*
 * The memory of one call: tables that are copied in together, room for intermediate values, and room for results.
 * Regions are laid out first; then one piece of each arena and one copy, on the call's stream, serve them all.
 */
#ifndef PARZC_CUDA_LAYOUT_H
#define PARZC_CUDA_LAYOUT_H

#include <array>
#include <cstring>
#include <vector>

#include "../arguments.h"
#include "workspace.h"

namespace parzc {
namespace cuda {

/* Where `V`s lie, in bytes from the begin of all tables, all intermediate values or all results of a call. */
template <typename V>
struct Table {
  size_t offset;
};
template <typename V>
struct Room {
  size_t offset;
};
template <typename V>
struct Results {
  size_t offset;
};

class Layout {
 public:
  explicit Layout(cudaStream_t stream) : stream_(stream) {}

  /* A copy of `count` values, which are read by place(). */
  template <typename V>
  Table<V> table(const V* values, int64_t count) {
    const size_t bytes = static_cast<size_t>(count) * sizeof(V), offset = tables_;
    sources_[source_count_++] = {values, bytes, offset};
    tables_ += padded(bytes);
    return {offset};
  }

  template <typename V>
  Table<V> table(const std::vector<V>& values) {
    return table(values.data(), static_cast<int64_t>(values.size()));
  }

  template <typename V>
  Room<V> room(int64_t count) {
    return {add<V>(room_, count)};
  }

  template <typename V>
  Results<V> results(int64_t count) {
    return {add<V>(results_, count)};
  }

  /* Takes the memory and puts the tables on their way. */
  void place(Workspace& workspace) {
    const std::byte* from = nullptr;
    if (tables_ > 0) {
      from = workspace.host.take(tables_).address;
      for (size_t s = 0; s < source_count_; ++s) {
        const Source& source = sources_[s];
        if (source.bytes > 0) std::memcpy(const_cast<std::byte*>(from) + source.offset, source.values, source.bytes);
      }
    }
    placed_ = workspace.device.take(tables_ + room_).address;
    placed_results_ = workspace.results.take(results_);
    if (tables_ > 0) {
      check(cudaMemcpyAsync(placed_, from, tables_, cudaMemcpyHostToDevice, stream_), "cudaMemcpyAsync");
    }
  }

  /* The rest once it is placed. */

  template <typename V>
  const V* at(Table<V> table) const {
    return reinterpret_cast<const V*>(placed_ + table.offset);
  }
  template <typename V>
  V* at(Room<V> room) const {
    return reinterpret_cast<V*>(placed_ + tables_ + room.offset);
  }
  template <typename V>
  V* at(Results<V> results) const {
    return reinterpret_cast<V*>(placed_results_.address + results.offset);
  }

  const Piece& placed_results() const { return placed_results_; }

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
  struct Source {
    const void* values;
    size_t bytes;
    size_t offset;
  };

  template <typename V>
  static size_t add(size_t& all, int64_t count) {
    const size_t offset = all;
    all += padded(static_cast<size_t>(product("bytes of workspace", count, sizeof(V))));
    return offset;
  }

  cudaStream_t stream_;
  std::array<Source, 8> sources_;
  size_t source_count_ = 0;
  size_t tables_ = 0, room_ = 0, results_ = 0;
  std::byte* placed_ = nullptr;
  Piece placed_results_ = {};
};

}  // namespace cuda
}  // namespace parzc

#endif
