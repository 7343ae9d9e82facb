/* The kernels on one stream: cuts the work like the CPU, sends the tables, launches, and brings all results at once. */
#ifndef PARZC_CUDA_QUEUE_H
#define PARZC_CUDA_QUEUE_H

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "../backend.h"
#include "../chunks.h"
#include "diffkendall.cuh"
#include "fisher.cuh"
#include "layout.h"
#include "node_sums.cuh"
#include "sign_agreement.cuh"
#include "workspace.h"
#include "zico.cuh"

namespace parzc {
namespace cuda {

class CudaQueue final : public Queue {
 public:
  CudaQueue(std::shared_ptr<WorkspacePool> pool, cudaStream_t stream)
      : pool_(std::move(pool)), stream_(stream), workspace_(pool_->take()) {}

  ~CudaQueue() override {
    settle();
    pool_->give_back(std::move(workspace_));
  }

  void finish() override {
    if (!in_flight_) return;
    /* However this ends, nothing is in flight afterwards, and nothing waits for results. */
    const struct Settled {
      CudaQueue& queue;
      ~Settled() { queue.settle(); }
    } settled{*this};
    const OnDevice on(pool_->device());
    check(on.code(), "cudaSetDevice");
    fetch_results();
    wait();
    for (const Call& call : calls_) {
      if (call.check) call.check(arrived(call.results));
    }
    for (const Call& call : calls_) call.write(arrived(call.results));
  }

#define PARZC_FOR_TYPE(T)                                                                                         \
  void node_sums(const NodeSumsArguments<T>& tensors, double* sums) override { launch_node_sums(tensors, sums); } \
  void fisher(const FisherArguments<T>& layers, double* fisher) override { launch_fisher(layers, fisher); }       \
  void sign_agreement(const SignAgreementArguments<T>& layers, int64_t* agreement) override {                     \
    launch_sign_agreement(layers, agreement);                                                                     \
  }                                                                                                               \
  void zico(const ZicoArguments<T>& tensors, double* zico) override { launch_zico(tensors, zico); }               \
  void diffkendall(const DiffKendallArguments<T>& lists, double* values) override { launch_diffkendall(lists, values); }
  PARZC_FOR_TYPE(float)
  PARZC_FOR_TYPE(double)
#undef PARZC_FOR_TYPE

 private:
  /* Reads a call's results where they arrived. */
  typedef std::function<void(const Arrived&)> Reader;

  /* A call on the stream. */
  struct Call {
    Piece results;
    /* Throws if the results say that the input was bad; may be empty. */
    Reader check;
    /* Writes the results to the caller's memory. */
    Reader write;
  };

  /* Places the layout, runs launch(), which puts the kernels on the stream, and remembers what to do with the results. */
  template <typename Launch>
  void queue(Layout& layout, Reader check_results, Reader write, Launch launch) {
    if (calls_.size() == calls_.capacity()) calls_.reserve(2 * calls_.size() + 8);
    const OnDevice on(pool_->device());
    check(on.code(), "cudaSetDevice");
    in_flight_ = true;
    layout.place(*workspace_);
    launch();
    calls_.push_back({layout.placed_results(), std::move(check_results), std::move(write)});
  }

  /* Puts a copy of all results on the stream: one, unless the arena has just grown. */
  void fetch_results() {
    arrivals_.clear();
    if (calls_.empty()) return;
    Arena<OfDevice>& results = workspace_->results;
    for (size_t b = 0; b < results.blocks(); ++b) {
      std::byte* to = workspace_->host.take(results.used(b)).address;
      arrivals_.push_back(to);
      check(cudaMemcpyAsync(to, results.block(b), results.used(b), cudaMemcpyDeviceToHost, stream_), "cudaMemcpyAsync");
    }
  }

  Arrived arrived(const Piece& results) const { return Arrived(arrivals_[results.block] + results.offset); }

  void wait() {
    check(cudaStreamSynchronize(stream_), "cudaStreamSynchronize");
    in_flight_ = false;
  }

  /* Waits for what is in flight, whatever becomes of it, and makes the queue empty. */
  void settle() noexcept {
    const OnDevice on(pool_->device());
    if (in_flight_) {
      const cudaError_t code = cudaStreamSynchronize(stream_);
      if (code != cudaSuccess) {
        /* Nobody knows what the stream still does: its memory must not be used again. */
        cudaDeviceSynchronize();
        workspace_->free_all();
        cudaGetLastError();
      }
      in_flight_ = false;
    }
    workspace_->reset();
    calls_.clear();
  }

  /* Adds the chunks' partial sums, items x columns. */
  void add_up(const Layout& layout, Table<int64_t> first, Room<double> partials, Results<double> sums, int64_t items,
              int columns) const {
    layout.launch(add_chunks, divided_up(items * columns, kBlock), kBlock, layout.at(first), items, columns,
                  static_cast<const double*>(layout.at(partials)), layout.at(sums));
  }

