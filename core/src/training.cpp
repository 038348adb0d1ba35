#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/training.hpp>
#include <string>
#include <utility>

#include "deviates.hpp"
#include "optimiser.hpp"
#include "training_problem.hpp"

namespace fiberloom::core {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw InputError("input.training", "training: " + why);
}

bool is_amount(double value) { return std::isfinite(value) && value >= 0.0; }

bool are_amounts(const std::map<std::string, double>& by_group) {
  return std::ranges::all_of(by_group, [](const auto& one) { return is_amount(one.second); });
}

// Every parameter moved by a deviate of the seed and its own place; groups without a spread stay.
void spread_start(std::span<double> parameters, std::span<const ParameterGroup> groups,
                  const TrainingOptions& options) {
  std::size_t j = 0;
  for (const ParameterGroup& group : groups) {
    const auto spread = options.start_spread.find(group.name);
    for (const std::size_t end = j + group.size; j < end; ++j) {
      if (spread != options.start_spread.end()) {
        parameters[j] += spread->second * normal_deviate(mixed(options.seed), j);
      }
    }
  }
}

void check_records(const LabelledSeries& records, std::size_t num_classes) {
  if (records.labels.empty() || records.labels.size() != records.series.batch()) {
    throw InputError("input.shape", "training: needs as many labels as records, and at least one");
  }
  for (const std::int64_t label : records.labels) {
    if (label < 0 || label >= static_cast<std::int64_t>(num_classes)) {
      throw InputError("input.labels", "training: label " + std::to_string(label) +
                                           " is not one of the " + std::to_string(num_classes) +
                                           " classes");
    }
  }
}

void keep_if_best(const EpochRecord& record, TrainingState& state) {
  if (state.best && record.validation_accuracy <= state.best->validation_accuracy) {
    return;
  }
  state.best = {.epoch = record.epoch,
                .validation_accuracy = *record.validation_accuracy,
                .embedding_parameters = state.embedding_parameters,
                .classifier = state.classifier,
                .scaling = state.scaling};
}

void note_epoch(TrainingProblem& problem, const Tally& tally) {
  TrainingState& state = problem.state();
  const Split& split = problem.split();
  const auto count = static_cast<double>(split.training.labels.size());
  EpochRecord record{.epoch = state.epochs_done,
                     .training_loss = tally.loss / count,
                     .training_accuracy = tally.correct / count,
                     .parameters = state.embedding_parameters};
  if (!split.validation.labels.empty()) {
    const RealBatch<double> features = problem.embedding().features(split.validation.series);
    record.validation_accuracy =
        accuracy(predict(trained_classifier(state), features), split.validation.labels);
  }
  if (problem.options().patience > 0) {
    keep_if_best(record, state);
  }
  state.history.push_back(std::move(record));
}

void return_to_best(TrainingState& state) {
  if (state.best) {
    state.embedding_parameters = state.best->embedding_parameters;
    state.classifier = state.best->classifier;
    state.scaling = state.best->scaling;
  }
}

}  // namespace

void TrainingOptions::validate() const {
  if (epochs < 1 || batch_size < 0 || scaling_every < 1 || classifier_only_epochs < 0) {
    refuse(
        "epochs and epochs between scalings must be 1 or more, the batch size and classifier-only "
        "epochs 0 or more");
  }
  if (!(validation_share >= 0.0) || !(validation_share < 1.0)) {
    refuse("the validation share must be 0 or more and below 1");
  }
  const bool are_rates =
      std::ranges::all_of(embedding_rates, [](const auto& rate) { return is_amount(rate.second); });
  if (!are_rates || !is_amount(classifier_rate) || !is_amount(classifier_weight_decay)) {
    refuse("learning rates and weight decay must be 0 or more, and finite");
  }
  if (!are_amounts(start_spread)) {
    refuse("the spread of the start must be 0 or more, and finite");
  }
  if (!is_amount(ridge)) {
    refuse("the ridge penalty must be 0 or more, and finite");
  }
  if (method == TrainingMethod::lbfgs && batch_size > 0) {
    refuse("L-BFGS takes all records at once: leave the batch size out, or train with adam");
  }
  if (patience < 0 || (patience > 0 && validation_share <= 0.0)) {
    refuse("patience must be 0 or more, and needs a validation share to watch");
  }
}

TrainingState initial_training_state(Embedding& embedding, const LabelledSeries& records,
                                     std::size_t num_classes, const TrainingOptions& options) {
  options.validate();
  check_records(records, num_classes);
  TrainingState start;
  start.embedding_parameters = embedding.parameters();
  spread_start(start.embedding_parameters, embedding.groups(), options);
  options.constraints.project(start.embedding_parameters, embedding.groups());
  TrainingProblem problem(embedding, records, options, std::move(start));
  problem.state().embedding_parameters = embedding.parameters();
  problem.readout().begin(embedding, problem.split().training, num_classes, problem.state());
  begin_optimiser(problem);
  return std::move(problem.state());
}

bool has_ended(const TrainingState& state, const TrainingOptions& options) {
  const bool is_out_of_patience = options.patience > 0 && state.best &&
                                  state.epochs_done - state.best->epoch >= options.patience;
  const std::int64_t light_begins =
      make_readout_rule(options)->classifier_only_epochs();  // a minimum before that is none
  const bool is_at_minimum = state.lbfgs.has_converged && state.epochs_done > light_begins;
  return state.epochs_done >= options.epochs || is_out_of_patience || is_at_minimum;
}

TrainingState train(Embedding& embedding, const LabelledSeries& records,
                    const TrainingOptions& options, TrainingState state,
                    const EpochObserver& observer, std::stop_token stop) {
  options.validate();
  check_records(records, state.classifier.num_classes());
  TrainingProblem problem(embedding, records, options, std::move(state));
  const std::unique_ptr<Optimiser> optimiser = make_optimiser(options.method);
  while (!has_ended(problem.state(), options)) {
    const Tally tally = optimiser->epoch(problem, stop);
    note_epoch(problem, tally);
    if (observer) {
      observer(problem.state());
    }
  }
  return_to_best(problem.state());
  return std::move(problem.state());
}

LinearClassifier trained_classifier(const TrainingState& state) {
  return fold_scaling(state.classifier, state.scaling);
}

}  // namespace fiberloom::core
