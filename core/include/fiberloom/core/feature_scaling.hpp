#pragma once

#include <cstddef>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/linear_classifier.hpp>
#include <span>
#include <vector>

namespace fiberloom::core {

/// Standardisation of features: (f - mean) / (s.d. + 5 % of the global s.d.).
///
/// Shape:   mean, divisor [features]. The global s.d. is the root mean square of the features' own; the 5 % keep a
///          feature that hardly moves from being blown up to noise.
struct FeatureScaling {
  std::vector<double> mean;
  std::vector<double> divisor;

  [[nodiscard]] std::size_t num_features() const noexcept { return mean.size(); }
  void apply(std::span<const double> features, std::span<double> scaled) const;

  bool operator==(const FeatureScaling&) const = default;
};

/// Gathers mean and spread of features, record by record (Welford's recurrence).
class FeatureStatistics {
 public:
  explicit FeatureStatistics(std::size_t num_features);

  void add(std::span<const double> features);
  [[nodiscard]] std::size_t count() const noexcept { return count_; }

  /// Throws InputError "input.shape" before the first record.
  [[nodiscard]] FeatureScaling scaling() const;

 private:
  std::size_t count_ = 0;
  std::vector<double> mean_;
  std::vector<double> squares_;
};

/// Scaling fitted to all rows of a batch.
FeatureScaling feature_scaling(const RealBatch<double>& features);

/// The classifier on raw features that equals `classifier` on scaled ones.
LinearClassifier fold_scaling(const LinearClassifier& classifier, const FeatureScaling& scaling);

}  // namespace fiberloom::core
