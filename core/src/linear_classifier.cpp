#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/linear_classifier.hpp>
#include <numeric>

namespace fiberloom::core {

void LinearClassifier::logits(std::span<const double> features, std::span<double> out) const {
  for (std::size_t k = 0; k < bias.size(); ++k) {
    const std::span<const double> row = weight.row(k);
    out[k] = std::inner_product(row.begin(), row.end(), features.begin(), bias[k]);
  }
}

void LinearClassifier::vjp(std::span<const double> logit_cotangent,
                           std::span<double> feature_cotangent) const {
  std::fill(feature_cotangent.begin(), feature_cotangent.end(), 0.0);
  for (std::size_t k = 0; k < bias.size(); ++k) {
    const std::span<const double> row = weight.row(k);
    for (std::size_t f = 0; f < row.size(); ++f) {
      feature_cotangent[f] += logit_cotangent[k] * row[f];
    }
  }
}

LinearClassifier zero_classifier(std::size_t num_classes, std::size_t num_features) {
  return {.weight = RealBatch<double>(num_classes, num_features),
          .bias = std::vector<double>(num_classes, 0.0)};
}

double cross_entropy(std::span<double> logits, std::int64_t label) {
  const auto true_class = static_cast<std::size_t>(label);
  const double largest = *std::max_element(logits.begin(), logits.end());
  const double true_logit = logits[true_class] - largest;
  double sum = 0.0;
  for (double& value : logits) {
    value = std::exp(value - largest);
    sum += value;
  }
  for (double& value : logits) {
    value /= sum;
  }
  logits[true_class] -= 1.0;
  return std::log(sum) - true_logit;
}

std::int64_t predicted_class(std::span<const double> logits) {
  return std::max_element(logits.begin(), logits.end()) - logits.begin();
}

std::vector<std::int64_t> predict(const LinearClassifier& classifier,
                                  const RealBatch<double>& features) {
  std::vector<std::int64_t> result(features.batch());
  std::vector<double> logits(classifier.num_classes());
  for (std::size_t i = 0; i < features.batch(); ++i) {
    classifier.logits(features.row(i), logits);
    result[i] = predicted_class(logits);
  }
  return result;
}

double accuracy(std::span<const std::int64_t> predicted, std::span<const std::int64_t> labels) {
  if (predicted.size() != labels.size() || labels.empty()) {
    throw InputError("input.shape",
                     "accuracy: needs as many predictions as labels, and at least one");
  }
  std::size_t correct = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    correct += predicted[i] == labels[i] ? 1U : 0U;
  }
  return static_cast<double>(correct) / static_cast<double>(labels.size());
}

}  // namespace fiberloom::core
