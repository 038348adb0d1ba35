#include <array>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/ridge.hpp>
#include <fiberloom/core/variable_projection.hpp>

#include "standardised.hpp"

namespace fiberloom::core {
namespace {

// Through the standardisation: its mean and deviation move with the features.
Matrix pulled_back(Matrix cotangent, const Standardised& data) {
  const Eigen::RowVectorXd shift = cotangent.colwise().mean();
  const Eigen::RowVectorXd stretch = cotangent.cwiseProduct(data.features).colwise().mean();
  cotangent.rowwise() -= shift;
  cotangent -= data.features * stretch.asDiagonal();
  cotangent.array().rowwise() /= data.deviation.array();
  return cotangent;
}

}  // namespace

SolvedReadout solve_readout(const RealBatch<double>& features, std::span<const std::int64_t> labels,
                            std::size_t num_classes, double penalty) {
  if (!(penalty >= 0.0) || !std::isfinite(penalty)) {
    throw InputError("input.ridge", "ridge: the penalty must be 0 or more, and finite");
  }
  SolvedReadout result{
      .classifier = fit_ridge(features, labels, num_classes, std::array{penalty}).classifier,
      .cotangent = RealBatch<double>(features.batch(), features.samples())};
  const Standardised data = standardise(features, labels, num_classes);
  Matrix weight = Eigen::Map<const RowMajor>(result.classifier.weight.values().data(),
                                             index(num_classes), index(features.samples()));
  weight.array().rowwise() *= data.deviation.array();  // on standardised features
  const Matrix errors = data.features * weight.transpose() - data.targets;
  const auto records = static_cast<double>(labels.size());
  result.loss = errors.squaredNorm() / records + penalty * weight.squaredNorm();
  Eigen::Map<RowMajor>(result.cotangent.values().data(), errors.rows(), weight.cols()) =
      pulled_back(2.0 / records * errors * weight, data);
  return result;
}

}  // namespace fiberloom::core
