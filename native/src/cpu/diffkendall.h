#ifndef PARZC_DIFFKENDALL_H
#define PARZC_DIFFKENDALL_H

#include <stdint.h>

namespace parzc {

/* Value of DiffKendall and, unless `gradient` is null, its n derivatives; arguments were checked by the caller. */
template <typename T>
double diffkendall(const T* predictions, const T* labels, int64_t n, double alpha, T* gradient);

}  // namespace parzc

#endif
