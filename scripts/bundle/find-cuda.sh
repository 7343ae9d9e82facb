# find_cuda LIST: looks for the libraries whose names are the lines of the file LIST. Sets cuda_folders to the folders to
# search, joined by ':', and cuda_missing to the names that were found nowhere, each after a blank. Sourced by bin/parzc.
#
# Folders come from places that belong together, a toolkit or a Python installation, and such a place counts only if it has
# CUDA 13's runtime: that of CUDA 12 has libraries of the same names. Of a pip-installed PyTorch nvidia/*/lib alone counts,
# never torch/lib, whose LibTorch is another.

# take_place FOLDER...: takes those folders of a place that hold something still missing, if the runtime is among them.
take_place() {
  for folder in "$@"; do
    if [ -e "$folder/libcudart.so.13" ]; then
      take_folders "$@"
      return
    fi
  done
}

take_folders() {
  for folder in "$@"; do
    still=
    useful=
    case $folder in *:*) continue ;; esac
    for library in $cuda_missing; do
      if [ -e "$folder/$library" ]; then useful=1; else still="$still $library"; fi
    done
    if [ -n "$useful" ]; then
      cuda_folders=${cuda_folders:+$cuda_folders:}$folder
      cuda_missing=$still
    fi
  done
}

find_cuda() {
  cuda_folders=
  cuda_missing=
  while read -r library; do cuda_missing="$cuda_missing $library"; done < "$1"

  rest=${PARZC_CUDA_LIBRARIES:-}:
  while [ -n "$rest" ]; do
    if [ -n "${rest%%:*}" ]; then take_folders "${rest%%:*}"; fi
    rest=${rest#*:}
  done
  for toolkit in ${CUDA_HOME:+"$CUDA_HOME"} ${CUDA_PATH:+"$CUDA_PATH"} /usr/local/cuda /usr/local/cuda-13*; do
    [ -z "$cuda_missing" ] || take_place "$toolkit/lib64" "$toolkit/targets/x86_64-linux/lib" "$toolkit/extras/CUPTI/lib64"
  done
  for packages in ${VIRTUAL_ENV:+"$VIRTUAL_ENV"/lib/python3*/site-packages} \
      ${CONDA_PREFIX:+"$CONDA_PREFIX"/lib/python3*/site-packages} ${HOME:+"$HOME"/.local/lib/python3*/site-packages} \
      /usr/local/lib/python3*/dist-packages /usr/local/lib/python3*/site-packages /usr/lib/python3/dist-packages \
      /usr/lib/python3*/site-packages /opt/*/lib/python3*/site-packages; do
    [ -z "$cuda_missing" ] || take_place "$packages"/nvidia/*/lib
  done
  # Only Python knows of other places.
  if [ -n "$cuda_missing" ] && command -v python3 > /dev/null 2>&1; then
    others=$(python3 -c 'import sys; print("\n".join(path for path in sys.path if path))' 2> /dev/null || true)
    while read -r packages; do
      [ -z "$packages" ] || [ -z "$cuda_missing" ] || take_place "$packages"/nvidia/*/lib
    done << END
$others
END
  fi
  # Where the system looks by itself; CUDA's runtime lies there where the others do, or beside a toolkit's.
  if [ -n "$cuda_missing" ]; then
    take_folders /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/local/lib /lib/x86_64-linux-gnu
    rest=${LD_LIBRARY_PATH:-}:
    while [ -n "$rest" ]; do
      folder=${rest%%:*}
      rest=${rest#*:}
      if [ -n "$folder" ] && [ ! -e "$folder/libtorch_cpu.so" ]; then take_folders "$folder"; fi
    done
  fi
}
