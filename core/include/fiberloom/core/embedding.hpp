#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace fiberloom::core {

/// A named run of trainable numbers that share a learning rate.
struct ParameterGroup {
  std::string name;
  std::size_t size = 0;
};

/// Whatever turns records into features and has numbers to be trained: a digital cascade, or light in a rig with a
/// digital twin for its derivative. The training loop knows nothing else of either.
///
/// Shape:   series [batch, samples], features [batch, num_features()], parameters and gradient flat, in the order of
///          groups().
/// Threads: one thread at a time; the cotangent function may be called from several threads, for different rows.
class Embedding {
 public:
  /// Writes dL/dfeatures of row `row`, given its features.
  using RowCotangent = std::function<void(std::size_t row, std::span<const double> features,
                                          std::span<double> cotangent)>;

  virtual ~Embedding() = default;

  [[nodiscard]] virtual std::size_t num_features() const = 0;
  [[nodiscard]] virtual std::vector<ParameterGroup> groups() const = 0;
  [[nodiscard]] virtual std::vector<double> parameters() const = 0;

  /// Takes new parameters, moved to the nearest allowed ones; parameters() tells what was taken.
  virtual void set_parameters(std::span<const double> values) = 0;

  /// Told before each epoch of a training: what is drawn anew for every epoch (noise) is drawn for this one, and a rig is
  /// set as it would be if training began here. Nothing else of an embedding may depend on it.
  virtual void begin_epoch(std::int64_t epoch) { (void)epoch; }

  virtual RealBatch<double> features(const RealBatch<double>& series) = 0;

  /// Features of all rows; the parameters' derivative of the loss is added to `gradient`.
  virtual RealBatch<double> features_and_gradient(const RealBatch<double>& series,
                                                  const RowCotangent& cotangent_of,
                                                  std::span<double> gradient) = 0;

 protected:
  Embedding() = default;
  Embedding(const Embedding&) = default;
  Embedding& operator=(const Embedding&) = default;
};

}  // namespace fiberloom::core
