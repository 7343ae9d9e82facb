#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "parzc/parzc.h"

#if defined(__GLIBC__)
namespace {

void end_now(int status, void*) {
  fflush(NULL);
  _exit(status);
}

}  // namespace
#endif

/* Handlers run in the reverse order of their registration, and the destructors of a library are among them. */
int parzc_skip_destructors(void) {
#if defined(__GLIBC__)
  return on_exit(end_now, NULL) == 0;
#else
  return 0;
#endif
}
