#pragma once

#include <cstddef>
#include <fiberloom/core/adam.hpp>
#include <fiberloom/core/training.hpp>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "readout_rule.hpp"

namespace fiberloom::core {

/// Records to train on and records set aside.
struct Split {
  LabelledSeries training;
  LabelledSeries validation;
};

Split split_records(const LabelledSeries& records, const TrainingOptions& options);

/// What is to be trained, as the optimisers see it: one row of parameters, the embedding's and then the classifier's,
/// and a loss of any rows of the training records.
class TrainingProblem {
 public:
  TrainingProblem(Embedding& embedding, const LabelledSeries& records,
                  const TrainingOptions& options, TrainingState state);

  [[nodiscard]] TrainingState& state() noexcept { return state_; }
  [[nodiscard]] const TrainingOptions& options() const noexcept { return options_; }
  [[nodiscard]] const Split& split() const noexcept { return split_; }
  [[nodiscard]] Embedding& embedding() noexcept { return embedding_; }
  [[nodiscard]] ReadoutRule& readout() noexcept { return *readout_; }

  [[nodiscard]] std::vector<double> parameters() const;
  /// Takes parameters, moved to the nearest allowed ones.
  void take(std::span<const double> parameters);
  void project(std::span<double> parameters) const;

  /// Rates and weight decays of the parameters, in their order.
  [[nodiscard]] std::vector<AdamGroup> groups() const;
  /// For each group: 0 while it stands still in the first epochs, else 1.
  [[nodiscard]] std::vector<double> group_factors() const;

  /// Adds up the loss of some rows; the derivative of its mean is added to `gradient`.
  ///
  /// Throws:  InterruptedError "run.interrupted" when `stop` is requested.
  void evaluate(const LabelledSeries& rows, std::span<double> gradient, Tally& tally,
                const std::stop_token& stop);

 private:
  Embedding& embedding_;
  const TrainingOptions& options_;
  Split split_;
  TrainingState state_;
  std::unique_ptr<ReadoutRule> readout_;
};

}  // namespace fiberloom::core
