# Rewrites kernel sources so that each barrier and each comparison in them can be taken away, one at a time, by its
# number: see mutants.h. Writes the results to the folder `to`, and "number file:line what" of each to `to`/list:
#   awk -v to=FOLDER -f mutate.awk FILES
#
# In kernels, *.cuh:
#   a barrier                     is left out
#   a < b in the head of a loop   makes one turn more; half of them where b is a constant or what is loaded, vectors and
#                                 tiles, has a bound of its own
#   any other comparison          is always true; in "if (...) return;", always false
#   aligned(p)                    is always true
#
# In what puts them on streams, *.h:
#   a wait, a lock                is left out
#   a stream                      is the default stream instead
#   a piece of an arena           may be taken again at once
#   a new block                   frees those before
#   a call                        makes all memory free again when it is on the stream

# Replaces the first match of `pattern` in `rest` and moves all up to it to `done`.
function take(pattern, what, before, after) {
  if (!match(rest, pattern)) return 0
  name = FILENAME
  sub(/.*\//, "", name)
  printf "%d %s:%d %s\n", ++number, name, FNR, what > (to "/list")
  done = done substr(rest, 1, RSTART - 1) before number after
  rest = substr(rest, RSTART + RLENGTH)
  return 1
}

function begin_again() {
  rest = done rest
  done = ""
}

{
  output = FILENAME
  sub(/.*\//, to "/", output)
  rest = $0
}

FILENAME ~ /\.h$/ {
  if ($0 !~ /^ *(\/\*|\*|#)/) {
    take("^    wait\\(\\);", "wait", "if (!simt::is_mutant(", ")) wait();")
    take("if \\(in_flight_\\)", "wait", "if (!simt::is_mutant(", ") && in_flight_)")
    take("const std::lock_guard<std::mutex> lock\\(mutex_\\);", "lock", "const simt::LockUnless lock(", ", mutex_);")
    take("block\\.used \\+= bytes;", "piece", "if (!simt::is_mutant(", ")) block.used += bytes;")
    take("blocks_\\.push_back\\(", "block", "if (simt::is_mutant(", ")) free_all(); blocks_.push_back(")
    take("calls_\\.push_back\\(", "call", "if (simt::is_mutant(", ")) workspace_->reset(); calls_.push_back(")
    begin_again()
    take("= stream_;", "stream", "= SIMT_OR_DEFAULT(", ", stream_);")
    take(", stream_\\)", "stream", ", SIMT_OR_DEFAULT(", ", stream_))")
    take("\\(stream_\\)", "stream", "(SIMT_OR_DEFAULT(", ", stream_))")
    begin_again()
  }
  print rest > output
  next
}

{
  if ($0 ~ /^ *(\/\*|\*|#)/ || $0 ~ /__forceinline__|__global__|^template/) {
    print > output
    next
  }
  while (take("__syncthreads\\(\\);", "barrier", "if (!simt::is_mutant(", ")) __syncthreads();")) {}
  begin_again()
  while (take("__syncthreads_or\\(", "barrier", "SIMT_OR_ALONE(", ", ")) {}
  begin_again()
  while (take("aligned\\(", "alignment", "SIMT_OR_ALIGNED(", ", ")) {}
  begin_again()
  while (match(rest, / (<|<=|>=|==|!=) /)) {
    operator = substr(rest, RSTART, RLENGTH)
    if ($0 ~ /for \(/ && operator == " < ") {
      own_bound = $0 ~ /\+= (kStep|kPairTile|kBlock \* kVector)/
      rule = own_bound || substr(rest, RSTART + RLENGTH) ~ /^k[A-Z]/ ? "half" : "one_more"
    } else {
      rule = $0 ~ /\) return/ ? "never" : "always"
    }
    take(operator, "bound" operator rule, operator "simt::Mutation{", ", simt::Rule::" rule "}" operator)
  }
  begin_again()
  print rest > output
}
