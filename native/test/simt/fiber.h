/*
 * A stack with registers, to which the scheduler turns and which turns back. The sanitizer that the kernels are built
 * with, if any, is told: SIMT_ASAN and SIMT_TSAN say which. SIMT_BOOST switches with Boost.Context, 50 times faster than
 * ucontext, whose switches are system calls.
 */
#ifndef PARZC_SIMT_FIBER_H
#define PARZC_SIMT_FIBER_H

#include <sys/mman.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#if defined(SIMT_BOOST)
#include <boost/context/detail/fcontext.hpp>
#else
#include <ucontext.h>
#endif

#if defined(SIMT_ASAN)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#elif defined(SIMT_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

namespace simt {

constexpr size_t kStack = 256 * 1024;
constexpr size_t kGuard = 4096;

/* Registers of what is not running. */
class Context {
 public:
#if defined(SIMT_BOOST)
  template <void (*kEntry)()>
  void begin(char* stack) {
    at_ = boost::context::detail::make_fcontext(stack + kStack, kStack, [](boost::context::detail::transfer_t from) {
      static_cast<Context*>(from.data)->at_ = from.fctx;
      kEntry();
    });
  }
  void turn_to(Context& other) {
    const auto from = boost::context::detail::jump_fcontext(other.at_, this);
    static_cast<Context*>(from.data)->at_ = from.fctx;
  }

 private:
  boost::context::detail::fcontext_t at_ = nullptr;
#else
  template <void (*kEntry)()>
  void begin(char* stack) {
    getcontext(&at_);
    at_.uc_stack.ss_sp = stack;
    at_.uc_stack.ss_size = kStack;
    at_.uc_link = nullptr;
    makecontext(&at_, kEntry, 0);
  }
  void turn_to(Context& other) { swapcontext(&at_, &other.at_); }

 private:
  ucontext_t at_;
#endif
};

/* The side of the scheduler, one to a running block. */
struct Home {
  Context context;
#if defined(SIMT_ASAN)
  void* fake_stack = nullptr;
  const void* stack = nullptr;
  size_t size = 0;
#elif defined(SIMT_TSAN)
  void* detector = __tsan_get_current_fiber();
#endif
};

class Fiber {
 public:
  /* Makes the fiber begin at kEntry unless it waits there already, for the next block. */
  template <void (*kEntry)()>
  void prepare() {
    if (stack_ == nullptr) stack_ = new_stack();
#if defined(SIMT_TSAN)
    /* To the detector, each CUDA thread is a new thread on new memory. */
    waits_ = false;
    mmap(stack_, kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    detector_ = __tsan_create_fiber(0);
#endif
    if (waits_) return;
#if defined(SIMT_ASAN)
    ASAN_UNPOISON_MEMORY_REGION(stack_, kStack);
    fake_stack_ = nullptr;
#endif
    context_.begin<kEntry>(stack_);
    waits_ = true;
  }

  /* The fiber stopped in mid-kernel: its next run begins anew. */
  void abandon() { waits_ = false; }

  /* Runs the fiber until it turns back. */
  void run(Home& home) {
#if defined(SIMT_ASAN)
    __sanitizer_start_switch_fiber(&home.fake_stack, stack_, kStack);
#elif defined(SIMT_TSAN)
    __tsan_switch_to_fiber(detector_, __tsan_switch_to_fiber_no_sync);
#endif
    home.context.turn_to(context_);
#if defined(SIMT_ASAN)
    __sanitizer_finish_switch_fiber(home.fake_stack, nullptr, nullptr);
#endif
  }

  /* Called on the fiber where it begins. */
  void arrive([[maybe_unused]] Home& home) {
#if defined(SIMT_ASAN)
    __sanitizer_finish_switch_fiber(fake_stack_, &home.stack, &home.size);
#endif
  }

  /* Called on the fiber: lets the scheduler go on, until it runs the fiber again. */
  void turn_back(Home& home) {
#if defined(SIMT_ASAN)
    __sanitizer_start_switch_fiber(&fake_stack_, home.stack, home.size);
#elif defined(SIMT_TSAN)
    /* Without synchronisation: a switch must not hide a race. */
    __tsan_switch_to_fiber(home.detector, __tsan_switch_to_fiber_no_sync);
#endif
    context_.turn_to(home.context);
  }

#if defined(SIMT_TSAN)
  void* detector() const { return detector_; }
#endif

 private:
  /* Above a page that faults, so that a stack that is too small shows. Never freed: fibers serve all launches. */
  static char* new_stack() {
    void* memory =
        mmap(nullptr, kGuard + kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED || mprotect(memory, kGuard, PROT_NONE) != 0) {
      std::perror("stack of a CUDA thread");
      std::abort();
    }
    return static_cast<char*>(memory) + kGuard;
  }

  Context context_;
  char* stack_ = nullptr;
  bool waits_ = false;
#if defined(SIMT_ASAN)
  void* fake_stack_ = nullptr;
#elif defined(SIMT_TSAN)
  void* detector_ = nullptr;
#endif
};

}  // namespace simt

#endif
