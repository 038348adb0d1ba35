#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/linear_classifier.hpp>
#include <span>
#include <vector>

namespace fiberloom::core {

/// A linear classifier in closed form, and how strongly it was held back.
struct RidgeFit {
  LinearClassifier classifier;  ///< on raw features
  double penalty = 0.0;         ///< the one of the penalties that was chosen
};

/// Which records are set aside to choose a penalty.
struct ValidationSplit {
  double share = 0.25;
  std::uint64_t seed = 0;
};

/// Ridge regression of standardised features to one-hot targets: the baseline that light has to beat.
///
/// Of the penalties (each times the number of records) the one with the smallest squared leave-one-out error is taken.
/// Shape:   features [records, features], labels [records] in 0..num_classes-1.
/// Throws:  InputError "input.shape" without records, features or penalties; "input.labels" for a label out of range.
/// Source:  Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 3.4.1 and 7.10.
[[nodiscard]] RidgeFit fit_ridge(const RealBatch<double>& features,
                                 std::span<const std::int64_t> labels, std::size_t num_classes,
                                 std::span<const double> penalties);

/// The same, but the penalty is the one with the best accuracy on a share of the records that is set aside (of equals
/// the largest penalty); the classifier is then fitted to all records.
///
/// Throws:  as fit_ridge; InputError "input.shape" unless both parts have records.
[[nodiscard]] RidgeFit fit_ridge_by_validation(const RealBatch<double>& features,
                                               std::span<const std::int64_t> labels,
                                               std::size_t num_classes,
                                               std::span<const double> penalties,
                                               const ValidationSplit& split = {});

/// Penalties from 1e-6 to 1e2, two a decade.
[[nodiscard]] std::vector<double> usual_penalties();

/// Magnitudes of the discrete Fourier transform of each row, [records, samples/2 + 1].
[[nodiscard]] RealBatch<double> spectrum_magnitudes(const RealBatch<double>& series);

}  // namespace fiberloom::core
