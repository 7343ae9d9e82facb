#!/usr/bin/env bash
# Builds what is missing or out of date, then runs the JMH benchmarks whose names match PATTERN, or writes results up.
#   benchmarks/run.sh [--json] PATTERN [jmh options]
#   benchmarks/run.sh --report RESULTS.json...
# With --json the results also go to benchmarks/results/TIME.json, and where they are from to TIME.provenance beside it;
# --report writes both into benchmarks/README.md, later files over earlier ones. The options are JMH's own: -f forks,
# -wi and -i iterations, -p parameter=value,..., -t threads; -h lists them, -l lists the benchmarks.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
built=$home/target/benchmarks.built

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
jar=("$home"/target/parzc-*-benchmarks.jar)
options+=(${PARZC_JAVA_OPTIONS:-} -cp "${jar[0]}")
report=org.parzc.benchmarks.report

case $mode in
  report)
    exec "$java" "${options[@]}" $report.BenchmarkReport "$home/benchmarks/README.md" "$@"
    ;;
  json)
    results=$home/benchmarks/results/$(date +%Y%m%d-%H%M%S)
    mkdir -p "$home/benchmarks/results"
    "$java" "${options[@]}" $report.Provenance >"$results.provenance"
    exec "$java" "${options[@]}" org.openjdk.jmh.Main "$@" -rf json -rff "$results.json"
    ;;
  run)
    exec "$java" "${options[@]}" org.openjdk.jmh.Main "$@"
    ;;
esac
