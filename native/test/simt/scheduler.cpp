/*
 * Runs the threads of a block in turns, one fiber each: a thread runs until it must wait for others, in a barrier or a
 * collective of its warp, and the seed says who is next. Compile this file without sanitizers, so that its bookkeeping
 * stays invisible to them; no libc function that they intercept is called on a fiber.
 */
#include <link.h>
#include <sched.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cuda_runtime.h"
#include "fiber.h"
#include "random.h"

__thread uint3 threadIdx, blockIdx;

namespace simt {
namespace {

constexpr int kWarp = 32;
constexpr int kMostThreads = 1024;

uint64_t seed_from_environment() {
  const char* text = std::getenv("SIMT_SEED");
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

uint64_t current_seed = seed_from_environment();

const char* name_of(Operation operation) {
  switch (operation) {
    case Operation::kBarrier:
      return "__syncthreads";
    case Operation::kBarrierOr:
      return "__syncthreads_or";
    case Operation::kBallot:
      return "__ballot_sync";
    default:
      return "__shfl_xor_sync";
  }
}

bool is_barrier(Operation operation) { return operation == Operation::kBarrier || operation == Operation::kBarrierOr; }

bool same_text(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

struct Grid {
  unsigned threads;
  void (*call)(void*);
  void* arguments;
  const void* kernel;
  std::string error;
  /* Addresses that stand for the begin and the end of the launch to the race detector. */
  char begins, ends;
  std::vector<void*> detectors;
};

/* Over all blocks, so that no two barriers share an address in the race detector. */
size_t barriers_passed = 0;

class Block;

enum class State { kReady, kWaiting, kDone };

/* One CUDA thread of the running block. */
struct Lane {
  Block* block;
  int index;
  State state;
  Request* request;
};

Fiber fibers[kMostThreads];
__thread Lane* current;

/* Not inlined, since a fiber may find itself on another OS thread in its next block. */
__attribute__((noinline)) Lane* current_lane() { return current; }

void run_threads();

class Block {
 public:
  Block(Grid& grid, unsigned index) : grid_(grid), index_(index), random_(current_seed + index) {}

  /* Runs every thread to its end, or to the first problem, which is then the grid's error. */
  void run() {
    blockIdx = {index_, 0, 0};
    const int count = static_cast<int>(grid_.threads);
    for (int i = 0; i < count; ++i) {
      fibers[i].prepare<run_threads>();
#if defined(SIMT_TSAN)
      grid_.detectors.push_back(fibers[i].detector());
#endif
      lanes_[i] = {this, i, State::kReady, nullptr};
    }
    for (int i = 0; i < count; ++i) make_ready(current_seed == 1 ? count - 1 - i : i);
    while (problem_ == nullptr && ready_count_ > 0) turn_to(next());
    if (finished_ == count) return;
    for (int i = 0; i < count; ++i) {
      if (lanes_[i].state != State::kDone) fibers[i].abandon();
    }
    if (problem_ == nullptr) problem_ = "deadlock, not every thread reached the same barrier or warp collective";
    grid_.error = description();
  }

  /* The rest is called on fibers. */

  void run_thread(Lane& lane) {
    fibers[lane.index].arrive(home_);
#if defined(SIMT_TSAN)
    /* From the host to every thread of the launch and back; no order among them but what the kernel makes. */
    __tsan_acquire(&grid_.begins);
#endif
    grid_.call(grid_.arguments);
#if defined(SIMT_TSAN)
    __tsan_release(&grid_.ends);
#endif
    lane.state = State::kDone;
    ++finished_;
    fibers[lane.index].turn_back(home_);
  }

  uint64_t meet(Lane& lane, Request& request) {
    lane.request = &request;
    lane.state = State::kWaiting;
#if defined(SIMT_TSAN)
    /* An address for each barrier passed. Shuffles and ballots do not order memory. */
    static char barriers[1 << 15];
    char* barrier = &barriers[barriers_passed * 8 % sizeof(barriers)];
    if (is_barrier(request.operation)) __tsan_release(barrier);
#endif
    if (is_barrier(request.operation)) {
      pass_barrier(lane);
    } else {
      pass_collective(lane);
    }
    fibers[lane.index].turn_back(home_);
    fibers[lane.index].arrive(home_);
#if defined(SIMT_TSAN)
    if (is_barrier(request.operation)) __tsan_acquire(barrier);
#endif
    lane.request = nullptr;
    return request.result;
  }

  /* The thread stops where it is, for good. */
  [[noreturn]] void fault(const Lane& lane, const char* problem) {
    report(problem, lane);
    fibers[lane.index].turn_back(home_);
    std::abort();
  }

 private:
  void make_ready(int i) {
    lanes_[i].state = State::kReady;
    ready_[(first_ready_ + ready_count_++) % kMostThreads] = i;
  }

  Lane& next() {
    if (current_seed > 1) {
      const int other = (first_ready_ + static_cast<int>(random_.below(ready_count_))) % kMostThreads;
      std::swap(ready_[first_ready_], ready_[other]);
    }
    Lane& lane = lanes_[ready_[first_ready_]];
    first_ready_ = (first_ready_ + 1) % kMostThreads;
    --ready_count_;
    return lane;
  }

  void turn_to(Lane& lane) {
    current = &lane;
    threadIdx = {static_cast<unsigned>(lane.index), 0, 0};
    fibers[lane.index].run(home_);
    current = nullptr;
  }

  void report(const char* problem, const Lane& lane, const Lane* other = nullptr) {
    problem_ = problem;
    culprits_[0] = &lane;
    culprits_[1] = other;
  }

  /* The lane has come to a barrier: all go on if it was the last. */
  void pass_barrier(const Lane& lane) {
    if (++at_barrier_ < grid_.threads) return;
    at_barrier_ = 0;
    ++barriers_passed;
    const Request& mine = *lane.request;
    uint64_t any = 0;
    for (unsigned i = 0; i < grid_.threads; ++i) {
      const Request& request = *lanes_[i].request;
      if (request.line != mine.line || !same_text(request.file, mine.file)) {
        return report("one barrier reached from two statements", lanes_[i], &lane);
      }
      any |= request.value;
    }
    for (unsigned i = 0; i < grid_.threads; ++i) {
      lanes_[i].request->result = any;
      make_ready(static_cast<int>(i));
    }
  }

  /* The lane has come to a collective of its warp: those of its mask go on if it was the last. */
  void pass_collective(const Lane& lane) {
    const Request& mine = *lane.request;
    const int warp = lane.index / kWarp * kWarp;
    const auto named = [&](int i) { return (mine.mask >> i & 1) != 0; };
    if (!named(lane.index - warp)) return report("a thread is not in its own mask", lane);
    uint64_t ballot = 0;
    for (int i = 0; i < kWarp; ++i) {
      if (!named(i)) continue;
      if (warp + i >= static_cast<int>(grid_.threads)) return report("a mask names a thread that does not exist", lane);
      const Lane& other = lanes_[warp + i];
      if (other.state == State::kDone) return report("a mask names a thread that has exited", lane, &other);
    }
    for (int i = 0; i < kWarp; ++i) {
      if (!named(i)) continue;
      const Lane& other = lanes_[warp + i];
      const bool here = other.state == State::kWaiting && other.request->operation == mine.operation &&
                        other.request->mask == mine.mask;
      if (!here) return;
      ballot |= (other.request->value & 1) << i;
    }
    for (int i = 0; i < kWarp; ++i) {
      if (!named(i)) continue;
      Request& request = *lanes_[warp + i].request;
      const int source = i ^ request.lane_mask;
      if (request.operation == Operation::kBallot) {
        request.result = ballot;
      } else {
        /* The value of a thread outside the mask is undefined: all bits set, a NaN. */
        request.result = source < kWarp && named(source) ? lanes_[warp + source].request->value : ~uint64_t(0);
      }
      make_ready(warp + i);
    }
  }

  std::string description() const {
    std::string text = "block " + std::to_string(index_) + ": " + problem_;
    if (culprits_[0] != nullptr) {
      text += ": " + where(*culprits_[0]);
      if (culprits_[1] != nullptr) text += "; " + where(*culprits_[1]);
      return text;
    }
    /* One thread for each place where some wait. */
    std::string last;
    for (unsigned i = 0; i < grid_.threads; ++i) {
      const std::string place = where(lanes_[i]), kind = place.substr(place.find(" ", sizeof("thread")));
      if (kind != last) text += "; " + place;
      last = kind;
    }
    return text;
  }

  static std::string where(const Lane& lane) {
    const std::string thread = "thread " + std::to_string(lane.index);
    if (lane.state == State::kDone) return thread + " has exited";
    if (lane.request == nullptr) return thread + " is running";
    return thread + " in " + name_of(lane.request->operation) + " at " + lane.request->file + ":" +
           std::to_string(lane.request->line);
  }

  Grid& grid_;
  const unsigned index_;
  Random random_;
  Home home_;
  Lane lanes_[kMostThreads];
  int ready_[kMostThreads];
  int first_ready_ = 0, ready_count_ = 0, finished_ = 0;
  unsigned at_barrier_ = 0;
  const char* problem_ = nullptr;
  const Lane* culprits_[2] = {nullptr, nullptr};
};

/* Where fibers begin: each serves one thread of a block, then one of the next. */
void run_threads() {
  for (;;) {
    Lane* lane = current_lane();
    lane->block->run_thread(*lane);
  }
}

/*
 * Fills this OS thread's instances of the kernel library's thread-local variables, which are its __shared__ ones, with
 * NaN: nothing may rely on what an earlier block left. Kernels in the executable itself are left alone, since it has
 * thread-local variables of others.
 */
void poison_shared_memory(const void* kernel) {
  const auto poison_if_here = [](dl_phdr_info* library, size_t, void* address) {
    const auto offset = reinterpret_cast<ElfW(Addr)>(address) - library->dlpi_addr;
    bool here = false;
    size_t size = 0;
    for (int p = 0; p < library->dlpi_phnum; ++p) {
      const auto& header = library->dlpi_phdr[p];
      if (header.p_type == PT_LOAD && offset - header.p_vaddr < header.p_memsz) here = true;
      if (header.p_type == PT_TLS) size = header.p_memsz;
    }
    const bool executable = library->dlpi_name == nullptr || library->dlpi_name[0] == '\0';
    if (here && !executable && size > 0 && library->dlpi_tls_data != nullptr) {
      std::memset(library->dlpi_tls_data, 0xff, size);
    }
    return static_cast<int>(here);
  };
  dl_iterate_phdr(poison_if_here, const_cast<void*>(kernel));
}

void run_block(Grid& grid, unsigned index) {
  poison_shared_memory(grid.kernel);
  Block(grid, index).run();
}

}  // namespace

void set_seed(uint64_t seed) { current_seed = seed; }

uint64_t seed() { return current_seed; }

uint64_t meet(Request request) {
  Lane* lane = current_lane();
  if (lane == nullptr) throw Error(std::string(name_of(request.operation)) + " outside a kernel");
  return lane->block->meet(*lane, request);
}

void fault(const char* problem) {
  Lane* lane = current_lane();
  if (lane == nullptr) throw Error(std::string(problem) + " outside a kernel");
  lane->block->fault(*lane, problem);
}

void run(const Launch& launch) {
  const dim3 grid = launch.grid, block = launch.block;
  const bool in_range = grid.x >= 1 && grid.x < 1u << 31 && block.x >= 1 && block.x <= kMostThreads;
  if (!in_range || grid.y * grid.z * block.y * block.z != 1)
    throw Error("launch of a grid that is not of one dimension");
  Grid launched{block.x, launch.call, launch.arguments, launch.kernel, {}, 0, 0, {}};
  std::vector<unsigned> order(grid.x);
  Random random(current_seed);
  for (unsigned i = 0; i < grid.x; ++i) {
    order[i] = current_seed == 1 ? grid.x - 1 - i : i;
    if (current_seed > 1) std::swap(order[i], order[random.below(i + 1)]);
  }
#if defined(SIMT_TSAN)
  launched.detectors.reserve(order.size() * block.x);
  __tsan_release(&launched.begins);
#endif
  for (size_t i = 0; i < order.size() && launched.error.empty(); ++i) {
#if defined(SIMT_TSAN)
    /* An OS thread of its own, and no join, which would order blocks: so they have no memory and no past in common. */
    std::atomic<bool> done{false};
    std::thread([&] {
      run_block(launched, order[i]);
      done.store(true, std::memory_order_release);
    }).detach();
    while (!done.load(std::memory_order_acquire)) sched_yield();
#else
    run_block(launched, order[i]);
#endif
  }
#if defined(SIMT_TSAN)
  __tsan_acquire(&launched.ends);
  for (void* detector : launched.detectors) __tsan_destroy_fiber(detector);
#endif
  if (!launched.error.empty()) throw Error(launched.error);
}

}  // namespace simt
