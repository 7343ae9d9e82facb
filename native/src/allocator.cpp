#include <stdlib.h>

#include "parzc/parzc.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

/*
 * Blocks must come from heaps (M_MMAP_MAX 0: M_MMAP_THRESHOLD cannot exceed 32 MiB) and heaps must outlive their
 * blocks. Threads of a JVM allocate in arenas made of 64 MiB heaps, and an emptied heap is unmapped unless
 * M_TOP_PAD exceeds its size. M_ARENA_MAX would come too late for threads that already have an arena, but
 * MALLOC_ARENA_MAX=1 in the environment does help: one arena, no limit of 64 MiB.
 */
int parzc_settle_allocator(void) {
#if defined(__GLIBC__)
  return mallopt(M_MMAP_MAX, 0) && mallopt(M_TRIM_THRESHOLD, 0x7fffffff) && mallopt(M_TOP_PAD, 256 << 20);
#else
  return 0;
#endif
}
