/* The memory of a queue, and the pool that it comes from and goes back to. */
#ifndef PARZC_CUDA_WORKSPACE_H
#define PARZC_CUDA_WORKSPACE_H

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "memory.h"

namespace parzc {
namespace cuda {

/* What the calls that are not finished use. Everything lies on one device, or beside it in the host's memory. */
struct Workspace {
  /* Tables and intermediate values. */
  Arena<OfDevice> device;
  /* Results alone, so that one copy brings them all. */
  Arena<OfDevice> results;
  /* Tables on their way in, and results on their way out. */
  Arena<Pinned> host;

  void reset() {
    device.reset();
    results.reset();
    host.reset();
  }

  void free_all() {
    device.free_all();
    results.free_all();
    host.free_all();
  }
};

/* Idle workspaces of one device. Lives as long as the backend or one of its queues. Thread-safe. */
class WorkspacePool {
 public:
  explicit WorkspacePool(int device) : device_(device) {}

  int device() const { return device_; }

  std::unique_ptr<Workspace> take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (idle_.empty()) {
      /* Room for all that there are: giving one back must not fail. */
      idle_.reserve(made_ + 1);
      std::unique_ptr<Workspace> made(new Workspace);
      ++made_;
      return made;
    }
    std::unique_ptr<Workspace> taken = std::move(idle_.back());
    idle_.pop_back();
    return taken;
  }

  /* Nothing on the device may use it any more. */
  void give_back(std::unique_ptr<Workspace> workspace) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    idle_.push_back(std::move(workspace));
  }

 private:
  const int device_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Workspace>> idle_;
  size_t made_ = 0;
};

}  // namespace cuda
}  // namespace parzc

#endif
