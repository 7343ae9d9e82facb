#include "state.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>

namespace stand_in {
namespace {

constexpr int64_t kMemoryOfDevice = int64_t(80) << 30;

int64_t from_environment(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

struct Allocation {
  size_t bytes, mapped;
  int device;
};

struct Device {
  int64_t limit = from_environment("CUDA_STAND_IN_MEMORY_MB", kMemoryOfDevice >> 20) << 20;
  int64_t in_use = 0, peak = 0;
};

struct Plan {
  int64_t nth = 0;
  bool lost = false;
};

struct State {
  std::mutex mutex;
  std::map<std::string, int64_t> counts;
  std::map<uintptr_t, Allocation> allocations;
  int device_count = static_cast<int>(from_environment("CUDA_STAND_IN_DEVICES", 2));
  std::map<int, Device> devices;
  Plan plans[2] = {{from_environment("CUDA_STAND_IN_LOST_AT_LAUNCH", 0), true}, {}};
  std::atomic<bool> lost{false};
  std::atomic<unsigned> most_blocks{UINT32_MAX};
};

/* Never destroyed: threads may call to the very end of the process. */
State& state() {
  static State& one = *new State;
  return one;
}

/* Errors of before a reset are forgotten on all threads. */
std::atomic<int> resets{0};
thread_local int resets_at_last = 0;
thread_local cudaError_t last = cudaSuccess;

/* The allocation that an address lies in; call with the mutex held. */
std::map<uintptr_t, Allocation>::iterator allocation_of(const void* address) {
  std::map<uintptr_t, Allocation>& all = state().allocations;
  const uintptr_t at = reinterpret_cast<uintptr_t>(address);
  auto found = all.upper_bound(at);
  if (found == all.begin()) return all.end();
  --found;
  return at - found->first < std::max<size_t>(found->second.bytes, 1) ? found : all.end();
}

__attribute__((destructor)) void report() {
  const char* path = std::getenv("CUDA_STAND_IN_REPORT");
  FILE* file = path == nullptr ? nullptr : std::fopen(path, "a");
  if (file == nullptr) return;
  std::fputs(counts().c_str(), file);
  std::fclose(file);
}

}  // namespace

void count(const std::string& name, int64_t amount) {
  const std::lock_guard<std::mutex> lock(state().mutex);
  state().counts[name] += amount;
}

std::string counts() {
  const std::lock_guard<std::mutex> lock(state().mutex);
  std::string text;
  for (const auto& [name, amount] : state().counts) text += name + "\t" + std::to_string(amount) + "\n";
  return text;
}

void reset() {
  const std::lock_guard<std::mutex> lock(state().mutex);
  state().counts.clear();
  for (Plan& plan : state().plans) plan = {};
  state().lost = false;
  ++resets;
  state().most_blocks = UINT32_MAX;
  for (auto& device : state().devices) device.second.peak = device.second.in_use;
}

void fail(Call call, int64_t nth, bool lost) {
  const std::lock_guard<std::mutex> lock(state().mutex);
  state().plans[static_cast<int>(call)] = {nth, lost};
}

cudaError_t outcome_of(Call call) {
  if (state().lost) return answered(cudaErrorIllegalAddress);
  const std::lock_guard<std::mutex> lock(state().mutex);
  Plan& plan = state().plans[static_cast<int>(call)];
  if (plan.nth == 0 || --plan.nth > 0) return cudaSuccess;
  if (plan.lost) {
    state().lost = true;
    return cudaSuccess;
  }
  return answered(call == Call::kLaunch ? cudaErrorLaunchOutOfResources : cudaErrorMemoryAllocation);
}

cudaError_t outcome() { return state().lost ? answered(cudaErrorIllegalAddress) : cudaSuccess; }

cudaError_t answered(cudaError_t code) {
  if (code != cudaSuccess) {
    last = code;
    resets_at_last = resets;
  }
  return code;
}

cudaError_t last_error(bool forget) {
  if (state().lost) return cudaErrorIllegalAddress;
  const cudaError_t code = resets_at_last == resets ? last : cudaSuccess;
  if (forget) last = cudaSuccess;
  return code;
}

int devices() { return state().device_count; }

void limit_memory(int device, int64_t bytes) {
  const std::lock_guard<std::mutex> lock(state().mutex);
  state().devices[device].limit = bytes < 0 ? kMemoryOfDevice : bytes;
}

int64_t total_memory(int device) {
  const std::lock_guard<std::mutex> lock(state().mutex);
  return state().devices[device].limit;
}

int64_t memory_in_use(int device) {
  const std::lock_guard<std::mutex> lock(state().mutex);
  return state().devices[device].in_use;
}

int64_t peak_memory(int device) {
  const std::lock_guard<std::mutex> lock(state().mutex);
  return state().devices[device].peak;
}

void* allocate(int device, size_t bytes) {
  const std::lock_guard<std::mutex> lock(state().mutex);
  Device& on = state().devices[device];
  if (on.in_use + static_cast<int64_t>(bytes) > on.limit) return nullptr;
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t mapped = (bytes / page + 2) * page;
  void* memory = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  mprotect(static_cast<char*>(memory) + mapped - page, page, PROT_NONE);
  state().allocations[reinterpret_cast<uintptr_t>(memory)] = {bytes, mapped, device};
  on.in_use += static_cast<int64_t>(bytes);
  on.peak = std::max(on.peak, on.in_use);
  return memory;
}

bool release(void* memory) {
  const std::lock_guard<std::mutex> lock(state().mutex);
  const auto found = state().allocations.find(reinterpret_cast<uintptr_t>(memory));
  if (found == state().allocations.end()) return false;
  state().devices[found->second.device].in_use -= static_cast<int64_t>(found->second.bytes);
  munmap(memory, found->second.mapped);
  state().allocations.erase(found);
  return true;
}

int device_of(const void* address) {
  const std::lock_guard<std::mutex> lock(state().mutex);
  const auto found = allocation_of(address);
  return found == state().allocations.end() ? kHost : found->second.device;
}

bool lies_in(const void* address, size_t bytes, int device, uintptr_t* begin, uintptr_t* end) {
  const std::lock_guard<std::mutex> lock(state().mutex);
  const auto found = allocation_of(address);
  if (found == state().allocations.end() || found->second.device != device) return false;
  *begin = found->first;
  *end = found->first + found->second.bytes;
  return reinterpret_cast<uintptr_t>(address) + bytes <= *end;
}

unsigned most_blocks() { return state().most_blocks; }

void run_at_most(unsigned blocks) { state().most_blocks = blocks; }

}  // namespace stand_in