  template <typename T>
  void launch_node_sums(const NodeSumsArguments<T>& tensors, double* sums) {
    const ChunkTable table(tensors.count, kChunk, [&](int64_t t) { return tensors.sizes[t]; });
    Layout layout(stream_);
    const auto chunks = layout.table(table.chunks());
    const auto first = layout.table(table.first());
    const auto weights = layout.table(tensors.weights, tensors.count);
    const auto gradients = layout.table(tensors.gradients, tensors.count);
    const bool hessian = tensors.hessian_gradients != nullptr;
    const auto products = layout.table(tensors.hessian_gradients, hessian ? tensors.count : 0);
    const auto sizes = layout.table(tensors.sizes, tensors.count);
    const auto partials = layout.room<double>(table.size() * PARZC_SUM_COLUMNS);
    const int64_t count = tensors.count * PARZC_SUM_COLUMNS;
    const auto totals = layout.results<double>(count);
    queue(layout, {}, copy(totals, count, sums), [&] {
      const NodeSumsTable<T> on_device{layout.at(chunks), layout.at(weights), layout.at(gradients),
                                       hessian ? layout.at(products) : nullptr, layout.at(sizes)};
      layout.launch(cuda::node_sums<T>, table.size(), kBlock, on_device, layout.at(partials));
      add_up(layout, first, partials, totals, tensors.count, PARZC_SUM_COLUMNS);
    });
  }

  template <typename T>
  void launch_fisher(const FisherArguments<T>& layers, double* fisher) {
    std::vector<int64_t> row_counts;
    std::vector<double> factors;
    for (int64_t l = 0; l < layers.count; ++l) {
      const bool zeros = layers.gradients[l] == nullptr || layers.positions[l] == 0;
      row_counts.push_back(zeros ? 0 : layers.images[l] * layers.channels[l]);
      factors.push_back(layers.images[l] > 0 ? 0.5 / static_cast<double>(layers.images[l]) : 1.0);
    }
    const ChunkTable table(layers.count, kRowsPerChunk, [&](int64_t l) { return row_counts[static_cast<size_t>(l)]; });
    Layout layout(stream_);
    const auto chunks = layout.table(table.chunks());
    const auto first = layout.table(table.first());
    const auto activations = layout.table(layers.activations, layers.count);
    const auto gradients = layout.table(layers.gradients, layers.count);
    const auto rows = layout.table(row_counts);
    const auto positions = layout.table(layers.positions, layers.count);
    const auto partials = layout.room<double>(table.size());
    const auto totals = layout.results<double>(layers.count);
    const auto write = [totals, factors = std::move(factors), fisher](const Arrived& results) {
      const double* of_layers = results.at(totals);
      for (size_t l = 0; l < factors.size(); ++l) fisher[l] = of_layers[l] * factors[l];
    };
    queue(layout, {}, write, [&] {
      const FisherTable<T> on_device{layout.at(chunks), layout.at(activations), layout.at(gradients), layout.at(rows),
                                     layout.at(positions)};
      layout.launch(cuda::fisher<T>, table.size(), kBlock, on_device, layout.at(partials));
      add_up(layout, first, partials, totals, layers.count, 1);
    });
  }

  template <typename T>
  void launch_sign_agreement(const SignAgreementArguments<T>& layers, int64_t* agreement) {
    const int64_t images = layers.images;
    std::vector<int64_t> first_word;
    int64_t words = 0;
    for (int64_t l = 0; l < layers.count; ++l) {
      first_word.push_back(words);
      words += images * divided_up(layers.features[l], kWarp);
    }
    const ChunkTable table(layers.count * images, kFeaturesPerWarp,
                           [&](int64_t row) { return layers.features[row / images]; });
    Layout layout(stream_);
    const auto chunks = layout.table(table.chunks());
    const auto inputs = layout.table(layers.inputs, layers.count);
    const auto features = layout.table(layers.features, layers.count);
    const auto firsts = layout.table(first_word);
    const auto signs = layout.room<unsigned>(words);
    const int64_t count = layers.count * images * images;
    const auto counts = layout.results<int64_t>(count);
    queue(layout, {}, copy(counts, count, agreement), [&] {
      const SignAgreementTable<T> on_device{layout.at(chunks), table.size(),        layers.count,     images,
                                            layout.at(inputs), layout.at(features), layout.at(firsts)};
      const int64_t pairs = layers.count * (images * (images + 1) / 2);
      layout.launch(sign_agreement_pack<T>, divided_up(table.size(), kWarps), kBlock, on_device, layout.at(signs));
      layout.launch(sign_agreement_count<T>, divided_up(pairs, kWarps), kBlock, on_device,
                    static_cast<const unsigned*>(layout.at(signs)), layout.at(counts));
    });
  }

