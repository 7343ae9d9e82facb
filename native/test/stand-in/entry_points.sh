#!/bin/sh
# What LibTorch's libraries want of CUDA's and nobody made: functions that are counted and succeed.
#   entry_points.sh sonames LIBRARY...             the names of CUDA's libraries that they need, one a line
#   entry_points.sh functions OBJECT... -- LIBRARY...   C source of the functions that no object defines
set -eu
wanted=$1
shift
case $wanted in
sonames)
  readelf -d "$@" | sed -n 's/.*(NEEDED).*\[\(lib\(cu\|nv\|nccl\).*\)\]$/\1/p' | sort -u
  ;;
functions)
  made=
  while [ "$1" != -- ]; do
    made="$made $1"
    shift
  done
  shift
  # Symbols say which library they are of, except those of libraries without versions, which have CUDA's prefixes.
  {
    # shellcheck disable=SC2086
    nm --defined-only $made | awk '$2 == "T" {print "made", $3}'
    nm -D --undefined-only "$@" | awk 'NF == 2 {print "wanted", $2}'
  } | awk '
    BEGIN { print "long cuda_stand_in_called(const char*);" }
    { at = index($2, "@"); library = at ? substr($2, at + 1) : ""; name = at ? substr($2, 1, at - 1) : $2 }
    $1 == "made" { made[name] = 1; next }
    made[name]++ { next }
    library ~ /^lib(cu|nv|nccl)/ || (library == "" && name ~ /^(cu|nccl|nvrtc)[A-Z]/) {
      printf "long %s(void) { return cuda_stand_in_called(\"%s\"); }\n", name, name
    }'
  ;;
esac
