/* GoogleTest's side of the backends: a fixture and an instance of each test on each backend. */
#ifndef PARZC_TEST_BACKENDS_H
#define PARZC_TEST_BACKENDS_H

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "elements.h"
#include "parzc/parzc.h"
#include "references.h"
#include "samples.h"

class OnBackend : public testing::TestWithParam<std::string> {
 protected:
  OnBackend() : backend_(open_backend(GetParam())), queue_(open_queue(backend_)) {
    if (queue_ == nullptr) ADD_FAILURE() << GetParam() << ": " << parzc_last_error();
  }
  ~OnBackend() override {
    parzc_close_queue(&queue_);
    parzc_close(&backend_);
  }

  bool on_device() const { return GetParam() == "cuda"; }

  parzc_backend* backend_;
  parzc_queue* queue_;
};

#define PARZC_ON_ALL_BACKENDS(suite)                               \
  INSTANTIATE_TEST_SUITE_P(, suite, testing::ValuesIn(backends()), \
                           [](const testing::TestParamInfo<std::string>& info) { return info.param; })

/* Calls body<float>() and body<double>(). */
template <typename Body>
void for_both_types(Body body) {
  {
    SCOPED_TRACE("float32");
    body(float());
  }
  SCOPED_TRACE("float64");
  body(double());
}

#endif
