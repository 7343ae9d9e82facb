/*
 * cuBLAS, cuDNN and the like: handles and descriptors are memory, workspaces are empty, and what computes is counted.
 * Without their headers, which the CUDA toolkit alone does not have: parameters that are not looked at are left out, as
 * the calling convention of x86-64 and AArch64 allows.
 */
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "state.h"

namespace {

/* Larger than any descriptor's part that LibTorch touches itself. */
constexpr size_t kDescriptor = 512;

int make(void** handle) {
  *handle = std::calloc(1, kDescriptor);
  return 0;
}

int answer_zero(size_t* bytes) {
  *bytes = 0;
  return 0;
}

int answer_zero(int* value) {
  *value = 0;
  return 0;
}

/* cudnnConvolutionFwdAlgoPerf_t and its brothers. */
struct Algorithm {
  int algorithm, status;
  float time;
  size_t memory;
  int determinism, math_type, reserved[3];
};

int one_algorithm(int* found, Algorithm* algorithm) {
  *found = 1;
  *algorithm = {};
  algorithm->algorithm = 1;
  algorithm->determinism = 1;
  return 0;
}

/* The attributes that LibTorch asks descriptors of cuDNN's graph API for. */
enum Attribute { kEngineConfigurationKnobs = 302, kWorkspaceSize = 402, kFirstOfEngine = 1300, kLastOfEngine = 1399 };

bool computes(const std::string& name) {
  for (const char* part : {"cudnnBackendExecute", "cudnnConvolutionForward", "cudnnConvolutionBackward",
                           "cudnnConvolutionBias", "cudnnBatchNormalization", "cudnnPooling"}) {
    if (name.rfind(part, 0) == 0) return true;
  }
  return false;
}

bool multiplies(const std::string& name) {
  return name.rfind("cublas", 0) == 0 &&
         (name.find("gem") != std::string::npos || name.find("Gem") != std::string::npos ||
          name.find("dot") != std::string::npos || name.find("Dot") != std::string::npos || name == "cublasLtMatmul");
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

/* Every entry point that is made by entry_points.sh comes here. */
long cuda_stand_in_called(const char* name) {
  if (computes(name)) stand_in::count("cuDNN executions");
  if (multiplies(name)) stand_in::count("cuBLAS executions");
  stand_in::count(std::string("call: ") + name);
  return stand_in::outcome();
}

int cublasCreate_v2(void** handle) { return make(handle); }
int cublasGetMathMode(void*, int* mode) { return answer_zero(mode); }
int cublasGetPointerMode_v2(void*, int* mode) { return answer_zero(mode); }
int cublasLtCreate(void** handle) { return make(handle); }
int cublasLtMatmulDescCreate(void** descriptor) { return make(descriptor); }
int cublasLtMatmulPreferenceCreate(void** preference) { return make(preference); }
int cublasLtMatrixLayoutCreate(void** layout) { return make(layout); }

int cublasLtMatmulAlgoGetHeuristic(void*, void*, void*, void*, void*, void*, void*, int, void*, int* found) {
  *found = 1;
  return 0;
}

int cusolverDnCreate(void** handle) { return make(handle); }
int cusparseCreate(void** handle) { return make(handle); }

size_t cudnnGetVersion() { return 91900; }
size_t cudnnGetCudartVersion() { return CUDART_VERSION; }
const char* cudnnGetErrorString(int) { return "an error of the stand-in for cuDNN"; }
int cudnnCreate(void** handle) { return make(handle); }
int cudnnCreateTensorDescriptor(void** descriptor) { return make(descriptor); }
int cudnnCreateFilterDescriptor(void** descriptor) { return make(descriptor); }
int cudnnCreateConvolutionDescriptor(void** descriptor) { return make(descriptor); }
int cudnnCreateActivationDescriptor(void** descriptor) { return make(descriptor); }
int cudnnCreateDropoutDescriptor(void** descriptor) { return make(descriptor); }
int cudnnCreatePoolingDescriptor(void** descriptor) { return make(descriptor); }

int cudnnGetConvolutionForwardAlgorithm_v7(void*, void*, void*, void*, void*, int, int* found, Algorithm* algorithm) {
  return one_algorithm(found, algorithm);
}

int cudnnGetConvolutionBackwardDataAlgorithm_v7(void*, void*, void*, void*, void*, int, int* found,
                                                Algorithm* algorithm) {
  return one_algorithm(found, algorithm);
}

int cudnnGetConvolutionBackwardFilterAlgorithm_v7(void*, void*, void*, void*, void*, int, int* found,
                                                  Algorithm* algorithm) {
  return one_algorithm(found, algorithm);
}

int cudnnGetConvolutionForwardWorkspaceSize(void*, void*, void*, void*, void*, int, size_t* bytes) {
  return answer_zero(bytes);
}

int cudnnGetConvolutionBackwardDataWorkspaceSize(void*, void*, void*, void*, void*, int, size_t* bytes) {
  return answer_zero(bytes);
}

int cudnnGetConvolutionBackwardFilterWorkspaceSize(void*, void*, void*, void*, void*, int, size_t* bytes) {
  return answer_zero(bytes);
}

int cudnnGetBatchNormalizationForwardTrainingExWorkspaceSize(void*, int, int, void*, void*, void*, void*, void*,
                                                             size_t* bytes) {
  return answer_zero(bytes);
}

int cudnnGetBatchNormalizationTrainingExReserveSpaceSize(void*, int, int, void*, void*, size_t* bytes) {
  return answer_zero(bytes);
}

int cudnnGetBatchNormalizationBackwardExWorkspaceSize(void*, int, int, void*, void*, void*, void*, void*, void*, void*,
                                                      size_t* bytes) {
  return answer_zero(bytes);
}

int cudnnBackendCreateDescriptor(int, void** descriptor) { return make(descriptor); }

int cudnnBackendDestroyDescriptor(void* descriptor) {
  std::free(descriptor);
  return 0;
}

int cudnnBackendGetAttribute(void*, int attribute, int, int64_t, int64_t* count, void* values) {
  const bool absent =
      attribute == kEngineConfigurationKnobs || (attribute >= kFirstOfEngine && attribute <= kLastOfEngine);
  if (count != nullptr) *count = absent ? 0 : 1;
  if (attribute == kWorkspaceSize && values != nullptr) std::memset(values, 0, sizeof(int64_t));
  return 0;
}

}  // extern "C"
#pragma GCC visibility pop
