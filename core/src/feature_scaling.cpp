#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/feature_scaling.hpp>

namespace fiberloom::core {
namespace {
constexpr double share_of_global_deviation = 0.05;
}

void FeatureScaling::apply(std::span<const double> features, std::span<double> scaled) const {
  for (std::size_t f = 0; f < mean.size(); ++f) {
    scaled[f] = (features[f] - mean[f]) / divisor[f];
  }
}

FeatureStatistics::FeatureStatistics(std::size_t num_features)
    : mean_(num_features, 0.0), squares_(num_features, 0.0) {}

void FeatureStatistics::add(std::span<const double> features) {
  ++count_;
  for (std::size_t f = 0; f < mean_.size(); ++f) {
    const double before = features[f] - mean_[f];
    mean_[f] += before / static_cast<double>(count_);
    squares_[f] += before * (features[f] - mean_[f]);
  }
}

FeatureScaling FeatureStatistics::scaling() const {
  if (count_ == 0) {
    throw InputError("input.shape", "feature scaling: needs at least one record");
  }
  FeatureScaling result{.mean = mean_, .divisor = squares_};
  double mean_variance = 0.0;
  for (double& value : result.divisor) {
    value /= static_cast<double>(count_);
    mean_variance += value / static_cast<double>(mean_.size());
  }
  for (double& value : result.divisor) {
    value = std::sqrt(value) + share_of_global_deviation * std::sqrt(mean_variance);
    value = value > 0.0 ? value : 1.0;  // features that never move carry nothing and stay zero
  }
  return result;
}

FeatureScaling feature_scaling(const RealBatch<double>& features) {
  FeatureStatistics statistics(features.samples());
  for (std::size_t i = 0; i < features.batch(); ++i) {
    statistics.add(features.row(i));
  }
  return statistics.scaling();
}

LinearClassifier fold_scaling(const LinearClassifier& classifier, const FeatureScaling& scaling) {
  LinearClassifier folded = classifier;
  for (std::size_t k = 0; k < folded.num_classes(); ++k) {
    const std::span<double> row = folded.weight.row(k);
    for (std::size_t f = 0; f < row.size(); ++f) {
      row[f] /= scaling.divisor[f];
      folded.bias[k] -= row[f] * scaling.mean[f];
    }
  }
  return folded;
}

}  // namespace fiberloom::core
