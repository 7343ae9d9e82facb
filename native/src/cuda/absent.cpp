/* In place of the CUDA backend where nvcc is not found or not wanted. */
#include "../backend.h"

namespace parzc {

std::unique_ptr<Backend> open_cuda(int) { throw Unavailable("libparzc was built without CUDA"); }

int cuda_devices() { throw Unavailable("libparzc was built without CUDA"); }

const char* cuda_architectures() { return ""; }

}  // namespace parzc
