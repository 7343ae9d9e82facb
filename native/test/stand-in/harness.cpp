/* What cuda_runtime.h keeps for the kernels of libparzc: here, since the thread-local variables of their own library
 * are all __shared__. */
#include <cstdint>
#include <mutex>

#include "state.h"

namespace stand_in __attribute__((visibility("default"))) {

  struct Readable {
    int device;
    uintptr_t begin, end;
  };

  Readable& readable() {
    static thread_local Readable one = {};
    return one;
  }

  std::mutex& harness() {
    static std::mutex one;
    return one;
  }

}  // namespace )

#pragma GCC visibility push(default)
extern "C" {

unsigned cuda_stand_in_most_blocks() { return stand_in::most_blocks(); }

bool cuda_stand_in_lies_in(const void* address, size_t bytes, int device, uintptr_t* begin, uintptr_t* end) {
  return stand_in::lies_in(address, bytes, device, begin, end);
}

}  // extern "C"
#pragma GCC visibility pop
