/* The CPU: what it says of itself, and queues on it. */
#include "../backend.h"

#include <memory>
#include <string>

#include "../arguments.h"
#include "kernels.h"
#include "queue.h"

namespace parzc {
namespace {

class CpuBackend final : public Backend {
 public:
  explicit CpuBackend(int threads)
      : threads_(threads),
        description_(std::string("cpu, ") + kernels().name + ", " + std::to_string(threads) +
                     (threads == 1 ? " thread" : " threads")) {}

  const char* describe() const override { return description_.c_str(); }

  std::unique_ptr<Queue> open_queue(void* stream) override {
    if (stream != nullptr) refuse("stream", "not null", "null, since the backend is the CPU");
    return std::unique_ptr<Queue>(new CpuQueue(threads_));
  }

  void check_device() override {}

  DeviceMemory memory() override { throw Unavailable("the CPU has no memory of its own"); }

 private:
  const int threads_;
  const std::string description_;
};

}  // namespace

std::unique_ptr<Backend> open_cpu(int threads) { return std::unique_ptr<Backend>(new CpuBackend(threads)); }

}  // namespace parzc