  template <typename T>
  void launch_zico(const ZicoArguments<T>& tensors, double* zico) {
    const ChunkTable table(tensors.count, kChunk, [&](int64_t t) { return tensors.sizes[t]; });
    Layout layout(stream_);
    const auto chunks = layout.table(table.chunks());
    const auto first = layout.table(table.first());
    const auto gradients = layout.table(tensors.gradients, tensors.count * tensors.batches);
    const auto sizes = layout.table(tensors.sizes, tensors.count);
    const auto partials = layout.room<double>(table.size());
    const auto totals = layout.results<double>(tensors.count);
    queue(layout, {}, copy(totals, tensors.count, zico), [&] {
      const ZicoTable<T> on_device{layout.at(chunks), tensors.batches, layout.at(gradients), layout.at(sizes)};
      layout.launch(cuda::zico<T>, table.size(), kBlock, on_device, layout.at(partials));
      add_up(layout, first, partials, totals, tensors.count, 1);
    });
  }

  template <typename T>
  void launch_diffkendall(const DiffKendallArguments<T>& lists, double* values) {
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
          pair_tasks.push_back({static_cast<int32_t>(l), static_cast<int32_t>(tile), static_cast<int32_t>(segment), 0});
        }
      }
      all += cut.n;
      slopes += cut.n * cut.segments;
      blocks += row_tiles * cut.segments;
      list_cuts.push_back(cut);
    }
    Layout layout(stream_);
    const auto cuts = layout.table(list_cuts);
    const auto tasks = layout.table(pair_tasks);
    const auto host_predictions = layout.table(lists.predictions, lists.of_host ? all : 0);
    const auto host_labels = layout.table(lists.labels, lists.of_host ? all : 0);
    const auto scores = layout.room<double2>(all);
    const auto partial_slopes = layout.room<double>(slopes);
    const auto partial_values = layout.room<double>(blocks);
    const auto states = layout.results<ListState>(lists.count);
    const auto taus = layout.results<double>(lists.count);
    const bool host_gradient = lists.of_host && lists.gradient != nullptr;
    const auto gradient = layout.results<T>(host_gradient ? all : 0);
    const auto check_scores = [states, begins = begins_of(list_cuts)](const Arrived& results) {
      const ListState* of_lists = results.at(states);
      for (size_t l = 0; l < begins.size(); ++l) {
        require_finite("predictions", begins[l], of_lists[l].prediction);
        require_finite("labels", begins[l], of_lists[l].label);
      }
    };
    const auto write = [=, count = lists.count, out = lists.gradient](const Arrived& results) {
      const double* found = results.at(taus);
      for (int64_t l = 0; l < count; ++l) values[l] = std::max(-1.0, std::min(1.0, found[l]));
      const T* slopes = results.at(gradient);
      if (host_gradient) std::copy(slopes, slopes + all, out);
    };
    queue(layout, check_scores, write, [&] {
      const T* predictions = lists.of_host ? layout.at(host_predictions) : lists.predictions;
      const T* labels = lists.of_host ? layout.at(host_labels) : lists.labels;
      layout.launch(diffkendall_prepare<T>, lists.count, kBlock, layout.at(cuts), predictions, labels, lists.alpha,
                    layout.at(scores), layout.at(states));
      layout.launch(diffkendall_sweep, blocks, kPairTile, layout.at(cuts), layout.at(tasks),
                    static_cast<const ListState*>(layout.at(states)), static_cast<const double2*>(layout.at(scores)),
                    lists.alpha, layout.at(partial_slopes), layout.at(partial_values));
      layout.launch(diffkendall_finish<T>, lists.count, kBlock, layout.at(cuts),
                    static_cast<const ListState*>(layout.at(states)), lists.count, lists.alpha,
                    static_cast<const double*>(layout.at(partial_slopes)),
                    static_cast<const double*>(layout.at(partial_values)), layout.at(taus),
                    host_gradient ? layout.at(gradient) : lists.gradient);
    });
  }

  /* Copies `count` results. */
  template <typename V>
  static Reader copy(Results<V> from, int64_t count, V* to) {
    return [from, count, to](const Arrived& results) {
      const V* values = results.at(from);
      std::copy(values, values + count, to);
    };
  }

  static std::vector<int64_t> begins_of(const std::vector<ListCut>& cuts) {
    std::vector<int64_t> begins;
    for (const ListCut& cut : cuts) begins.push_back(cut.begin);
    return begins;
  }

  static void require_finite(const char* name, int64_t begin, const BadScore& bad) {
    if (bad.position != INT64_MAX) refuse_not_finite(name, begin + bad.position, bad.value);
  }

  const std::shared_ptr<WorkspacePool> pool_;
  const cudaStream_t stream_;
  std::unique_ptr<Workspace> workspace_;
  /* Whether anything may be on the stream that uses the workspace. */
  bool in_flight_ = false;
  /* Those whose results are to be written by finish(). */
  std::vector<Call> calls_;
  /* Where finish() let each block of results go. */
  std::vector<const std::byte*> arrivals_;
};

}  // namespace cuda
}  // namespace parzc

#endif
