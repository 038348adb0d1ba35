#include "training_problem.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/sampling.hpp>
#include <utility>

namespace fiberloom::core {
namespace {
constexpr std::uint64_t validation_stream = ~std::uint64_t{0};
}

Split split_records(const LabelledSeries& records, const TrainingOptions& options) {
  const std::size_t count = records.labels.size();
  if (options.validation_share <= 0.0) {
    return {.training = records, .validation = {}};
  }
  const std::vector<std::size_t> order = seeded_permutation(count, options.seed, validation_stream);
  const auto held_out =
      static_cast<std::size_t>(std::floor(options.validation_share * static_cast<double>(count)));
  if (held_out == 0 && options.patience > 0) {
    throw InputError("input.training",
                     "training: patience needs validation records, and the share of " +
                         std::to_string(count) + " is less than one");
  }
  const std::span<const std::size_t> rows(order);
  return {.training = subset(records, rows.subspan(held_out)),
          .validation = subset(records, rows.first(held_out))};
}

TrainingProblem::TrainingProblem(Embedding& embedding, const LabelledSeries& records,
                                 const TrainingOptions& options, TrainingState state)
    : embedding_(embedding),
      options_(options),
      split_(split_records(records, options)),
      state_(std::move(state)),
      readout_(make_readout_rule(options)) {
  embedding_.set_parameters(state_.embedding_parameters);
}

std::vector<double> TrainingProblem::parameters() const {
  std::vector<double> result = state_.embedding_parameters;
  const std::vector<double> others = readout_->parameters(state_);
  result.insert(result.end(), others.begin(), others.end());
  return result;
}

void TrainingProblem::project(std::span<double> parameters) const {
  options_.constraints.project(parameters.first(state_.embedding_parameters.size()),
                               embedding_.groups());
}

void TrainingProblem::take(std::span<const double> parameters) {
  std::vector<double> allowed(parameters.begin(), parameters.end());
  project(allowed);
  const std::span<const double> all(allowed);
  const std::size_t num_embedding = state_.embedding_parameters.size();
  embedding_.set_parameters(all.first(num_embedding));
  state_.embedding_parameters = embedding_.parameters();
  readout_->take(all.subspan(num_embedding), state_);
}

std::vector<AdamGroup> TrainingProblem::groups() const {
  std::vector<AdamGroup> groups;
  for (const ParameterGroup& group : embedding_.groups()) {
    const auto rate = options_.embedding_rates.find(group.name);
    groups.push_back(
        {.size = group.size, .rate = rate == options_.embedding_rates.end() ? 0.0 : rate->second});
  }
  const std::vector<AdamGroup> others = readout_->groups(state_);
  groups.insert(groups.end(), others.begin(), others.end());
  return groups;
}

std::vector<double> TrainingProblem::group_factors() const {
  const bool stands_still = state_.epochs_done < readout_->classifier_only_epochs();
  std::vector<double> factors(embedding_.groups().size(), stands_still ? 0.0 : 1.0);
  factors.insert(factors.end(), readout_->groups(state_).size(), 1.0);
  return factors;
}

void TrainingProblem::evaluate(const LabelledSeries& rows, std::span<double> gradient, Tally& tally,
                               const std::stop_token& stop) {
  if (stop.stop_requested()) {
    throw InterruptedError("run.interrupted",
                           "training: stopped; the last complete epoch is kept, resume to go on");
  }
  readout_->evaluate(embedding_, rows, state_, gradient, tally);
}

}  // namespace fiberloom::core
