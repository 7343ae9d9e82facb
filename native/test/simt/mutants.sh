#!/bin/bash
# Runs the self-test with each mutant that mutate.awk made of the kernels and of what puts them on streams, which are
# deferred: one detector after the other, until one notices. A mutant that none notices is an error: a barrier, a bound or
# a wait that does nothing, or a test that is missing.
#   mutants.sh BUILD VARIANTS   as in: mutants.sh build/test/simt plain asan tsan
set -euo pipefail
export build=$1
shift
export variants="$*"

# passes VARIANT MUTANT: whether the self-test passes; a minute is an endless loop.
passes() {
  local arguments=first
  [ "$1" != tsan ] || arguments="first small"
  SIMT_MUTANT=$2 SIMT_SEED=2 SIMT_DEFER=1 LD_LIBRARY_PATH=$build/mutants/$1 \
    TSAN_OPTIONS=halt_on_error=1 ASAN_OPTIONS=detect_leaks=0 \
    timeout 60 "$build/$1_self_test" $arguments > /dev/null 2>&1
}

# judge NUMBER PLACE...: prints who noticed the mutant, first.
judge() {
  local number=$1
  shift
  for variant in $variants; do
    if ! passes "$variant" "$number"; then
      echo "$variant: $*"
      return
    fi
  done
  echo "SURVIVES: $*"
} 2> /dev/null
export -f passes judge

for variant in $variants; do
  if ! passes "$variant" 0; then
    echo "the self-test fails without a mutant, with $variant"
    exit 1
  fi
done
verdicts=$(xargs -L 1 -P "$(nproc)" bash -c 'judge "$@"' _ < "$build/mutants/list" | sort)
echo "$verdicts"
echo "$verdicts" | cut -d : -f 1 | sort | uniq -c
! grep -q SURVIVES <<< "$verdicts"
