#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/adam.hpp>
#include <fiberloom/core/training.hpp>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace fiberloom::core {

/// What some records added up to: divide by their number.
struct Tally {
  double loss = 0.0;
  double correct = 0.0;
};

/// How the classifier of a training follows the light.
class ReadoutRule {
 public:
  virtual ~ReadoutRule() = default;

  /// Classifier and scaling before the first epoch.
  virtual void begin(Embedding& embedding, const LabelledSeries& training, std::size_t num_classes,
                     TrainingState& state) const = 0;

  /// The first epochs in which the light stands still.
  [[nodiscard]] virtual std::int64_t classifier_only_epochs() const = 0;

  /// The numbers of the classifier that an optimiser trains beside the embedding's, and their groups.
  [[nodiscard]] virtual std::vector<AdamGroup> groups(const TrainingState& state) const = 0;
  [[nodiscard]] virtual std::vector<double> parameters(const TrainingState& state) const = 0;
  virtual void take(std::span<const double> parameters, TrainingState& state) const = 0;

  /// Adds up the loss of some records at the embedding's parameters; the derivative of its mean, with respect to the
  /// embedding's parameters and then parameters(), is added to `gradient`.
  virtual void evaluate(Embedding& embedding, const LabelledSeries& rows, TrainingState& state,
                        std::span<double> gradient, Tally& tally) = 0;

  /// At the end of an epoch of minibatches, counted in the state: what one minibatch could not know.
  virtual void settle(Embedding& embedding, const LabelledSeries& training,
                      TrainingState& state) = 0;
};

std::unique_ptr<ReadoutRule> make_readout_rule(const TrainingOptions& options);

}  // namespace fiberloom::core
