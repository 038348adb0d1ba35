#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/sampling.hpp>
#include <fiberloom/core/training.hpp>
#include <string>
#include <utility>

namespace fiberloom::core {
namespace {

void check_options(const TrainingOptions& options) {
  if (options.epochs < 1 || options.batch_size < 1 || options.scaling_every < 1) {
    throw InputError("input.training",
                     "training: epochs, batch size and epochs between scalings must be 1 or more");
  }
  if (!(options.validation_share >= 0.0) || !(options.validation_share < 1.0)) {
    throw InputError("input.training",
                     "training: the validation share must be 0 or more and below 1");
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

constexpr std::uint64_t validation_stream = ~std::uint64_t{0};

struct Split {
  LabelledSeries training;
  LabelledSeries validation;
};

Split split_records(const LabelledSeries& records, const TrainingOptions& options) {
  const std::size_t count = records.labels.size();
  if (options.validation_share <= 0.0) {
    return {.training = records, .validation = {}};
  }
  const std::vector<std::size_t> order = seeded_permutation(count, options.seed, validation_stream);
  const auto held_out =
      static_cast<std::size_t>(std::floor(options.validation_share * static_cast<double>(count)));
  const std::span<const std::size_t> rows(order);
  return {.training = subset(records, rows.subspan(held_out)),
          .validation = subset(records, rows.first(held_out))};
}

std::vector<AdamGroup> adam_groups(const Embedding& embedding, const TrainingState& state,
                                   const TrainingOptions& options) {
  std::vector<AdamGroup> groups;
  for (const ParameterGroup& group : embedding.groups()) {
    const auto rate = options.embedding_rates.find(group.name);
    groups.push_back(
        {.size = group.size, .rate = rate == options.embedding_rates.end() ? 0.0 : rate->second});
  }
  groups.push_back({.size = state.classifier.weight.values().size(),
                    .rate = options.classifier_rate,
                    .weight_decay = options.classifier_weight_decay});
  groups.push_back({.size = state.classifier.bias.size(), .rate = options.classifier_rate});
  return groups;
}

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

  void add_to(double& loss, double& correct) const {
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      loss += losses_[i];
      correct += correct_[i];
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

// One run of the loop, from some epoch to the last.
class Loop {
 public:
  Loop(Embedding& embedding, const LabelledSeries& records, const TrainingOptions& options,
       TrainingState state)
      : embedding_(embedding),
        options_(options),
        split_(split_records(records, options)),
        state_(std::move(state)),
        adam_(adam_groups(embedding, state_, options)) {
    adam_.restore(state_.adam);
    embedding_.set_parameters(state_.embedding_parameters);
  }

  TrainingState& state() noexcept { return state_; }

  void epoch(const std::stop_token& stop) {
    const std::size_t count = split_.training.labels.size();
    const auto batch = static_cast<std::size_t>(options_.batch_size);
    const std::vector<std::size_t> order =
        seeded_permutation(count, options_.seed, static_cast<std::uint64_t>(state_.epochs_done));
    FeatureStatistics statistics(embedding_.num_features());
    EpochRecord record{.epoch = state_.epochs_done + 1};
    for (std::size_t begin = 0; begin < count; begin += batch) {
      if (stop.stop_requested()) {
        throw InterruptedError(
            "run.interrupted",
            "training: stopped; the last complete epoch is kept, resume to go on");
      }
      const std::span<const std::size_t> rows(order);
      minibatch(subset(split_.training, rows.subspan(begin, std::min(batch, count - begin))),
                statistics, record);
    }
    finish(record, statistics, static_cast<double>(count));
  }

 private:
  void minibatch(const LabelledSeries& rows, FeatureStatistics& statistics, EpochRecord& record) {
    ClassifierPass pass(state_, rows.labels);
    const std::size_t num_embedding = state_.embedding_parameters.size();
    const std::size_t num_weights = state_.classifier.weight.values().size();
    std::vector<double> parameters = state_.embedding_parameters;
    const std::span<const double> weights = state_.classifier.weight.values();
    parameters.insert(parameters.end(), weights.begin(), weights.end());
    parameters.insert(parameters.end(), state_.classifier.bias.begin(),
                      state_.classifier.bias.end());
    std::vector<double> gradient(parameters.size(), 0.0);
    const std::span<double> slopes(gradient);
    const RealBatch<double> features = embedding_.features_and_gradient(
        rows.series,
        [&pass](std::size_t row, std::span<const double> values, std::span<double> cotangent) {
          pass.row(row, values, cotangent);
        },
        slopes.first(num_embedding));
    pass.add_gradient(slopes.subspan(num_embedding, num_weights),
                      slopes.subspan(num_embedding + num_weights));
    pass.add_to(record.training_loss, record.training_accuracy);
    if (!std::isfinite(record.training_loss)) {
      throw NumericalError("numerical.diverged",
                           "training: the loss is no longer finite; lower the learning rates");
    }
    for (std::size_t i = 0; i < features.batch(); ++i) {
      statistics.add(features.row(i));
    }
    step(parameters, gradient);
  }

  void step(std::span<double> parameters, std::span<const double> gradient) {
    const auto batch = options_.batch_size;
    const auto count = static_cast<std::int64_t>(split_.training.labels.size());
    const std::int64_t total = options_.epochs * ((count + batch - 1) / batch);
    std::vector<double> factors(embedding_.groups().size(), 1.0);
    if (state_.epochs_done < options_.classifier_only_epochs) {
      std::fill(factors.begin(), factors.end(), 0.0);
    }
    factors.insert(factors.end(), 2, 1.0);
    adam_.step(parameters, gradient, cosine_schedule(adam_.state().step, total), factors);

    const std::size_t num_embedding = state_.embedding_parameters.size();
    embedding_.set_parameters(parameters.first(num_embedding));
    state_.embedding_parameters = embedding_.parameters();
    const std::span<double> weights = state_.classifier.weight.values();
    std::copy_n(parameters.begin() + static_cast<std::ptrdiff_t>(num_embedding), weights.size(),
                weights.begin());
    std::copy(parameters.end() - static_cast<std::ptrdiff_t>(state_.classifier.bias.size()),
              parameters.end(), state_.classifier.bias.begin());
  }

  void finish(EpochRecord& record, const FeatureStatistics& statistics, double count) {
    record.training_loss /= count;
    record.training_accuracy /= count;
    ++state_.epochs_done;
    const double share =
        static_cast<double>(state_.epochs_done) / static_cast<double>(options_.epochs);
    if (state_.epochs_done % options_.scaling_every == 0 && share <= options_.scaling_share) {
      state_.scaling = statistics.scaling();
    }
    if (!split_.validation.labels.empty()) {
      const RealBatch<double> features = embedding_.features(split_.validation.series);
      record.validation_accuracy =
          accuracy(predict(trained_classifier(state_), features), split_.validation.labels);
    }
    record.parameters = state_.embedding_parameters;
    state_.adam = adam_.state();
    state_.history.push_back(record);
  }

  Embedding& embedding_;
  const TrainingOptions& options_;
  Split split_;
  TrainingState state_;
  Adam adam_;
};

}  // namespace

TrainingState initial_training_state(Embedding& embedding, const LabelledSeries& records,
                                     std::size_t num_classes, const TrainingOptions& options) {
  check_options(options);
  check_records(records, num_classes);
  const Split split = split_records(records, options);
  TrainingState state{.embedding_parameters = embedding.parameters(),
                      .classifier = zero_classifier(num_classes, embedding.num_features()),
                      .scaling = feature_scaling(embedding.features(split.training.series)),
                      .adam = {},
                      .history = {}};
  state.adam = Adam(adam_groups(embedding, state, options)).state();
  return state;
}

TrainingState train(Embedding& embedding, const LabelledSeries& records,
                    const TrainingOptions& options, TrainingState state,
                    const EpochObserver& observer, std::stop_token stop) {
  check_options(options);
  check_records(records, state.classifier.num_classes());
  Loop loop(embedding, records, options, std::move(state));
  while (loop.state().epochs_done < options.epochs) {
    loop.epoch(stop);
    if (observer) {
      observer(loop.state());
    }
  }
  return std::move(loop.state());
}

LinearClassifier trained_classifier(const TrainingState& state) {
  return fold_scaling(state.classifier, state.scaling);
}

}  // namespace fiberloom::core
