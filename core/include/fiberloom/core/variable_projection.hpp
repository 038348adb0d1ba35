#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/linear_classifier.hpp>
#include <span>

namespace fiberloom::core {

/// A classifier solved in closed form, and how its loss changes with the features it was solved on.
struct SolvedReadout {
  LinearClassifier classifier;  ///< on raw features
  double loss = 0.0;
  RealBatch<double>
      cotangent;  ///< dloss/dfeatures with the classifier solved anew: [records, features]
};

/// Solves the classifier that goes with some features: ridge regression of standardised features to one-hot targets,
/// as fit_ridge with one penalty; a penalty of zero is the pseudoinverse.
///
/// The loss is the mean squared error of a record plus `penalty` times the squared weights (on standardised features).
/// At its minimum over the weights their own change does not count (variable projection), so the cotangent is exact.
/// Throws:  InputError "input.ridge" for a penalty that is negative or not finite; as fit_ridge.
/// Source:  Golub, Pereyra, SIAM J. Numer. Anal. 10, 413 (1973).
[[nodiscard]] SolvedReadout solve_readout(const RealBatch<double>& features,
                                          std::span<const std::int64_t> labels,
                                          std::size_t num_classes, double penalty);

}  // namespace fiberloom::core
