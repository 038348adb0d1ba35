#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <span>
#include <vector>

namespace fiberloom::core {

/// The one dense layer behind the light: logits = weight features + bias.
///
/// Shape:   weight [classes, features], bias [classes].
struct LinearClassifier {
  RealBatch<double> weight;
  std::vector<double> bias;

  [[nodiscard]] std::size_t num_classes() const noexcept { return bias.size(); }
  [[nodiscard]] std::size_t num_features() const noexcept { return weight.samples(); }

  void logits(std::span<const double> features, std::span<double> out) const;

  /// Pulls a cotangent of the logits back to the features.
  void vjp(std::span<const double> logit_cotangent, std::span<double> feature_cotangent) const;

  bool operator==(const LinearClassifier&) const = default;
};

/// A classifier of zeros: every class equally likely.
LinearClassifier zero_classifier(std::size_t num_classes, std::size_t num_features);

/// Softmax cross-entropy of one record, in nat; on return `logits` holds its derivative (softmax minus one-hot).
double cross_entropy(std::span<double> logits, std::int64_t label);

/// The class with the largest logit; the first one of equals.
std::int64_t predicted_class(std::span<const double> logits);

/// Predicted classes of a batch of features, [batch].
std::vector<std::int64_t> predict(const LinearClassifier& classifier,
                                  const RealBatch<double>& features);

/// Share of equal entries. Throws InputError "input.shape" for different lengths or none.
double accuracy(std::span<const std::int64_t> predicted, std::span<const std::int64_t> labels);

}  // namespace fiberloom::core
