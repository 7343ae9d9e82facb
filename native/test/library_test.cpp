/* What the library says about itself. */
#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "backends.h"

namespace {

class Opened : public OnBackend {};
PARZC_ON_ALL_BACKENDS(Opened);

TEST_P(Opened, DescribesItself) {
  const std::string description = parzc_describe(backend_);
  EXPECT_EQ(0u, description.find(on_device() ? "cuda, " : "cpu, " + std::string(parzc_simd()) + ", ")) << description;
}

TEST(Library, SaysWhatItIs) {
  EXPECT_STREQ(PARZC_VERSION, parzc_version());
  EXPECT_TRUE(std::string(parzc_simd()) == "avx512" || std::string(parzc_simd()) == "avx2" ||
              std::string(parzc_simd()) == "baseline");
}

TEST(Library, SettlesTheAllocatorWhereItIsGlibcs) {
#if defined(__GLIBC__)
  /* Sanitizers bring an allocator of their own, in front of glibc's. */
  const bool replaced = dlsym(RTLD_DEFAULT, "__asan_init") != nullptr || dlsym(RTLD_DEFAULT, "__tsan_init") != nullptr;
  EXPECT_EQ(replaced ? 0 : 1, parzc_settle_allocator());
#else
  EXPECT_EQ(0, parzc_settle_allocator());
#endif
}

#if defined(__GLIBC__)
TEST(Library, EndsWithoutTheDestructorsOfWhatIsLoaded) {
  const auto end = [](bool skip) {
    static const std::unique_ptr<int, void (*)(int*)> crashes(new int(0), [](int*) { _exit(9); });
    if (skip) {
      parzc_skip_destructors();
    }
    exit(3);
  };
  EXPECT_EXIT(end(false), testing::ExitedWithCode(9), "");
  EXPECT_EXIT(end(true), testing::ExitedWithCode(3), "");
}
#endif

TEST_P(Opened, ClosesTwice) {
  parzc_close_queue(&queue_);
  EXPECT_EQ(nullptr, queue_);
  parzc_close(&backend_);
  EXPECT_EQ(nullptr, backend_);
  parzc_close_queue(&queue_);
  parzc_close(&backend_);
  parzc_close_queue(nullptr);
  parzc_close(nullptr);
}

/* That it sets them where there is OpenMP is tested from Java, beside LibTorch. */
TEST(Library, SaysWhyThereIsNoOpenMp) {
  EXPECT_EQ(PARZC_UNAVAILABLE, parzc_set_openmp_threads("libabsent.so", 1));
  EXPECT_STREQ("libabsent.so is not loaded", parzc_last_error());
  EXPECT_EQ(PARZC_UNAVAILABLE, parzc_set_openmp_threads("libc.so.6", 1));
  EXPECT_STREQ("libc.so.6 has no OpenMP", parzc_last_error());
  EXPECT_EQ(PARZC_INVALID_ARGUMENT, parzc_set_openmp_threads("libc.so.6", 0));
  EXPECT_EQ(PARZC_INVALID_ARGUMENT, parzc_set_openmp_threads(nullptr, 1));
}

TEST(Library, SaysWhyThereIsNoSuchDevice) {
  parzc_backend* backend = nullptr;
  EXPECT_EQ(PARZC_UNAVAILABLE, parzc_open_cuda(1000, &backend));
  EXPECT_EQ(nullptr, backend);
  EXPECT_STRNE("", parzc_last_error());
  parzc_close(&backend);
}

}  // namespace
