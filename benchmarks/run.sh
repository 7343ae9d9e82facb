#!/usr/bin/env bash
# Builds what is missing or out of date, then runs the JMH benchmarks whose names match PATTERN.
#   benchmarks/run.sh [--json] PATTERN [jmh options]
# With --json the results also go to benchmarks/results/TIME.json. The options are JMH's own: -f forks, -wi and -i
# iterations, -p parameter=value,..., -t threads; -h lists them, -l lists the benchmarks.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
built=$home/target/benchmarks.built

arguments=()
if [ "${1:-}" = --json ]; then
  shift
  mkdir -p "$home/benchmarks/results"
  arguments=(-rf json -rff "$home/benchmarks/results/$(date +%Y%m%d-%H%M%S).json")
fi
if [ $# -eq 0 ]; then
  sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi

sources=("$home/pom.xml" "$home/src" "$home/benchmarks/src" "$home/native" "$home/cmake")
if [ ! -f "$built" ] || [ -n "$(find "${sources[@]}" -newer "$built" -print -quit)" ]; then
  echo "benchmarks: building ..." >&2
  mvn -B -q -f "$home/pom.xml" package -DskipTests ${PARZC_MAVEN_ARGS:-} >&2
  touch "$built"
fi

# Forks inherit both the environment and the options of this JVM.
export MALLOC_ARENA_MAX=1
options=(-Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxBytes=0
  -Dorg.bytedeco.javacpp.pathsFirst=false)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if "$java" --add-modules ALL-SYSTEM --enable-native-access=ALL-UNNAMED -version >/dev/null 2>&1; then
  options+=(--enable-native-access=ALL-UNNAMED)
fi
exec "$java" "${options[@]}" ${PARZC_JAVA_OPTIONS:-} -jar "$home"/target/parzc-*-benchmarks.jar "$@" "${arguments[@]}"
