#ifndef PARZC_OPENMP_H
#define PARZC_OPENMP_H

namespace parzc {

/*
 * Has the OpenMP that a loaded library uses give `threads` threads to what the calling thread begins, and no other.
 * Throws Unavailable if no library of that name is loaded, or it uses none.
 */
void set_openmp_threads(const char* library, int threads);

}  // namespace parzc

#endif
