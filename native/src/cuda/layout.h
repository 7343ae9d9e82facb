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

/* `V`s among all tables, all intermediate values or all results of a call. */
template <typename V>
struct Table {
  Region<V> region;
};
template <typename V>
struct Room {
  Region<V> region;
};
template <typename V>
struct Results {
  Region<V> region;
};

/* The results of a call, in the host's memory once they were copied there. */
class Arrived {
 public:
  explicit Arrived(const std::byte* memory) : memory_(memory) {}

  template <typename V>
  const V* at(Results<V> results) const {
    return results.region.in(memory_);
  }

 private:
  const std::byte* memory_;
};

class Layout {
 public:
  explicit Layout(cudaStream_t stream) : stream_(stream) {}

  /* A copy of `count` values, which are read by place(). */
  template <typename V>
  Table<V> table(const V* values, int64_t count) {
    const Region<V> region = tables_.add<V>(count);
    sources_[source_count_++] = {values, static_cast<size_t>(count) * sizeof(V), region.bytes()};
    return {region};
  }

  template <typename V>
  Table<V> table(const std::vector<V>& values) {
    return table(values.data(), static_cast<int64_t>(values.size()));
  }

  template <typename V>
  Room<V> room(int64_t count) {
    return {room_.add<V>(count)};
  }

  template <typename V>
  Results<V> results(int64_t count) {
    return {results_.add<V>(count)};
  }

  /* Takes the memory and puts the tables on their way. */
  void place(Workspace& workspace) {
    const std::byte* from = nullptr;
    if (tables_.bytes() > 0) {
      std::byte* to = workspace.host.take(tables_.bytes()).address;
      for (size_t s = 0; s < source_count_; ++s) sources_[s].copy(to);
      from = to;
    }
    placed_tables_ = workspace.device.take(tables_.bytes() + room_.bytes()).address;
    placed_room_ = placed_tables_ + tables_.bytes();
    placed_results_ = workspace.results.take(results_.bytes());
    if (tables_.bytes() > 0) {
      check(cudaMemcpyAsync(placed_tables_, from, tables_.bytes(), cudaMemcpyHostToDevice, stream_), "cudaMemcpyAsync");
    }
  }

  /* The rest once it is placed. */

  template <typename V>
  const V* at(Table<V> table) const {
    return table.region.in(placed_tables_);
  }
  template <typename V>
  V* at(Room<V> room) const {
    return room.region.in(placed_room_);
  }
  template <typename V>
  V* at(Results<V> results) const {
    return results.region.in(placed_results_.address);
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
  /* The values of a table, of whatever type, and where they go. */
  struct Source {
    const void* values;
    size_t bytes;
    Region<std::byte> region;

    void copy(std::byte* tables) const {
      if (bytes > 0) std::memcpy(region.in(tables), values, bytes);
    }
  };

  cudaStream_t stream_;
  std::array<Source, 8> sources_;
  size_t source_count_ = 0;
  Regions tables_, room_, results_;
  std::byte* placed_tables_ = nullptr;
  std::byte* placed_room_ = nullptr;
  Piece placed_results_ = {};
};

}  // namespace cuda
}  // namespace parzc

#endif
