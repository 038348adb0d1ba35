#include <array>
#include <bit>
#include <cstdint>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/safetensors.hpp>
#include <fiberloom/core/training_checkpoint.hpp>
#include <utility>

#include "tensor_access.hpp"

namespace fiberloom::core {
namespace {

constexpr const char* metadata_key = "fiberloom";
constexpr std::array<std::string_view, 27> known_tensors{"adam.first_moment",
                                                         "adam.group_steps",
                                                         "adam.second_moment",
                                                         "adam.step",
                                                         "best.bias",
                                                         "best.divisor",
                                                         "best.epoch",
                                                         "best.mean",
                                                         "best.parameters",
                                                         "best.validation_accuracy",
                                                         "best.weight",
                                                         "classifier.bias",
                                                         "classifier.weight",
                                                         "embedding.parameters",
                                                         "epochs_done",
                                                         "history.epoch",
                                                         "history.has_validation",
                                                         "history.parameters",
                                                         "history.training_accuracy",
                                                         "history.training_loss",
                                                         "history.validation_accuracy",
                                                         "lbfgs.changes",
                                                         "lbfgs.counters",
                                                         "lbfgs.gradient",
                                                         "lbfgs.steps",
                                                         "scaling.divisor",
                                                         "scaling.mean"};

struct CheckpointHeader {
  static constexpr const char* schema = "fiberloom.training/1";

  TrainingIdentity identity;

