#pragma once

#include <fiberloom/core/embedding.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/network.hpp>
#include <functional>
#include <limits>
#include <map>
#include <string>

namespace fiberloom::core {

/// A closed interval that a trained parameter must stay in.
struct Bounds {
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
};

/// What a rig can realise, as limits on the layers, by name of the operator.
using LayerBounds = std::map<std::string, Bounds, std::less<>>;

/// The layers of a model as a trainable embedding, computed here: one group for each operator of the layers.
///
/// Throws:  InputError "input.bounds" for an empty interval; as Network.
/// Threads: as Embedding.
class DigitalEmbedding final : public Embedding {
 public:
  DigitalEmbedding(const Model& model, const LayerBounds& bounds, WorkerPool& workers);

  [[nodiscard]] std::size_t num_features() const override { return network_.num_features(); }
  [[nodiscard]] std::vector<ParameterGroup> groups() const override;
  [[nodiscard]] std::vector<double> parameters() const override;
  void set_parameters(std::span<const double> values) override;
  RealBatch<double> features(const RealBatch<double>& series) override;
  RealBatch<double> features_and_gradient(const RealBatch<double>& series,
                                          const RowCotangent& cotangent_of,
                                          std::span<double> gradient) override;

  [[nodiscard]] const LayerParameters& layers() const noexcept { return layers_; }

 private:
  LayerParameters layers_;  // potential per model sample, unlike the network's
  LayerBounds bounds_;
  Network network_;
};

}  // namespace fiberloom::core
