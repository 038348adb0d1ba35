#include "readout_rule.hpp"

#include <algorithm>
#include <fiberloom/core/variable_projection.hpp>

namespace fiberloom::core {
namespace {

// The classifier's side of one minibatch: loss, correct predictions and gradients per row, summed in row order
// afterwards so that the sum does not depend on which thread met which row.
class ClassifierPass {
 public:
  ClassifierPass(const TrainingState& state, const std::vector<std::int64_t>& labels)
      : state_(state),
        labels_(labels),
        losses_(labels.size()),
        correct_(labels.size()),
        scaled_(labels.size(), state.scaling.num_features()),
        errors_(labels.size(), state.classifier.num_classes()) {}

  void row(std::size_t index, std::span<const double> features, std::span<double> cotangent) {
    const std::span<double> scaled = scaled_.row(index);
    const std::span<double> error = errors_.row(index);
    state_.scaling.apply(features, scaled);
    state_.classifier.logits(scaled, error);
    correct_[index] = predicted_class(error) == labels_[index] ? 1 : 0;
    losses_[index] = cross_entropy(error, labels_[index]);
    for (double& value : error) {
      value /= static_cast<double>(labels_.size());
    }
    state_.classifier.vjp(error, cotangent);
    for (std::size_t f = 0; f < cotangent.size(); ++f) {
      cotangent[f] /= state_.scaling.divisor[f];
    }
  }

  void add_gradient(std::span<double> weight, std::span<double> bias) const {
    const std::size_t num_features = scaled_.samples();
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      for (std::size_t k = 0; k < bias.size(); ++k) {
        const double error = errors_.row(i)[k];
        bias[k] += error;
        for (std::size_t f = 0; f < num_features; ++f) {
          weight[k * num_features + f] += error * scaled_.row(i)[f];
        }
      }
    }
  }

  void add_to(Tally& tally) const {
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      tally.loss += losses_[i];
      tally.correct += correct_[i];
    }
  }

 private:
  const TrainingState& state_;
  const std::vector<std::int64_t>& labels_;
  std::vector<double> losses_;
  std::vector<int> correct_;
  RealBatch<double> scaled_;
  RealBatch<double> errors_;
};

// A softmax classifier on scaled features, trained like the light.
class GradientReadout final : public ReadoutRule {
 public:
  explicit GradientReadout(const TrainingOptions& options) : options_(options) {}

  void begin(Embedding& embedding, const LabelledSeries& training, std::size_t num_classes,
             TrainingState& state) const override {
    state.classifier = zero_classifier(num_classes, embedding.num_features());
    state.scaling = feature_scaling(embedding.features(training.series));
  }

  [[nodiscard]] std::int64_t classifier_only_epochs() const override {
    return options_.classifier_only_epochs;
  }

  [[nodiscard]] std::vector<AdamGroup> groups(const TrainingState& state) const override {
    return {{.size = state.classifier.weight.values().size(),
             .rate = options_.classifier_rate,
             .weight_decay = options_.classifier_weight_decay},
            {.size = state.classifier.bias.size(), .rate = options_.classifier_rate}};
  }

  [[nodiscard]] std::vector<double> parameters(const TrainingState& state) const override {
    const std::span<const double> weights = state.classifier.weight.values();
    std::vector<double> result(weights.begin(), weights.end());
    result.insert(result.end(), state.classifier.bias.begin(), state.classifier.bias.end());
    return result;
  }

  void take(std::span<const double> parameters, TrainingState& state) const override {
    const std::span<double> weights = state.classifier.weight.values();
    std::ranges::copy(parameters.first(weights.size()), weights.begin());
    std::ranges::copy(parameters.subspan(weights.size()), state.classifier.bias.begin());
  }

  void evaluate(Embedding& embedding, const LabelledSeries& rows, TrainingState& state,
                std::span<double> gradient, Tally& tally) override {
    ClassifierPass pass(state, rows.labels);
    const std::size_t num_embedding = state.embedding_parameters.size();
    const std::size_t num_weights = state.classifier.weight.values().size();
    const RealBatch<double> features = embedding.features_and_gradient(
        rows.series,
        [&pass](std::size_t row, std::span<const double> values, std::span<double> cotangent) {
          pass.row(row, values, cotangent);
        },
        gradient.first(num_embedding));
    pass.add_gradient(gradient.subspan(num_embedding, num_weights),
                      gradient.subspan(num_embedding + num_weights));
    pass.add_to(tally);
    if (!seen_) {
      seen_.emplace(features.samples());
    }
    for (std::size_t i = 0; i < features.batch(); ++i) {
      seen_->add(features.row(i));
    }
  }

  void settle(Embedding&, const LabelledSeries&, TrainingState& state) override {
    const double share =
        static_cast<double>(state.epochs_done) / static_cast<double>(options_.epochs);
    if (seen_ && state.epochs_done % options_.scaling_every == 0 &&
        share <= options_.scaling_share) {
      state.scaling = seen_->scaling();
    }
    seen_.reset();
  }

 private:
  const TrainingOptions& options_;
  std::optional<FeatureStatistics> seen_;  // features since the last settlement
};

// A classifier on raw features that is solved wherever the light goes.
class SolvedRule final : public ReadoutRule {
 public:
  explicit SolvedRule(const TrainingOptions& options) : options_(options) {}

  void begin(Embedding& embedding, const LabelledSeries&, std::size_t num_classes,
             TrainingState& state) const override {
    state.classifier = zero_classifier(num_classes, embedding.num_features());
    state.scaling = {.mean = std::vector<double>(embedding.num_features(), 0.0),
                     .divisor = std::vector<double>(embedding.num_features(), 1.0)};
  }

  [[nodiscard]] std::int64_t classifier_only_epochs() const override { return 0; }
  [[nodiscard]] std::vector<AdamGroup> groups(const TrainingState&) const override { return {}; }
  [[nodiscard]] std::vector<double> parameters(const TrainingState&) const override { return {}; }
  void take(std::span<const double>, TrainingState&) const override {}

  void evaluate(Embedding& embedding, const LabelledSeries& rows, TrainingState& state,
                std::span<double> gradient, Tally& tally) override {
    const RealBatch<double> features = embedding.features(rows.series);
    const SolvedReadout solved = solve_from(features, rows.labels, state);
    tally.loss += solved.loss * static_cast<double>(rows.labels.size());
    tally.correct += accuracy(predict(solved.classifier, features), rows.labels) *
                     static_cast<double>(rows.labels.size());
    embedding.features_and_gradient(
        rows.series,
        [&solved](std::size_t row, std::span<const double>, std::span<double> cotangent) {
          std::ranges::copy(solved.cotangent.row(row), cotangent.begin());
        },
        gradient);
  }

  // The classifier of the last minibatch gives way to that of all records.
  void settle(Embedding& embedding, const LabelledSeries& training, TrainingState& state) override {
    (void)solve_from(embedding.features(training.series), training.labels, state);
  }

 private:
  [[nodiscard]] SolvedReadout solve_from(const RealBatch<double>& features,
                                         std::span<const std::int64_t> labels,
                                         TrainingState& state) const {
    SolvedReadout solved =
        solve_readout(features, labels, state.classifier.num_classes(), options_.ridge);
    state.classifier = solved.classifier;
    return solved;
  }

  const TrainingOptions& options_;
};

}  // namespace

std::unique_ptr<ReadoutRule> make_readout_rule(const TrainingOptions& options) {
  if (options.readout == ReadoutTraining::ridge) {
    return std::make_unique<SolvedRule>(options);
  }
  return std::make_unique<GradientReadout>(options);
}

}  // namespace fiberloom::core
