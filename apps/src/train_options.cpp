#include "train_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "builtin_recipes.hpp"
#include "command_line.hpp"
#include "number_checks.hpp"

namespace fiberloom::app {
namespace {

constexpr std::uint64_t most_seeds = 1000;

std::uint64_t seed_of(std::string_view text, const std::string& whole) {
  std::uint64_t seed = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc() || stopped != text.data() + text.size() || text.empty()) {
    throw UsageError(
        fmt::format("--seeds: '{}' is neither a number of seeds from 1 to {} nor a list like 0,1,2",
                    whole, most_seeds));
  }
  return seed;
}

std::vector<std::uint64_t> listed_seeds(const std::string& whole) {
  std::vector<std::uint64_t> seeds;
  std::string_view rest = whole;
  while (true) {
    const std::size_t comma = rest.find(',');
    seeds.push_back(seed_of(rest.substr(0, comma), whole));
    if (std::ranges::count(seeds, seeds.back()) > 1) {
      throw UsageError(fmt::format("--seeds: {} is named twice", seeds.back()));
    }
    if (comma == std::string_view::npos) {
      return seeds;
    }
    rest.remove_prefix(comma + 1);
  }
}

template <class Value>
void replace(Value& value, const std::optional<Value>& wish) {
  value = wish.value_or(value);
}

void add_method_options(CLI::App& command, TrainOptions& options) {
  const std::string group = "Training, instead of what the recipe says";
  command
      .add_option("--method", options.method,
                  "adam: minibatches; lbfgs: all records at once, one iteration an epoch")
      ->type_name("adam|lbfgs")
      ->check(CLI::IsMember({"adam", "lbfgs"}))
      ->group(group);
  command
      .add_option("--readout", options.readout,
                  "gradient: the classifier is trained beside the layers; ridge: it is solved for "
                  "every step of the layers")
      ->type_name("gradient|ridge")
      ->check(CLI::IsMember({"gradient", "ridge"}))
      ->group(group);
  command.add_option("--ridge", options.ridge, "Penalty of the solved classifier's weights")
      ->type_name("PENALTY")
      ->check(finite_amount())
      ->group(group);
  command.add_option("--epochs", options.epochs, "Passes over the training records")
      ->type_name("N")
      ->check(whole_number(1, 1000000))
      ->group(group);
  command.add_option("--batch-size", options.batch_size, "Records of a minibatch")
      ->type_name("N")
      ->check(whole_number(1, 1000000))
      ->group(group);
  command
      .add_option("--validation", options.validation,
                  "Share of the training records that is set aside to watch the run")
      ->type_name("SHARE")
      ->check(number_within(0.0, 0.9))
      ->group(group);
  command
      .add_option("--patience", options.patience,
                  "End after N epochs without a better validation accuracy and take the best one")
      ->type_name("N")
      ->check(whole_number(1, 1000000))
      ->group(group);
}

void add_run_options(CLI::App& command, TrainOptions& options) {
  command
      .add_option("--seeds", options.seeds,
                  "Train K seeds from --seed on, or those of a list like 0,1,2; print mean and "
                  "spread; MODEL is that with the best validation accuracy, or else the lowest "
                  "training loss")
      ->type_name("K|LIST");
  command
      .add_option("--checkpoint", options.checkpoint,
                  "Where each epoch is kept until the end (default MODEL.checkpoint)")
      ->type_name("FILE");
  command.add_flag("--resume", options.resumes,
                   "Go on from the checkpoint; the model is the same to the last bit");
  command
      .add_option("--report", options.report,
                  "Also write learning curves and the parameters' way as a page, .html")
      ->type_name("FILE");
  command
      .add_option("--learning-curve", options.learning_curve,
                  "Also write loss, accuracy and parameters of every epoch, .json")
      ->type_name("FILE");
}

}  // namespace

std::vector<std::uint64_t> TrainOptions::seeds_from(std::uint64_t first) const {
  if (names_seeds()) {
    return listed_seeds(seeds);
  }
  const std::uint64_t count = seed_of(seeds, seeds);
  if (count < 1 || count > most_seeds) {
    (void)seed_of("", seeds);
  }
  std::vector<std::uint64_t> result;
  for (std::uint64_t i = 0; i < count; ++i) {
    result.push_back(first + i);
  }
  return result;
}

void TrainOptions::apply_to(core::TrainingRecipe& chosen) const {
  core::TrainingOptions& training = chosen.options;
  if (method) {
    training.method = *method == "lbfgs" ? core::TrainingMethod::lbfgs : core::TrainingMethod::adam;
    if (training.method == core::TrainingMethod::lbfgs) {
      training.batch_size = 0;  // unless one was asked for, which is a mistake
    }
  }
  if (readout) {
    training.readout =
        *readout == "ridge" ? core::ReadoutTraining::ridge : core::ReadoutTraining::gradient;
  }
  if (ridge && training.readout != core::ReadoutTraining::ridge) {
    throw UsageError("--ridge is for a solved classifier: add --readout ridge");
  }
  replace(training.ridge, ridge);
  replace(training.epochs, epochs);
  replace(training.batch_size, batch_size);
  replace(training.validation_share, validation);
  replace(training.patience, patience);
  training.validate();
}

void add_train_options(CLI::App& command, TrainOptions& options) {
  command
      .add_option("DATA", options.data,
                  "Data set: a folder of X_train.npy, y_train.npy, X_test.npy, y_test.npy, or "
                  "UCR/UEA files")
      ->required()
      ->type_name("PATH");
  command.add_option("-o,--output", options.model, "Model, .safetensors, written at the end")
      ->required()
      ->type_name("MODEL");
  command.add_option("--recipe", options.recipe, "Everything that decides a run beside the data")
      ->type_name(builtin_recipe_names("|") + "|FILE");
  command
      .add_option("--from", options.from,
                  "Go on from this model instead of a recipe's start, with a new classifier; a "
                  "recipe beside it gives its options of training alone")
      ->type_name("FILE");
  command
      .add_option("--rig", options.rig,
                  "Train inside what this rig can realise and with its noise: a rig document, or "
                  "a built-in one")
      ->type_name("spec|hard|lab|FILE");
  add_run_options(command, options);
  add_method_options(command, options);
}

}  // namespace fiberloom::app
