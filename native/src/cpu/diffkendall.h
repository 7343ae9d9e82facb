#ifndef PARZC_DIFFKENDALL_H
#define PARZC_DIFFKENDALL_H

#include "../backend.h"

namespace parzc {

/* DiffKendall of lists in host memory, on up to `threads` threads. Throws InvalidArgument at a non-finite score. */
template <typename T>
void diffkendall(int threads, const ScoreLists<T>& lists, double* values);

}  // namespace parzc

#endif
