#!/usr/bin/env bash
# Makes a folder that runs on another Linux machine (x86-64) with neither Java, Maven nor a network: a Java runtime, our
# classes, jars, unpacked native libraries, bin/parzc and bin/gpu-check. docs/gpu.md tells how to use it.
#   scripts/bundle.sh [--cuda [--only-sm 90]] [--parts 60M] [--compress zstd|xz|gzip] [--built] OUT
#     --cuda      with LibTorch for CUDA and the native tests; the machine it goes to brings CUDA 13 and cuDNN 9
#     --only-sm   keep the GPU code of that architecture alone
#     --parts     make OUT a folder of numbered parts of a compressed archive, with checksums and the line that unpacks
#     --compress  how; default: zstd if it is found here, else xz, else gzip. The other machine needs it, too
#     --built     take what is built, without asking whether it is up to date
# Needs a JDK 17 with jlink, binutils, and what the build needs (./parzc says what is missing); --cuda needs nvcc, too.
# Exit code: 0 done, 1 failed, 2 wrong arguments or missing tools.
set -euo pipefail

refuse() {
  echo "bundle: $*" >&2
  exit 2
}
fail() {
  echo "bundle: $*" >&2
  exit 1
}

repository=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cuda='' only='' parts='' compress='' built='' out=''
while [ $# -gt 0 ]; do
  case $1 in
    --only-sm | --parts | --compress) [ $# -ge 2 ] || refuse "$1: found nothing after it, expected a value" ;;
  esac
  case $1 in
    --cuda) cuda=1 ;;
    --only-sm) only=$2; shift ;;
    --parts) parts=$2; shift ;;
    --compress) compress=$2; shift ;;
    --built) built=1 ;;
    -*) refuse "found $1, expected --cuda, --only-sm, --parts, --compress or --built" ;;
    '') refuse "found an empty name of a folder" ;;
    *) [ -z "$out" ] || refuse "found $1 after $out, expected one folder"; out=$1 ;;
  esac
  shift
done
[ -n "$out" ] || refuse "no folder given: scripts/bundle.sh [--cuda [--only-sm 90]] [--parts 60M] OUT"
[ -z "$only" ] || [ -n "$cuda" ] || refuse "--only-sm: found without --cuda, which it belongs to"
[[ -z $only || $only =~ ^[1-9][0-9]{1,2}$ ]] || refuse "--only-sm: found $only, expected an architecture such as 90"
[ -z "$only" ] || [ "$only" -ge 80 ] || refuse "--only-sm: found $only, expected 80 or later, which libparzc is built for"
[[ -z $parts || $parts =~ ^[1-9][0-9]{0,5}[kMG]$ ]] || refuse "--parts: found $parts, expected a size such as 60M"
case $compress in
  '') ;;
  zstd | xz | gzip)
    [ -n "$parts" ] || refuse "--compress: found without --parts, which it belongs to"
    command -v "$compress" > /dev/null || refuse "--compress: $compress is not on the PATH" ;;
  *) refuse "--compress: found $compress, expected zstd, xz or gzip" ;;
esac
[ ! -e "$out" ] && [ ! -L "$out" ] || refuse "$out: is there already"
mkdir -p "$(dirname "$out")" 2> /dev/null || refuse "$(dirname "$out"): no folder can be made there"
place=$(cd "$(dirname "$out")" && pwd)
[ -w "$place" ] || refuse "$place: cannot be written to"
out=$place/$(basename "$out")
if [ -z "$compress" ]; then
  for compress in zstd xz gzip; do if command -v $compress > /dev/null; then break; fi; done
fi

javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac
command -v "$javac" > /dev/null || refuse "no JDK: $javac is not found (Debian: openjdk-17-jdk-headless)"
jdk=$(dirname "$(dirname "$(readlink -f "$(command -v "$javac")")")")
[ -x "$jdk/bin/jlink" ] && [ -d "$jdk/jmods" ] || refuse "$jdk: no jlink with jmods there, expected a whole JDK"
command -v objdump > /dev/null || refuse "objdump is not on the PATH (Debian: binutils)"

