#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <span>

namespace fiberloom::core {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

/// Centred one-hot targets and standardised features, and what was taken off.
struct Standardised {
  Matrix features;
  Eigen::RowVectorXd mean;
  Eigen::RowVectorXd deviation;
  Matrix targets;
  Eigen::RowVectorXd target_mean;
};

/// Labels must lie in 0..num_classes-1, one for each row.
Standardised standardise(const RealBatch<double>& features, std::span<const std::int64_t> labels,
                         std::size_t num_classes);

}  // namespace fiberloom::core
