/* What the stand-in knows: what was called, whose memory an address is, and what shall fail. All thread-safe. */
#ifndef PARZC_STAND_IN_STATE_H
#define PARZC_STAND_IN_STATE_H

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace stand_in __attribute__((visibility("default"))) {

  /* Adds to what is counted under a name, such as "waits" or "kernel: NAME". */
  void count(const std::string& name, int64_t amount = 1);

  /* Everything that is not zero, as lines of "NAME<tab>AMOUNT". */
  std::string counts();

  /* Counts begin anew; nothing fails any more, a lost device is well again, and kernels run whole. */
  void reset();

  /* Which calls can be told to fail. */
  enum class Call { kLaunch, kAllocation };

  /*
 * The nth call from now fails, from 1; 0 ends that. `lost`: it is the device that fails, so this call still looks well
 * and every one after it, of whatever kind, does not.
 */
  void fail(Call call, int64_t nth, bool lost);

  /* Counts down; what CUDA answers to this call. */
  cudaError_t outcome_of(Call call);

  /* Success, or the error of a lost device. */
  cudaError_t outcome();

  /* Keeps an error for cudaGetLastError and returns it. */
  cudaError_t answered(cudaError_t code);

  /* The last error of the calling thread. */
  cudaError_t last_error(bool forget);

  int devices();

  /* Allocations beyond so many bytes on a device fail; negative for what a device has. */
  void limit_memory(int device, int64_t bytes);

  int64_t total_memory(int device);
  int64_t memory_in_use(int device);
  int64_t peak_memory(int device);

  /* Zeros, followed by a page that cannot be read; null if the device has not enough. */
  void* allocate(int device, size_t bytes);

  /* False if the address is none that allocate returned. */
  bool release(void* memory);

  constexpr int kHost = -1;

  /* The device in whose memory an address lies, or kHost. */
  int device_of(const void* address);

  /* Whether so many bytes from an address lie in one allocation of a device; says where that begins and ends. */
  bool lies_in(const void* address, size_t bytes, int device, uintptr_t* begin, uintptr_t* end);

  /* How many blocks of each launch of libparzc's kernels run, at most; the harness takes milliseconds for one. */
  unsigned most_blocks();
  void run_at_most(unsigned blocks);

}  // namespace )

#endif
