#include "standardised.hpp"

namespace fiberloom::core {

Standardised standardise(const RealBatch<double>& features, std::span<const std::int64_t> labels,
                         std::size_t num_classes) {
  Standardised result;
  result.features = Eigen::Map<const RowMajor>(features.values().data(), index(features.batch()),
                                               index(features.samples()));
  result.mean = result.features.colwise().mean();
  result.features.rowwise() -= result.mean;
  result.deviation =
      (result.features.colwise().squaredNorm() / static_cast<double>(features.batch())).cwiseSqrt();
  const double smallest = result.deviation.maxCoeff() * 1e-9;
  for (double& value : result.deviation) {
    value = value > smallest ? value : 1.0;  // a feature that never moves stays zero
  }
  result.features.array().rowwise() /= result.deviation.array();
  result.targets = Matrix::Zero(index(labels.size()), index(num_classes));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    result.targets(index(i), labels[i]) = 1.0;
  }
  result.target_mean = result.targets.colwise().mean();
  result.targets.rowwise() -= result.target_mean;
  return result;
}

}  // namespace fiberloom::core
