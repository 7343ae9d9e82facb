/* The kernels on the calling thread and its helpers: cuts the work into chunks, hands them out, adds in order. */
#ifndef PARZC_CPU_QUEUE_H
#define PARZC_CPU_QUEUE_H

#include <algorithm>
#include <memory>
#include <vector>

#include "../backend.h"
#include "../chunks.h"
#include "diffkendall_list.h"
#include "kernels.h"
#include "parallel.h"
#include "parzc/parzc.h"

namespace parzc {

/* Elements that are worth a thread: some 60 microseconds. */
constexpr int64_t kElementsPerThread = 262144;

constexpr int64_t kChunksPerThread = kElementsPerThread / kChunk;

/* Pairs that are worth a thread: as long. */
constexpr int64_t kPairsPerThread = 200000;

/* Each kernel is done when it returns. */
class CpuQueue final : public Queue {
 public:
  explicit CpuQueue(int threads) : threads_(threads) {}

  void finish() override {}

#define PARZC_FOR_TYPE(T)                                                                                      \
  void node_sums(const NodeSumsArguments<T>& tensors, double* sums) override { run_node_sums(tensors, sums); } \
  void fisher(const FisherArguments<T>& layers, double* fisher) override { run_fisher(layers, fisher); }       \
  void sign_agreement(const SignAgreementArguments<T>& layers, int64_t* agreement) override {                  \
    run_sign_agreement(layers, agreement);                                                                     \
  }                                                                                                            \
  void zico(const ZicoArguments<T>& tensors, double* zico) override { run_zico(tensors, zico); }               \
  void diffkendall(const DiffKendallArguments<T>& lists, double* values) override { run_diffkendall(lists, values); }
  PARZC_FOR_TYPE(float)
  PARZC_FOR_TYPE(double)
#undef PARZC_FOR_TYPE

 private:
  /*
   * Fills results, count x columns: column by column the sums over the chunks of an item of what part(chunk, out)
   * writes for one chunk.
   */
  template <typename Part>
  void sum_chunks(const ChunkTable& table, int64_t count, int columns, int64_t grain, double* results, Part part) {
    std::vector<double> partials(static_cast<size_t>(table.size() * columns));
    parallel_for(threads_, table.size(), grain,
                 [&](int64_t c) { part(table.chunks()[c], partials.data() + c * columns); });
    for (int64_t item = 0; item < count; ++item) {
      for (int column = 0; column < columns; ++column) {
        double total = 0.0;
        for (int64_t c = table.first()[item]; c < table.first()[item + 1]; ++c) total += partials[c * columns + column];
        results[item * columns + column] = total;
      }
    }
  }

  template <typename T>
  void run_node_sums(const NodeSumsArguments<T>& tensors, double* sums) {
    const ChunkTable table(tensors.count, kChunk, [&](int64_t t) { return tensors.sizes[t]; });
    const auto kernel = typed<T>(kernels()).node_sums;
    sum_chunks(table, tensors.count, PARZC_SUM_COLUMNS, kChunksPerThread, sums, [&](Chunk chunk, double* out) {
      const int64_t t = chunk.item, begin = chunk.index * kChunk;
      const T* g = tensors.gradients[t];
      const T* h = tensors.hessian_gradients == nullptr ? nullptr : tensors.hessian_gradients[t];
      kernel(tensors.weights[t] + begin, g == nullptr ? nullptr : g + begin, h == nullptr ? nullptr : h + begin,
             std::min(kChunk, tensors.sizes[t] - begin), out);
    });
  }

