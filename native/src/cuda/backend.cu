/* The CUDA backend: cuts the work like the CPU, sends the tables, launches, and brings the results back. */
#include "../backend.h"

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "../chunks.h"
#include "diffkendall.cuh"
#include "fisher.cuh"
#include "memory.h"
#include "node_sums.cuh"
#include "sign_agreement.cuh"
#include "zico.cuh"

namespace parzc {
namespace cuda {
namespace {

/* One call at a time: the workspace is shared. Each call waits for its stream, so calls on other streams may follow. */
class CudaBackend final : public Backend {
 public:
  explicit CudaBackend(int device) : device_(device) {
    cudaDeviceProp properties;
    check(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties");
    description_ = std::string("cuda, ") + properties.name + ", sm_" + std::to_string(properties.major) +
                   std::to_string(properties.minor);
  }

  const char* describe() const override { return description_.c_str(); }
  bool has_streams() const override { return true; }

#define PARZC_FOR_TYPE(T)                                                                                    \
  void node_sums(void* stream, const WeightTensors<T>& tensors, double* sums) override {                     \
    on(stream, [&](Layout& layout) { sum_all_nodes(layout, tensors, sums); });                               \
  }                                                                                                          \
  void fisher(void* stream, const LayerOutputs<T>& layers, double* fisher) override {                        \
    on(stream, [&](Layout& layout) { sum_all_rows(layout, layers, fisher); });                               \
  }                                                                                                          \
  void sign_agreement(void* stream, const LayerInputs<T>& layers, int64_t* agreement) override {             \
    on(stream, [&](Layout& layout) { count_all_agreement(layout, layers, agreement); });                     \
  }                                                                                                          \
  void zico(void* stream, const GradientSets<T>& tensors, double* zico) override {                           \
    on(stream, [&](Layout& layout) { sum_all_zico(layout, tensors, zico); });                                \
  }                                                                                                          \
  void diffkendall(void* stream, const ScoreLists<T>& lists, double* values) override {                      \
    on(stream, [&](Layout& layout) { sweep_all_lists(layout, lists, values); });                             \
  }
  PARZC_FOR_TYPE(float)
  PARZC_FOR_TYPE(double)
#undef PARZC_FOR_TYPE

 private:
  /* Runs body on this backend's device and leaves the caller's as it was. */
  template <typename Body>
  void on(void* stream, Body body) {
    const std::lock_guard<std::mutex> one_at_a_time(mutex_);
    int before = 0;
    check(cudaGetDevice(&before), "cudaGetDevice");
    struct Restored {
      int device;
      ~Restored() { cudaSetDevice(device); }
    } restored{before};
    check(cudaSetDevice(device_), "cudaSetDevice");
    Layout layout(static_cast<cudaStream_t>(stream));
    body(layout);
  }

  /* Adds the chunks' partial sums, items x columns, and brings them to the host. */
  void add_up(const Layout& layout, size_t first, size_t partials, size_t sums, int64_t items, int columns,
              double* results) {
    layout.launch(add_chunks, divided_up(items * columns, kBlock), kBlock, layout.at<const int64_t>(first), items,
                  columns, layout.at<const double>(partials), layout.at<double>(sums));
    layout.copy_out(sums, items * columns, results);
  }

  template <typename T>
  void sum_all_nodes(Layout& layout, const WeightTensors<T>& tensors, double* sums) {
    const ChunkTable table(tensors.count, kChunk, [&](int64_t t) { return tensors.sizes[t]; });
    const size_t count = static_cast<size_t>(tensors.count);
    const size_t chunks = layout.copy_in(table.chunks());
    const size_t first = layout.copy_in(table.first());
    const size_t weights = layout.copy_in(tensors.weights, count);
    const size_t gradients = layout.copy_in(tensors.gradients, count);
    const bool hessian = tensors.hessian_gradients != nullptr;
    const size_t products = hessian ? layout.copy_in(tensors.hessian_gradients, count) : 0;
    const size_t sizes = layout.copy_in(tensors.sizes, count);
    const size_t partials = layout.room<double>(table.size() * PARZC_SUM_COLUMNS);
    const size_t totals = layout.room<double>(tensors.count * PARZC_SUM_COLUMNS);
    layout.place(workspace_);
    const WeightTable<T> on_device{layout.at<const Chunk>(chunks), layout.at<const T* const>(weights),
                                   layout.at<const T* const>(gradients),
                                   hessian ? layout.at<const T* const>(products) : nullptr,
                                   layout.at<const int64_t>(sizes)};
    layout.launch(sum_nodes<T>, table.size(), kBlock, on_device, layout.at<double>(partials));
    add_up(layout, first, partials, totals, tensors.count, PARZC_SUM_COLUMNS, sums);
  }

  template <typename T>
  void sum_all_rows(Layout& layout, const LayerOutputs<T>& layers, double* fisher) {
    std::vector<int64_t> row_counts;
    for (int64_t l = 0; l < layers.count; ++l) {
      const bool zeros = layers.gradients[l] == nullptr || layers.positions[l] == 0;
      row_counts.push_back(zeros ? 0 : layers.images[l] * layers.channels[l]);
    }
    const ChunkTable table(layers.count, kRowsPerChunk, [&](int64_t l) { return row_counts[static_cast<size_t>(l)]; });
    const size_t count = static_cast<size_t>(layers.count);
    const size_t chunks = layout.copy_in(table.chunks());
    const size_t first = layout.copy_in(table.first());
    const size_t activations = layout.copy_in(layers.activations, count);
    const size_t gradients = layout.copy_in(layers.gradients, count);
    const size_t rows = layout.copy_in(row_counts);
    const size_t positions = layout.copy_in(layers.positions, count);
    const size_t partials = layout.room<double>(table.size());
    const size_t totals = layout.room<double>(layers.count);
    layout.place(workspace_);
    const OutputTable<T> on_device{layout.at<const Chunk>(chunks), layout.at<const T* const>(activations),
                                   layout.at<const T* const>(gradients), layout.at<const int64_t>(rows),
                                   layout.at<const int64_t>(positions)};
    layout.launch(square_rows<T>, table.size(), kBlock, on_device, layout.at<double>(partials));
    add_up(layout, first, partials, totals, layers.count, 1, fisher);
    for (int64_t l = 0; l < layers.count; ++l) {
      if (layers.images[l] > 0) fisher[l] *= 0.5 / static_cast<double>(layers.images[l]);
    }
  }

  template <typename T>
  void count_all_agreement(Layout& layout, const LayerInputs<T>& layers, int64_t* agreement) {
    const int64_t images = layers.images;
    std::vector<int64_t> first_word;
    int64_t words = 0;
    for (int64_t l = 0; l < layers.count; ++l) {
      first_word.push_back(words);
      words += images * divided_up(layers.features[l], kWarp);
    }
    const ChunkTable table(layers.count * images, kFeaturesPerWarp,
                           [&](int64_t row) { return layers.features[row / images]; });
    const size_t count = static_cast<size_t>(layers.count);
    const size_t chunks = layout.copy_in(table.chunks());
    const size_t inputs = layout.copy_in(layers.inputs, count);
    const size_t features = layout.copy_in(layers.features, count);
    const size_t firsts = layout.copy_in(first_word);
    const size_t signs = layout.room<unsigned>(words);
    const size_t counts = layout.room<int64_t>(layers.count * images * images);
    layout.place(workspace_);
    const InputTable<T> on_device{layout.at<const Chunk>(chunks),      table.size(), layers.count, images,
                                  layout.at<const T* const>(inputs),   layout.at<const int64_t>(features),
                                  layout.at<const int64_t>(firsts)};
    const int64_t pairs = layers.count * (images * (images + 1) / 2);
    layout.launch(pack_signs<T>, divided_up(table.size(), kWarps), kBlock, on_device, layout.at<unsigned>(signs));
    layout.launch(count_agreement<T>, divided_up(pairs, kWarps), kBlock, on_device, layout.at<const unsigned>(signs),
                  layout.at<int64_t>(counts));
    layout.copy_out(counts, layers.count * images * images, agreement);
  }

  template <typename T>
  void sum_all_zico(Layout& layout, const GradientSets<T>& tensors, double* zico) {
    const ChunkTable table(tensors.count, kChunk, [&](int64_t t) { return tensors.sizes[t]; });
    const size_t chunks = layout.copy_in(table.chunks());
    const size_t first = layout.copy_in(table.first());
    const size_t gradients = layout.copy_in(tensors.gradients, static_cast<size_t>(tensors.count * tensors.batches));
    const size_t sizes = layout.copy_in(tensors.sizes, static_cast<size_t>(tensors.count));
    const size_t partials = layout.room<double>(table.size());
    const size_t totals = layout.room<double>(tensors.count);
    layout.place(workspace_);
    const GradientTable<T> on_device{layout.at<const Chunk>(chunks), tensors.batches,
                                     layout.at<const T* const>(gradients), layout.at<const int64_t>(sizes)};
    layout.launch(sum_zico<T>, table.size(), kBlock, on_device, layout.at<double>(partials));
    add_up(layout, first, partials, totals, tensors.count, 1, zico);
  }

  template <typename T>
  void sweep_all_lists(Layout& layout, const ScoreLists<T>& lists, double* values) {
    require_at_most("lists", lists.count, INT32_MAX);
    std::vector<ListCut> list_cuts;
    std::vector<PairTask> pair_tasks;
    int64_t all = 0, slopes = 0, blocks = 0;
    for (int64_t l = 0; l < lists.count; ++l) {
      ListCut cut;
      cut.n = lists.sizes[l];
      require_at_most({"sizes", l}, cut.n, INT32_MAX);
      cut.begin = all;
      const int64_t segments = std::min(kMostSegments, divided_up(cut.n, kLeastSegment));
      cut.segment = divided_up(divided_up(cut.n, segments), kPairTile) * kPairTile;
      cut.segments = divided_up(cut.n, cut.segment);
      cut.first_slope = slopes;
      cut.first_value = blocks;
      const int64_t row_tiles = divided_up(cut.n, kPairTile);
      for (int64_t tile = 0; tile < row_tiles; ++tile) {
        for (int64_t segment = 0; segment < cut.segments; ++segment) {
          pair_tasks.push_back(
              {static_cast<int32_t>(l), static_cast<int32_t>(tile), static_cast<int32_t>(segment), 0});
        }
      }
      all += cut.n;
      slopes += cut.n * cut.segments;
      blocks += row_tiles * cut.segments;
      list_cuts.push_back(cut);
    }
    const size_t cuts = layout.copy_in(list_cuts);
    const size_t tasks = layout.copy_in(pair_tasks);
    const size_t scores = layout.room<double2>(all);
    const size_t states = layout.room<ListState>(lists.count);
    const size_t partial_slopes = layout.room<double>(slopes);
    const size_t partial_values = layout.room<double>(blocks);
    const size_t taus = layout.room<double>(lists.count);
    layout.place(workspace_);
    layout.launch(prepare_list<T>, lists.count, kBlock, layout.at<const ListCut>(cuts), lists.predictions,
                  lists.labels, lists.alpha, layout.at<double2>(scores), layout.at<ListState>(states));
    layout.launch(sweep_pairs, blocks, kPairTile, layout.at<const ListCut>(cuts), layout.at<const PairTask>(tasks),
                  layout.at<const ListState>(states), layout.at<const double2>(scores), lists.alpha,
                  layout.at<double>(partial_slopes), layout.at<double>(partial_values));
    layout.launch(finish_list<T>, lists.count, kBlock, layout.at<const ListCut>(cuts),
                  layout.at<const ListState>(states), lists.count, lists.alpha,
                  layout.at<const double>(partial_slopes), layout.at<const double>(partial_values),
                  layout.at<double>(taus), lists.gradient);
    std::vector<ListState> found(list_cuts.size());
    layout.copy_out(states, lists.count, found.data());
    for (int64_t l = 0; l < lists.count; ++l) {
      require_finite("predictions", list_cuts[l].begin, found[l].bad_prediction, lists.predictions);
      require_finite("labels", list_cuts[l].begin, found[l].bad_label, lists.labels);
    }
    layout.copy_out(taus, lists.count, values);
    for (int64_t l = 0; l < lists.count; ++l) values[l] = std::max(-1.0, std::min(1.0, values[l]));
  }

  /* Refuses the score at begin + bad, which lies in device memory. */
  template <typename T>
  static void require_finite(const char* name, int64_t begin, int64_t bad, const T* scores) {
    if (bad == INT64_MAX) return;
    T score;
    check(cudaMemcpy(&score, scores + begin + bad, sizeof(T), cudaMemcpyDeviceToHost), "cudaMemcpy");
    refuse_not_finite(name, begin + bad, static_cast<double>(score));
  }

  const int device_;
  std::string description_;
  std::mutex mutex_;
  Workspace workspace_;
};

}  // namespace
}  // namespace cuda

std::unique_ptr<Backend> open_cuda(int device) {
  int devices = 0;
  const cudaError_t code = cudaGetDeviceCount(&devices);
  if (code != cudaSuccess) {
    cudaGetLastError();
    throw Unavailable(std::string("no CUDA device: ") + cudaGetErrorString(code));
  }
  if (device >= devices) {
    throw Unavailable("CUDA device " + std::to_string(device) + " does not exist: there are " +
                      std::to_string(devices));
  }
  return std::unique_ptr<Backend>(new cuda::CudaBackend(device));
}

const char* cuda_architectures() { return PARZC_CUDA_ARCHITECTURES; }

}  // namespace parzc
