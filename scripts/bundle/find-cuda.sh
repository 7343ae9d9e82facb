# find_cuda LIST: looks for the libraries whose names are the lines of the file LIST. Sets cuda_folders to the folders to
# search, joined by ':', and cuda_missing to the names that were found nowhere, each after a blank. Sourced by bin/parzc.
#
# Folders come from places that belong together, a toolkit or a Python installation, and such a place counts only if it has
# CUDA 13's runtime: that of CUDA 12 has libraries of the same names. A place that has everything comes before several that
# have it together. Of a pip-installed PyTorch nvidia/*/lib alone counts, never torch/lib, whose LibTorch is another.

# take_folders FOLDER...: takes those that hold something still missing.
take_folders() {
  for folder in "$@"; do
    case $folder in *:*) continue ;; esac
    still=
    useful=
    for library in $cuda_missing; do
      if [ -e "$folder/$library" ]; then useful=1; else still="$still $library"; fi
    done
    if [ -n "$useful" ]; then
      cuda_folders=${cuda_folders:+$cuda_folders:}$folder
      cuda_missing=$still
    fi
  done
}

# take_place FOLDER...: takes the folders of a place, if it has the runtime and, where only that will do, everything.
take_place() {
  for folder in "$@"; do
    if [ -n "$cuda_missing" ] && [ -e "$folder/libcudart.so.13" ]; then
      folders_before=$cuda_folders
      missing_before=$cuda_missing
      take_folders "$@"
      if [ -n "$only_whole" ] && [ -n "$cuda_missing" ]; then
        cuda_folders=$folders_before
        cuda_missing=$missing_before
      fi
      return
    fi
  done
}

take_places() {
  for toolkit in ${CUDA_HOME:+"$CUDA_HOME"} ${CUDA_PATH:+"$CUDA_PATH"} /usr/local/cuda /usr/local/cuda-13*; do
    take_place "$toolkit/lib64" "$toolkit/targets/x86_64-linux/lib" "$toolkit/extras/CUPTI/lib64"
  done
  for packages in ${VIRTUAL_ENV:+"$VIRTUAL_ENV"/lib/python3*/site-packages} \
      ${CONDA_PREFIX:+"$CONDA_PREFIX"/lib/python3*/site-packages} ${HOME:+"$HOME"/.local/lib/python3*/site-packages} \
      /usr/local/lib/python3*/dist-packages /usr/local/lib/python3*/site-packages /usr/lib/python3/dist-packages \
      /usr/lib/python3*/site-packages /opt/*/lib/python3*/site-packages; do
    take_place "$packages"/nvidia/*/lib
  done
  # Only Python knows of other places.
  if [ -n "$cuda_missing" ] && command -v python3 > /dev/null 2>&1; then
    python_path=${python_path-$(python3 -c 'import sys; print("\n".join(path for path in sys.path if path))' || true)}
    while read -r packages; do
      [ -z "$packages" ] || take_place "$packages"/nvidia/*/lib
    done << END
$python_path
END
  fi
}

# take_path PATH: takes folders that are joined by ':', but for those of another LibTorch.
take_path() {
  rest=$1:
  while [ -n "$rest" ]; do
    folder=${rest%%:*}
    rest=${rest#*:}
    if [ -n "$folder" ] && [ ! -e "$folder/libtorch_cpu.so" ]; then take_folders "$folder"; fi
  done
}

find_cuda() {
  cuda_folders=
  cuda_missing=
  unset python_path
  while read -r library; do cuda_missing="$cuda_missing $library"; done < "$1"
  take_path "${PARZC_CUDA_LIBRARIES:-}"
  for only_whole in 1 ''; do take_places; done
  take_folders /usr/lib/x86_64-linux-gnu /usr/lib64 /usr/local/lib /lib/x86_64-linux-gnu
  take_path "${LD_LIBRARY_PATH:-}"
}