if [ -z "$built" ]; then
  "$repository/parzc" --version > /dev/null
fi
sources=$repository/src
native=$sources/parzc-kernels/target/native
nativecore=org/parzc/nativecore/linux-x86_64
[ -f "$sources/parzc-kernels/target/classes/$nativecore/libparzc.so" ] || refuse "no build for Linux on x86-64 is there"

# Everything is made beside its place and moved there at the end.
work=$(mktemp -d "$place/.$(basename "$out").unfinished.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
name=parzc$([ -z "$cuda" ] || echo -cuda)
bundle=$work/$name
mkdir -p "$bundle/bin" "$bundle/lib/jars" "$bundle/lib/natives"

classpath=$(cat "$sources/parzc-app/target/classpath.txt")
if [ -n "$cuda" ]; then
  grep -q '^PARZC_CUDA:.*=OFF' "$native/CMakeCache.txt" && refuse "--cuda: the native library was configured without CUDA"
  cmake --build "$native" --target self_test gpu_benchmark > "$work/log" 2>&1 ||
    { cat "$work/log" >&2; fail "--cuda: the native tests could not be built: is nvcc on the PATH?"; }
  mvn -B -q -f "$repository/pom.xml" ${PARZC_MAVEN_ARGS:-} -Pcuda -pl src/parzc-app -am -Dmaven.test.skip=true \
    -Dclasspath.file="$work/classpath" test-compile > "$work/log" 2>&1 ||
    { cat "$work/log" >&2; fail "--cuda: Maven could not find LibTorch for CUDA"; }
  classpath=$(cat "$work/classpath")
fi

# Native libraries lie unpacked in a folder of the class path; the jars go without any.
echo "bundle: jars and native libraries ..."
IFS=: read -ra jars <<< "$(tr : '\n' <<< "$classpath" | grep -vE "/src/parzc[^/]*/target/" | paste -sd :)"
"$jdk/bin/java" "$repository/scripts/bundle/SplitJars.java" "$bundle/lib/jars" "$bundle/lib/natives" "${jars[@]}"
mkdir "$work/classes"
for module in parzc-kernels parzc parzc-app; do cp -a "$sources/$module/target/classes/." "$work/classes/"; done
mkdir -p "$bundle/lib/natives/$nativecore"
mv "$work/classes/$nativecore/"*.so "$bundle/lib/natives/$nativecore/"
"$jdk/bin/jar" -cfM "$bundle/lib/jars/parzc.jar" -C "$work/classes" .
# The C++ library of the machine may want a newer one of these. What OpenBLAS is called by JavaCPP is its second name.
rm "$bundle/lib/natives/org/bytedeco/openblas/linux-x86_64/libgcc_s.so.1"
ln -s libopenblas.so.0 "$bundle/lib/natives/org/bytedeco/openblas/linux-x86_64/libopenblas_nolapack.so.0"
find "$bundle/lib/natives" -type f -exec chmod 755 {} +
if [ -n "$cuda" ]; then
  mkdir "$bundle/lib/native-tests"
  cp "$native/test/self_test" "$native/benchmark/gpu_benchmark" "$bundle/lib/native-tests/"
fi
if [ -n "$only" ]; then
  find "$bundle/lib/natives/org/bytedeco" -type f \
    -exec "$jdk/bin/java" "$repository/scripts/bundle/KeepArchitecture.java" "$only" {} + ||
    fail "--only-sm: not every library has code for sm_$only"
fi

echo "bundle: Java runtime ..."
modules=$("$jdk/bin/jdeps" --multi-release 17 --ignore-missing-deps -q --print-module-deps \
  -cp "$bundle/lib/jars/*" "$bundle/lib/jars/parzc.jar")
# Those that are found by name: encryption of HTTPS, jars as file systems.
"$jdk/bin/jlink" --add-modules "$modules,jdk.crypto.ec,jdk.zipfs" --strip-debug --no-header-files --no-man-pages \
  --compress=0 --output "$bundle/lib/java" > "$work/log" 2>&1 || { cat "$work/log" >&2; fail "jlink failed"; }

install -m 755 "$repository/scripts/bundle/parzc" "$repository/scripts/bundle/gpu-check" "$bundle/bin/"
install -m 644 "$repository/scripts/bundle/find-cuda.sh" "$bundle/lib/"
[ -z "$cuda" ] || cp "$repository/scripts/bundle/cuda-libraries.txt" "$bundle/lib/"
cp -r "$repository/examples" "$repository/LICENSE" "$bundle/"

# What the libraries in it need of the machine: the newest versions of the C and C++ libraries that they name, and others
# that lie nowhere here. Those of java.desktop, where the JDK brings none of its own, are for charts as PNG alone.
needed=$(find "$bundle/lib" -type f \( -name '*.so*' -o -perm -u+x \) -exec objdump -p {} + 2> /dev/null)
glibc=$(grep -oE 'GLIBC_[0-9.]+' <<< "$needed" | sort -Vu | tail -1)
glibcxx=$(grep -oE 'GLIBCXX_[0-9.]+' <<< "$needed" | sort -Vu | tail -1)
system='^(ld-linux-x86-64|libc|libm|libdl|libpthread|librt|libutil|libgcc_s|libstdc\+\+|libz)\.so|^lib(cuda|nv|nccl|cudnn|cu[a-z]+)'
for_charts=$(awk '$1 == "NEEDED" { print $2 }' <<< "$needed" | sort -u | grep -vE "$system" |
  grep -vxFf <(find "$bundle/lib" -name '*.so*' -printf '%f\n') | grep -vE '^lib(X|asound)' | paste -sd ' ' || true)
{
  echo "ParZC $("$jdk/bin/java" -cp "$bundle/lib/natives:$bundle/lib/jars/*" org.parzc.cli.Parzc --version | cut -d ' ' -f 2)" \
    "for Linux on x86-64"
  echo
  echo "  bin/parzc doctor    what runs here, and where"
  echo "  bin/gpu-check       checks a GPU; exit code 2 where there is none"
  echo
  echo "Needs glibc ${glibc#GLIBC_} (ldd --version), libstdc++ with $glibcxx and libz.so.1; no Java, no network."
  if [ -n "$for_charts" ]; then echo "Charts as PNG need, too: $for_charts."; fi
  if [ -n "$cuda" ]; then
    echo "Needs an NVIDIA driver for CUDA 13, and these libraries, of a CUDA 13 toolkit with cuDNN 9 or of a PyTorch"
    echo "for CUDA 13 that pip installed: $(paste -sd ' ' "$bundle/lib/cuda-libraries.txt")."
    if [ -n "$only" ]; then echo "Of LibTorch it holds the GPU code for sm_$only alone: it runs on no other GPU."; fi
  fi
} > "$bundle/README.txt"

if [ -z "$parts" ]; then
  mv -T "$bundle" "$out"
  echo "bundle: $out, $(du -sh "$out" | cut -f 1); needs glibc ${glibc#GLIBC_}, libstdc++ with $glibcxx"
  exit
fi

echo "bundle: packing with $compress ..."
case $compress in
  zstd) pack=(zstd -q -9 -T0) end=tar.zst unpack='zstd -dc' ;;
  xz) pack=(xz -6 -T0) end=tar.xz unpack='xz -dc' ;;
  gzip) pack=(gzip -9) end=tar.gz unpack='gzip -dc' ;;
esac
mkdir "$work/parts"
tar -C "$work" --sparse --owner=0 --group=0 -cf - "$name" | "${pack[@]}" | split -b "$parts" -d -a 3 - "$work/parts/$name.$end."
(cd "$work/parts" && sha256sum "$name.$end."* > SHA256SUMS)
line="sha256sum --quiet -c SHA256SUMS && cat $name.$end.[0-9]* | $unpack | tar -xf -"
printf '%s\n' "$line" > "$work/parts/unpack.sh"
mv -T "$work/parts" "$out"
count=$(find "$out" -name "$name.$end.*" | wc -l)
echo "bundle: $out, $count parts, $(du -sh --apparent-size "$out" | cut -f 1), of a folder of $(du -sh "$bundle" | cut -f 1)"
echo "bundle: unpack it there, in the folder of the parts, with"
echo "  $line"
