#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/adam.hpp>
#include <fiberloom/core/dataset.hpp>
#include <fiberloom/core/embedding.hpp>
#include <fiberloom/core/feature_scaling.hpp>
#include <fiberloom/core/linear_classifier.hpp>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fiberloom::core {

/// How to train: minibatch Adam with a cosine schedule over a softmax cross-entropy.
struct TrainingOptions {
  std::int64_t epochs = 60;
  std::int64_t classifier_only_epochs =
      3;  ///< the light stands still while the classifier finds its feet
  std::int64_t batch_size = 50;
  double classifier_rate = 0.02;
  double classifier_weight_decay = 0.1;
  std::map<std::string, double> embedding_rates;  ///< by group name; a group not named stands still
  std::int64_t scaling_every = 3;  ///< epochs between refreshes of the feature scaling
  double scaling_share = 0.7;      ///< share of the run after which the scaling stays
  double validation_share = 0.0;   ///< share of the records set aside, drawn by the seed
  std::uint64_t seed = 0;
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

/// Everything a run needs to go on, bit for bit, from the end of an epoch.
struct TrainingState {
  std::int64_t epochs_done = 0;
  std::vector<double> embedding_parameters;
  LinearClassifier classifier;  ///< acts on scaled features
  FeatureScaling scaling;
  Adam::State adam;
  std::vector<EpochRecord> history;

  bool operator==(const TrainingState&) const = default;
};

/// Called at the end of each epoch (to save a checkpoint, to move a progress bar).
using EpochObserver = std::function<void(const TrainingState&)>;

/// The state before the first epoch: the embedding's parameters as they are, a classifier of zeros, the scaling of
/// the features of all training records (one pass).
TrainingState initial_training_state(Embedding& embedding, const LabelledSeries& records,
                                     std::size_t num_classes, const TrainingOptions& options);

/// Trains from `state` to the last epoch.
///
/// Throws:  InterruptedError "run.interrupted" when `stop` is requested: the observer has seen the last complete
///          epoch, and training from that state goes on as if nothing had happened. NumericalError
///          "numerical.diverged" when the loss is no longer finite. InputError "input.training" for options out of
///          range, "input.shape" and "input.labels" for records and labels that do not fit.
/// Threads: as the embedding.
TrainingState train(Embedding& embedding, const LabelledSeries& records,
                    const TrainingOptions& options, TrainingState state,
                    const EpochObserver& observer = {}, std::stop_token stop = {});

/// The classifier of a finished run, on raw features.
LinearClassifier trained_classifier(const TrainingState& state);

}  // namespace fiberloom::core