  void fields(FieldVisitor& visit) {
    visit.field("recipe", identity.recipe, {.description = "Text of the recipe document."});
    visit.field("data_fingerprint", identity.data_fingerprint,
                {.description = "Of the training records.", .minimum_length = 1});
    visit.field("seed", identity.seed, {.description = "Of the order of the records."});
    visit.field("rig", identity.rig,
                {.description = "Text of the rig document that limits the training; empty: none.",
                 .required = false});
  }
};

void write_history(const std::vector<EpochRecord>& history, std::size_t num_parameters,
                   SafetensorsFile& file) {
  std::vector<std::int64_t> epochs;
  std::vector<std::int64_t> has_validation;
  std::vector<double> losses;
  std::vector<double> training;
  std::vector<double> validation;
  RealBatch<double> parameters(history.size(), num_parameters);
  for (const EpochRecord& record : history) {
    if (record.parameters.size() != num_parameters) {
      throw InputError("input.checkpoint",
                       "checkpoint: an epoch of the history has another number of parameters");
    }
    std::copy(record.parameters.begin(), record.parameters.end(),
              parameters.row(epochs.size()).begin());
    epochs.push_back(record.epoch);
    has_validation.push_back(record.validation_accuracy ? 1 : 0);
    losses.push_back(record.training_loss);
    training.push_back(record.training_accuracy);
    validation.push_back(record.validation_accuracy.value_or(0.0));
  }
  file.tensors["history.epoch"] = integer_tensor(epochs);
  file.tensors["history.has_validation"] = integer_tensor(has_validation);
  file.tensors["history.training_loss"] = vector_tensor(losses);
  file.tensors["history.training_accuracy"] = vector_tensor(training);
  file.tensors["history.validation_accuracy"] = vector_tensor(validation);
  file.tensors["history.parameters"] = matrix_tensor(parameters);
}

std::vector<EpochRecord> read_history(const TensorAccess& tensors) {
  const auto epochs = tensors.integers("history.epoch");
  const auto has_validation = tensors.integers("history.has_validation");
  const auto losses = tensors.vector("history.training_loss");
  const auto training = tensors.vector("history.training_accuracy");
  const auto validation = tensors.vector("history.validation_accuracy");
  const auto parameters = tensors.matrix("history.parameters");
  for (const std::size_t count : {has_validation.size(), losses.size(), training.size(),
                                  validation.size(), parameters.batch()}) {
    if (count != epochs.size()) {
      tensors.refuse("the tensors 'history.*' have different lengths");
    }
  }
  std::vector<EpochRecord> history;
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    const auto row = parameters.row(i);
    history.push_back({.epoch = epochs[i],
                       .training_loss = losses[i],
                       .training_accuracy = training[i],
                       .parameters = {row.begin(), row.end()}});
    if (has_validation[i] != 0) {
      history.back().validation_accuracy = validation[i];
    }
  }
  return history;
}

// The value stands behind the gradient: one tensor less that could fail to fit.
void write_lbfgs(const Lbfgs::State& state, SafetensorsFile& file) {
  if (state == Lbfgs::State{}) {
    return;
  }
  std::vector<double> gradient = state.gradient;
  gradient.push_back(state.value);
  file.tensors["lbfgs.counters"] =
      integer_tensor({{state.has_begun ? 1 : 0, state.has_converged ? 1 : 0, state.evaluations}});
  file.tensors["lbfgs.gradient"] = vector_tensor(gradient);
  if (!state.steps.empty()) {
    file.tensors["lbfgs.steps"] = matrix_tensor(state.steps);
    file.tensors["lbfgs.changes"] = matrix_tensor(state.changes);
  }
}

Lbfgs::State read_lbfgs(const TensorAccess& tensors) {
  if (!tensors.has("lbfgs.counters")) {
    return {};
  }
  const std::vector<std::int64_t> counters = tensors.integers("lbfgs.counters");
  std::vector<double> gradient = tensors.vector("lbfgs.gradient");
  if (counters.size() != 3 || gradient.empty()) {
    tensors.refuse("the tensors 'lbfgs.*' have other sizes");
  }
  Lbfgs::State state{.has_begun = counters[0] != 0,
                     .has_converged = counters[1] != 0,
                     .value = gradient.back(),
                     .evaluations = counters[2]};
  gradient.pop_back();
  state.gradient = std::move(gradient);
  if (tensors.has("lbfgs.steps")) {
    state.steps = tensors.matrix("lbfgs.steps");
    state.changes = tensors.matrix("lbfgs.changes");
  }
  return state;
}

void write_best(const BestEpoch& best, SafetensorsFile& file) {
  file.tensors["best.epoch"] = integer_tensor({{best.epoch}});
  file.tensors["best.validation_accuracy"] = vector_tensor({{best.validation_accuracy}});
  file.tensors["best.parameters"] = vector_tensor(best.embedding_parameters);
  file.tensors["best.weight"] = matrix_tensor(best.classifier.weight);
  file.tensors["best.bias"] = vector_tensor(best.classifier.bias);
  file.tensors["best.mean"] = vector_tensor(best.scaling.mean);
  file.tensors["best.divisor"] = vector_tensor(best.scaling.divisor);
}

std::int64_t read_count(const TensorAccess& tensors, const std::string& name) {
  const std::vector<std::int64_t> values = tensors.integers(name);
  if (values.size() != 1 || values[0] < 0) {
    tensors.refuse("tensor '" + name + "' must be one count");
  }
  return values[0];
}

std::optional<BestEpoch> read_best(const TensorAccess& tensors) {
  if (!tensors.has("best.epoch")) {
    return {};
  }
  const std::vector<double> score = tensors.vector("best.validation_accuracy");
  if (score.size() != 1) {
    tensors.refuse("tensor 'best.validation_accuracy' must be one number");
  }
  return BestEpoch{
      .epoch = read_count(tensors, "best.epoch"),
      .validation_accuracy = score[0],
      .embedding_parameters = tensors.vector("best.parameters"),
      .classifier = {.weight = tensors.matrix("best.weight"), .bias = tensors.vector("best.bias")},
      .scaling = {.mean = tensors.vector("best.mean"), .divisor = tensors.vector("best.divisor")}};
}

bool is_like(const BestEpoch& best, const TrainingState& state) {
  return best.embedding_parameters.size() == state.embedding_parameters.size() &&
         best.classifier.weight.batch() == state.classifier.num_classes() &&
         best.classifier.weight.samples() == state.classifier.num_features() &&
         best.classifier.bias.size() == state.classifier.bias.size() &&
         best.scaling.mean.size() == state.scaling.mean.size() &&
         best.scaling.divisor.size() == state.scaling.divisor.size();
}

bool is_whole(const Lbfgs::State& state) {
  return state.steps.batch() == state.changes.batch() &&
         state.steps.samples() == state.changes.samples() &&
         (state.steps.empty() || state.steps.samples() == state.gradient.size());
}

void check_sizes(const TensorAccess& tensors, const TrainingState& state) {
  const std::size_t num_weights = state.classifier.weight.values().size();
  // A solved classifier has no numbers that Adam trains.
  const bool is_solved =
      state.adam.first_moment.size() == state.embedding_parameters.size() && num_weights > 0;
  const std::size_t num_trained = state.embedding_parameters.size() +
                                  (is_solved ? 0 : num_weights + state.classifier.bias.size());
  const bool fits = state.classifier.weight.batch() == state.classifier.bias.size() &&
                    state.scaling.mean.size() == state.classifier.num_features() &&
                    state.scaling.divisor.size() == state.classifier.num_features() &&
                    state.adam.first_moment.size() == num_trained &&
                    state.adam.second_moment.size() == num_trained && is_whole(state.lbfgs) &&
                    (!state.best || is_like(*state.best, state)) &&
                    state.history.size() == static_cast<std::size_t>(state.epochs_done) &&
                    (state.history.empty() ||
                     state.history.front().parameters.size() == state.embedding_parameters.size());
  if (!fits) {
    tensors.refuse("its tensors do not fit together");
  }
}

SafetensorsFile tensors_of(const TrainingCheckpoint& checkpoint) {
  const TrainingState& state = checkpoint.state;
  SafetensorsFile file;
  file.metadata[metadata_key] =
      to_document_text(CheckpointHeader{checkpoint.identity}, TextForm::compact);
  file.tensors["epochs_done"] = integer_tensor({{state.epochs_done}});
  file.tensors["embedding.parameters"] = vector_tensor(state.embedding_parameters);
  file.tensors["classifier.weight"] = matrix_tensor(state.classifier.weight);
  file.tensors["classifier.bias"] = vector_tensor(state.classifier.bias);
  file.tensors["scaling.mean"] = vector_tensor(state.scaling.mean);
  file.tensors["scaling.divisor"] = vector_tensor(state.scaling.divisor);
  file.tensors["adam.step"] = integer_tensor({{state.adam.step}});
  file.tensors["adam.group_steps"] = integer_tensor(state.adam.group_steps);
  file.tensors["adam.first_moment"] = vector_tensor(state.adam.first_moment);
  file.tensors["adam.second_moment"] = vector_tensor(state.adam.second_moment);
  write_lbfgs(state.lbfgs, file);
  if (state.best) {
    write_best(*state.best, file);
  }
  write_history(state.history, state.embedding_parameters.size(), file);
  return file;
}

TrainingState state_of(const TensorAccess& tensors) {
  tensors.refuse_others(known_tensors);
  TrainingState state;
  state.epochs_done = read_count(tensors, "epochs_done");
  state.embedding_parameters = tensors.vector("embedding.parameters");
  state.classifier = {.weight = tensors.matrix("classifier.weight"),
                      .bias = tensors.vector("classifier.bias")};
  state.scaling = {.mean = tensors.vector("scaling.mean"),
                   .divisor = tensors.vector("scaling.divisor")};
  state.adam = {.step = read_count(tensors, "adam.step"),
                .group_steps = tensors.integers("adam.group_steps"),
                .first_moment = tensors.vector("adam.first_moment"),
                .second_moment = tensors.vector("adam.second_moment")};
  state.lbfgs = read_lbfgs(tensors);
  state.best = read_best(tensors);
  state.history = read_history(tensors);
  check_sizes(tensors, state);
  return state;
}

// FNV-1a over eight-byte words.
class Fingerprint {
 public:
  void add(std::uint64_t word) noexcept {
    for (int shift = 0; shift < 64; shift += 8) {
      hash_ = (hash_ ^ ((word >> shift) & 0xFFU)) * 0x100000001B3U;
    }
  }
  [[nodiscard]] std::string text() const {
    std::string digits;
    for (int shift = 60; shift >= 0; shift -= 4) {
      digits += "0123456789abcdef"[(hash_ >> shift) & 0xFU];
    }
    return digits;
  }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325U;
};

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const TrainingCheckpoint& checkpoint) {
  write_safetensors(path, tensors_of(checkpoint));
}

TrainingCheckpoint load_checkpoint(const std::filesystem::path& path) {
  const SafetensorsFile file = read_safetensors(path);
  const TensorAccess tensors(file, path.string(), "document.checkpoint");
  const auto header = file.metadata.find(metadata_key);
  if (header == file.metadata.end()) {
    tensors.refuse("has no metadata 'fiberloom', so it is no checkpoint of a training run");
  }
  return {.identity = parse_document<CheckpointHeader>(header->second,
                                                       path.string() + ": metadata 'fiberloom'")
                          .identity,
          .state = state_of(tensors)};
}

std::string data_fingerprint(const LabelledSeries& records) {
  Fingerprint fingerprint;
  fingerprint.add(records.series.batch());
  fingerprint.add(records.series.samples());
  for (const double value : records.series.values()) {
    fingerprint.add(std::bit_cast<std::uint64_t>(value));
  }
  for (const std::int64_t label : records.labels) {
    fingerprint.add(std::bit_cast<std::uint64_t>(label));
  }
  return fingerprint.text();
}

}  // namespace fiberloom::core
