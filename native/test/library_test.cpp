/* What the library says about itself. */
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
  EXPECT_STREQ("0.1.0", parzc_version());
  EXPECT_TRUE(std::string(parzc_simd()) == "avx512" || std::string(parzc_simd()) == "avx2" ||
              std::string(parzc_simd()) == "baseline");
#if defined(__GLIBC__)
  EXPECT_EQ(1, parzc_settle_allocator());
#endif
}

TEST(Library, SaysWhyThereIsNoSuchDevice) {
  parzc_backend* backend = nullptr;
  EXPECT_EQ(PARZC_UNAVAILABLE, parzc_open_cuda(1000, &backend));
  EXPECT_EQ(nullptr, backend);
  EXPECT_STRNE("", parzc_last_error());
  parzc_close(backend);
}

}  // namespace
