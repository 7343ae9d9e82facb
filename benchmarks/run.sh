#!/usr/bin/env bash
# Builds what is missing or out of date, then runs the JMH benchmarks whose names match PATTERN, or writes results up.
#   benchmarks/run.sh [--json] PATTERN [jmh options]
#   benchmarks/run.sh --report RESULTS.json...
# With --json the results also go to benchmarks/results/TIME.json, and where they are from to TIME.provenance beside it;
# --report writes both into benchmarks/README.md, later files over earlier ones. The options are JMH's own: -f forks,
# -wi and -i iterations, -p parameter=value,..., -t threads; -h lists them, -l lists the benchmarks.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

mode=run
case ${1:-} in
  --json | --report)
    mode=${1#--}
    shift
    ;;
esac
if [ $# -eq 0 ]; then
  sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi

jar=$home/benchmarks/target/parzc-benchmarks.jar
sources=("$home/pom.xml" "$home"/src/parzc{-kernels,}/{pom.xml,main} "$home"/benchmarks/{pom.xml,main} "$home/native" "$home/cmake")
# Results name the commit that the jar was built from.
head=$(git -C "$home" rev-parse --git-path logs/HEAD 2> /dev/null || true)
if [ -n "$head" ] && [ -f "$home/$head" ]; then sources+=("$home/$head"); fi
if [ ! -f "$jar" ] || [ -n "$(find "${sources[@]}" -newer "$jar" -print -quit)" ]; then
  echo "benchmarks: building ..." >&2
  mvn -B -q -f "$home/pom.xml" ${PARZC_MAVEN_ARGS:-} -pl benchmarks -am -Dmaven.test.skip=true package >&2
fi

# Forks inherit both the environment and the options of this JVM.
export MALLOC_ARENA_MAX=1
options=(-Dorg.bytedeco.javacpp.pathsFirst=false)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if "$java" --add-modules ALL-SYSTEM --enable-native-access=ALL-UNNAMED -version >/dev/null 2>&1; then
  options+=(--enable-native-access=ALL-UNNAMED)
fi
options+=(${PARZC_JAVA_OPTIONS:-} -jar "$jar")

case $mode in
  report)
    exec "$java" "${options[@]}" --report "$home/benchmarks/README.md" "$@"
    ;;
  json)
    mkdir -p "$home/benchmarks/results"
    exec "$java" "${options[@]}" --json "$home/benchmarks/results/$(date +%Y%m%d-%H%M%S).json" "$@"
    ;;
  run)
    exec "$java" "${options[@]}" "$@"
    ;;
esac