  template <typename T>
  void run_fisher(const FisherArguments<T>& layers, double* fisher) {
    const auto rows = [&](int64_t l) {
      const bool zeros = layers.gradients[l] == nullptr || layers.positions[l] == 0;
      return zeros ? 0 : layers.images[l] * layers.channels[l];
    };
    const ChunkTable table(layers.count, kRowsPerChunk, rows);
    const auto kernel = typed<T>(kernels()).fisher_row;
    sum_chunks(table, layers.count, 1, kChunksPerThread, fisher, [&](Chunk chunk, double* out) {
      const int64_t l = chunk.item, positions = layers.positions[l];
      const int64_t first = chunk.index * kRowsPerChunk, last = std::min(first + kRowsPerChunk, rows(l));
      double total = 0.0;
      for (int64_t row = first; row < last; ++row) {
        total += kernel(layers.activations[l] + row * positions, layers.gradients[l] + row * positions, positions);
      }
      *out = total;
    });
    for (int64_t l = 0; l < layers.count; ++l) {
      if (layers.images[l] > 0) fisher[l] *= 0.5 / static_cast<double>(layers.images[l]);
    }
  }

  template <typename T>
  void run_sign_agreement(const SignAgreementArguments<T>& layers, int64_t* agreement) {
    const int64_t images = layers.images;
    std::vector<int64_t> first;
    int64_t words = 0;
    for (int64_t l = 0; l < layers.count; ++l) {
      first.push_back(words);
      words += images * divided_up(layers.features[l], 64);
    }
    std::unique_ptr<uint64_t[]> signs(new uint64_t[static_cast<size_t>(words)]);
    const int64_t grain = std::max<int64_t>(1, kElementsPerThread / std::max<int64_t>(1, words * 64 / layers.count));
    parallel_for(threads_, layers.count, grain, [&](int64_t l) {
      const int64_t features = layers.features[l], row_words = divided_up(features, 64);
      uint64_t* rows = signs.get() + first[l];
      for (int64_t i = 0; i < images; ++i) {
        typed<T>(kernels()).sign_agreement_pack(layers.inputs[l] + i * features, features, rows + i * row_words);
      }
      int64_t* of_layer = agreement + l * images * images;
      for (int64_t i = 0; i < images; ++i) {
        of_layer[i * images + i] = features;
        for (int64_t j = 0; j < i; ++j) {
          const int64_t differing =
              kernels().sign_agreement_differing(rows + i * row_words, rows + j * row_words, row_words);
          of_layer[i * images + j] = of_layer[j * images + i] = features - differing;
        }
      }
    });
  }

  template <typename T>
  void run_zico(const ZicoArguments<T>& tensors, double* zico) {
    const ChunkTable table(tensors.count, kChunk, [&](int64_t t) { return tensors.sizes[t]; });
    const auto kernel = typed<T>(kernels()).zico;
    sum_chunks(table, tensors.count, 1, kChunksPerThread, zico, [&](Chunk chunk, double* out) {
      const int64_t begin = chunk.index * kChunk, end = std::min(begin + kChunk, tensors.sizes[chunk.item]);
      *out = kernel(tensors.gradients + chunk.item * tensors.batches, tensors.batches, begin, end);
    });
  }

  template <typename T>
  void run_diffkendall(const DiffKendallArguments<T>& lists, double* values) {
    struct Task {
      int64_t list, group;
    };
    std::vector<DiffKendallList> work;
    std::vector<Task> tasks;
    double pairs = 0.0;
    for (int64_t l = 0, begin = 0; l < lists.count; begin += lists.sizes[l], ++l) {
      const int64_t n = lists.sizes[l];
      work.emplace_back(lists, begin, n);
      /* The last group has the most pairs: it goes first. */
      for (int64_t group = work.back().groups(); group-- > 0;) tasks.push_back({l, group});
      pairs += 0.5 * static_cast<double>(n) * static_cast<double>(n);
    }
    const double useful = std::min<double>(threads_, pairs / kPairsPerThread);
    parallel_for(static_cast<int>(useful), static_cast<int64_t>(tasks.size()), 1,
                 [&](int64_t t) { work[static_cast<size_t>(tasks[t].list)].sweep(tasks[t].group); });
    for (int64_t l = 0, begin = 0; l < lists.count; begin += lists.sizes[l], ++l) {
      const DiffKendallList& list = work[static_cast<size_t>(l)];
      values[l] = list.value();
      list.write_gradient(lists.gradient == nullptr ? nullptr : lists.gradient + begin);
    }
  }

  const int threads_;
};

}  // namespace parzc

#endif
