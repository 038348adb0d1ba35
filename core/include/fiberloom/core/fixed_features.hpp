#pragma once

#include <fiberloom/core/embedding.hpp>

namespace fiberloom::core {

/// An embedding with nothing to train: its records are features that were measured before.
class FixedFeatures final : public Embedding {
 public:
  explicit FixedFeatures(std::size_t num_features) : num_features_(num_features) {}

  [[nodiscard]] std::size_t num_features() const override { return num_features_; }
  [[nodiscard]] std::vector<ParameterGroup> groups() const override { return {}; }
  [[nodiscard]] std::vector<double> parameters() const override { return {}; }
  void set_parameters(std::span<const double>) override {}
  RealBatch<double> features(const RealBatch<double>& series) override { return series; }
  RealBatch<double> features_and_gradient(const RealBatch<double>& series,
                                          const RowCotangent& cotangent_of,
                                          std::span<double> gradient) override;

 private:
  std::size_t num_features_;
};

}  // namespace fiberloom::core
