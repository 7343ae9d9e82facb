/* The CUDA backend: a device, what it says of itself, and queues on it. */
#include <memory>
#include <string>

#include "../backend.h"
#include "memory.h"
#include "queue.h"
#include "workspace.h"

namespace parzc {
namespace cuda {
namespace {

class CudaBackend final : public Backend {
 public:
  explicit CudaBackend(int device) : pool_(std::make_shared<WorkspacePool>(device)) {
    cudaDeviceProp properties;
    check(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties");
    description_ = std::string("cuda, ") + properties.name + ", sm_" + std::to_string(properties.major) +
                   std::to_string(properties.minor);
  }

  const char* describe() const override { return description_.c_str(); }

  std::unique_ptr<Queue> open_queue(void* stream) override {
    return std::unique_ptr<Queue>(new CudaQueue(pool_, static_cast<cudaStream_t>(stream)));
  }

  /* On a stream of its own: the work of others is not waited for. */
  void check_device() override {
    const OnDevice on(pool_->device());
    check(on.code(), "cudaSetDevice");
    cudaStream_t stream = nullptr;
    check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
    const cudaError_t code = cudaStreamSynchronize(stream);
    cudaStreamDestroy(stream);
    check(code, "cudaStreamSynchronize");
  }

  DeviceMemory memory() override {
    const OnDevice on(pool_->device());
    check(on.code(), "cudaSetDevice");
    size_t free_bytes = 0, total_bytes = 0;
    check(cudaMemGetInfo(&free_bytes, &total_bytes), "cudaMemGetInfo");
    return {static_cast<int64_t>(free_bytes), static_cast<int64_t>(total_bytes)};
  }

 private:
  const std::shared_ptr<WorkspacePool> pool_;
  std::string description_;
};

}  // namespace
}  // namespace cuda

int cuda_devices() {
  int devices = 0;
  const cudaError_t code = cudaGetDeviceCount(&devices);
  if (code != cudaSuccess) {
    cudaGetLastError();
    throw Unavailable(std::string("no CUDA device: ") + cudaGetErrorString(code));
  }
  return devices;
}

std::unique_ptr<Backend> open_cuda(int device) {
  const int devices = cuda_devices();
  if (device >= devices) {
    throw Unavailable("CUDA device " + std::to_string(device) + " does not exist: there are " +
                      std::to_string(devices));
  }
  return std::unique_ptr<Backend>(new cuda::CudaBackend(device));
}

const char* cuda_architectures() { return PARZC_CUDA_ARCHITECTURES; }

}  // namespace parzc
