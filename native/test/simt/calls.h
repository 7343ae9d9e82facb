/* A small call of each kernel on 40 values of float64. */
#ifndef PARZC_SIMT_CALLS_H
#define PARZC_SIMT_CALLS_H

#include "parzc/parzc.h"

inline int call_node_sums(parzc_queue* queue, const void* elements, double* out) {
  const void* tensors[] = {elements, elements};
  const int64_t sizes[] = {40, 3};
  return parzc_node_sums(queue, PARZC_FLOAT64, 2, tensors, tensors, tensors, sizes, out);
}

inline int call_fisher(parzc_queue* queue, const void* elements, double* out) {
  const int64_t images = 2, channels = 4, positions = 5;
  return parzc_fisher(queue, PARZC_FLOAT64, 1, &elements, &elements, &images, &channels, &positions, out);
}

inline int call_sign_agreement(parzc_queue* queue, const void* elements, double* out) {
  const int64_t features = 20;
  return parzc_sign_agreement(queue, PARZC_FLOAT64, 1, 2, &elements, &features, reinterpret_cast<int64_t*>(out));
}

inline int call_zico(parzc_queue* queue, const void* elements, double* out) {
  const void* batches[] = {elements, nullptr};
  const int64_t size = 40;
  return parzc_zico(queue, PARZC_FLOAT64, 1, 2, batches, &size, out);
}

inline int call_diffkendall(parzc_queue* queue, const void* elements, double* out) {
  const int64_t size = 40;
  return parzc_diffkendall(queue, PARZC_FLOAT64, 1, &size, elements, elements, 0.5, out, nullptr);
}

/* One call of each kernel, with 19 results; the first error. */
inline int call_all(parzc_queue* queue, const void* elements, double* out) {
  int code = call_node_sums(queue, elements, out);
  if (code == PARZC_OK) code = call_fisher(queue, elements, out + 12);
  if (code == PARZC_OK) code = call_sign_agreement(queue, elements, out + 13);
  if (code == PARZC_OK) code = call_zico(queue, elements, out + 17);
  if (code == PARZC_OK) code = call_diffkendall(queue, elements, out + 18);
  return code;
}

#endif
