#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/adam.hpp>
#include <fiberloom/core/constraints.hpp>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/embedding.hpp>
#include <fiberloom/core/feature_scaling.hpp>
#include <fiberloom/core/lbfgs.hpp>
#include <fiberloom/core/linear_classifier.hpp>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fiberloom::core {

/// What moves the parameters.
enum class TrainingMethod {
  adam,   ///< minibatches, a rate per group, a cosine schedule
  lbfgs,  ///< all records at once, one iteration an epoch; a group's rate only says whether it moves
};

/// How the classifier comes about.
enum class ReadoutTraining {
  gradient,  ///< trained beside the light, over a softmax cross-entropy
  ridge,     ///< solved for every step of the light (variable projection), over a squared error
};

/// How to train.
struct TrainingOptions {
  TrainingMethod method = TrainingMethod::adam;
  ReadoutTraining readout = ReadoutTraining::gradient;
  double ridge = 1e-3;  ///< penalty of the solved classifier, as in fit_ridge; 0: the pseudoinverse
  std::int64_t epochs = 60;
  std::int64_t classifier_only_epochs =
      3;  ///< the light stands still while a trained classifier finds its feet
  std::int64_t batch_size = 50;  ///< 0: all records at once
  double classifier_rate = 0.02;
  double classifier_weight_decay = 0.1;
  std::map<std::string, double> embedding_rates;  ///< by group name; a group not named stands still
  std::map<std::string, double> start_spread{};   ///< s.d. by group: each seed starts elsewhere
  Constraints constraints{};                      ///< an optimiser knows of no others
  std::int64_t scaling_every = 3;  ///< epochs between refreshes of the feature scaling
  double scaling_share = 0.7;      ///< share of the run after which the scaling stays
  double validation_share = 0.0;   ///< share of the records set aside, drawn by the seed
  std::int64_t patience =
      0;  ///< epochs without a better validation accuracy before training ends; 0: never
  std::uint64_t seed = 0;

  /// Throws InputError "input.training" for numbers out of range or not finite, and for options that exclude each
  /// other: L-BFGS with minibatches, patience without validation records.
  void validate() const;
};

/// One line of a learning curve.
struct EpochRecord {
  std::int64_t epoch = 0;
  double training_loss = 0.0;
  double training_accuracy = 0.0;
  std::optional<double> validation_accuracy{};
  std::vector<double> parameters{};  ///< of the embedding, at the end of the epoch

  bool operator==(const EpochRecord&) const = default;
};

/// The epoch with the best validation accuracy so far, the first of equals.
struct BestEpoch {
  std::int64_t epoch = 0;
  double validation_accuracy = 0.0;
  std::vector<double> embedding_parameters{};
  LinearClassifier classifier{};
  FeatureScaling scaling{};

  bool operator==(const BestEpoch&) const = default;
};

/// Everything a run needs to go on, bit for bit, from the end of an epoch.
struct TrainingState {
  std::int64_t epochs_done = 0;
  std::vector<double> embedding_parameters;
  LinearClassifier classifier;  ///< acts on scaled features
  FeatureScaling scaling;
  Adam::State adam;
  std::vector<EpochRecord> history;
  Lbfgs::State lbfgs{};
  std::optional<BestEpoch> best{};  ///< kept by a run with patience

  bool operator==(const TrainingState&) const = default;
};

/// Called at the end of each epoch (to save a checkpoint, to move a progress bar).
using EpochObserver = std::function<void(const TrainingState&)>;

/// The state before the first epoch: the embedding's parameters, spread by the seed and moved to the nearest allowed
/// ones, a classifier of zeros and, where it is trained, the scaling of the features of all training records.
TrainingState initial_training_state(Embedding& embedding, const LabelledSeries& records,
                                     std::size_t num_classes, const TrainingOptions& options);

/// Whether training would go no further: after the last epoch, without patience left, or at a minimum.
[[nodiscard]] bool has_ended(const TrainingState& state, const TrainingOptions& options);

/// Trains from `state` to the end; with patience, to what the best epoch left.
///
/// Throws:  InterruptedError "run.interrupted" when `stop` is requested: the observer has seen the last complete
///          epoch, and training from that state goes on as if nothing had happened. NumericalError
///          "numerical.diverged" when the loss is no longer finite. InputError "input.training" for options out of
///          range, "input.shape" and "input.labels" for records and labels that do not fit, "input.constraints" for
///          constraints that nothing meets.
/// Threads: as the embedding.
TrainingState train(Embedding& embedding, const LabelledSeries& records,
                    const TrainingOptions& options, TrainingState state,
                    const EpochObserver& observer = {}, std::stop_token stop = {});

/// The classifier of a finished run, on raw features.
LinearClassifier trained_classifier(const TrainingState& state);

}  // namespace fiberloom::core
