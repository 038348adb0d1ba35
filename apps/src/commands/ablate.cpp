#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "builtin_recipes.hpp"
#include "command_line.hpp"
#include "output_checks.hpp"
#include "progress_bar.hpp"
#include "stop_signal.hpp"
#include "study/ablation.hpp"
#include "study/ablation_report.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

struct AblateOptions {
  std::string data;
  std::string recipe;
  std::vector<std::string> arm_recipes;
  std::size_t seeds = 3;
  std::optional<std::int64_t> epochs;
  std::string report;
};

// One command's work, from the checks to the table.
class AblationRun {
 public:
  AblationRun(const AblateOptions& options, Context& context)
      : options_(options),
        context_(context),
        first_seed_(static_cast<std::uint64_t>(context.options().seed)) {}

  Outcome run() {
    if (!options_.report.empty()) {
      const std::vector<fs::path> inputs{options_.data, options_.recipe};
      require_writable(options_.report);
      require_apart(options_.report, inputs);
    }
    add_arms();
    ablation_.recipe_name = find_recipe(options_.recipe).name;
    ablation_.data_path = options_.data;
    ablation_.first_seed = first_seed_;
    load_data();
    ablation_.baselines = baseline_scores(data_.front());
    ablation_.train_records = data_.front().train.labels.size();
    ablation_.test_records = data_.front().test.labels.size();
    train_all();
    if (!options_.report.empty()) {
      write_ablation_report(options_.report, ablation_);
    }
    context_.say(text_of(ablation_));
    return {.document = json_of(ablation_)};
  }

 private:
  void add_arms() {
    const core::TrainingRecipe base = find_recipe(options_.recipe);
    const Effects effects = effects_of(base);
    if (effects == Effects{}) {
      throw core::InputError("input.recipe", options_.recipe +
                                                 ": no layer does anything and none is trained, so "
                                                 "there is nothing to take away");
    }
    std::map<std::string, std::string> own = own_recipes();
    for (const Effects& kept : arms_of(effects)) {
      const std::string name = name_of(kept);
      const auto found = own.find(name);
      AblationArm arm{.name = name, .has_own_recipe = found != own.end()};
      arm.recipe = pinned_to(kept, found == own.end() ? base : find_recipe(found->second));
      if (options_.epochs) {
        arm.recipe.options.epochs = *options_.epochs;
      }
      own.erase(name);
      names_ += (names_.empty() ? "" : ", ") + name;
      ablation_.arms.push_back(std::move(arm));
    }
    if (!own.empty()) {
      throw UsageError("--arm-recipe: there is no arm '" + own.begin()->first + "' of " +
                       options_.recipe + ", only " + names_ + "; see fiberloom ablate --help");
    }
  }

  [[nodiscard]] std::map<std::string, std::string> own_recipes() const {
    std::map<std::string, std::string> result;
    for (const std::string& text : options_.arm_recipes) {
      const std::size_t equals = text.find('=');
      if (equals == std::string::npos || equals + 1 == text.size()) {
        throw UsageError("--arm-recipe: '" + text +
                         "' is not ARM=RECIPE, such as D=forda-dispersion-only; see fiberloom "
                         "ablate --help");
      }
      if (!result.emplace(text.substr(0, equals), text.substr(equals + 1)).second) {
        throw UsageError("--arm-recipe: arm '" + text.substr(0, equals) +
                         "' has two recipes; see fiberloom ablate --help");
      }
    }
    return result;
  }

  // Arms with recipes of their own may take records of another length.
  void load_data() {
    for (AblationArm& arm : ablation_.arms) {
      data_.push_back(load_dataset_for(options_.data,
                                       core::record_length(arm.recipe.encoding, arm.recipe.frame),
                                       arm.recipe.resample_input));
      arm.embedding_numbers = trained_numbers(arm.recipe, data_.back().train);
      const std::size_t features =
          core::initial_model(arm.recipe, data_.back().train).num_features();
      arm.classifier_numbers = data_.back().num_classes * (features + 1);
    }
  }

  void train_all() {
    const StopSignal signal;
    std::size_t total = 0;
    for (const AblationArm& arm : ablation_.arms) {
      total += options_.seeds * static_cast<std::size_t>(arm.recipe.options.epochs);
    }
    ProgressBar bar(context_.progress_stream(), context_.shows_progress(), "training", total);
    std::size_t done = 0;
    for (std::size_t a = 0; a < ablation_.arms.size(); ++a) {
      AblationArm& arm = ablation_.arms[a];
      for (std::uint64_t seed = first_seed_; seed < first_seed_ + options_.seeds; ++seed) {
        const std::string remark = "arm " + arm.name + ", seed " + std::to_string(seed);
        arm.runs.push_back(train_one(arm, data_[a], seed, signal.token(),
                                     [&](std::size_t epochs) { bar.show(done + epochs, remark); }));
        done += static_cast<std::size_t>(arm.recipe.options.epochs);
      }
    }
  }

  ArmRun train_one(const AblationArm& arm, const core::Dataset& data, std::uint64_t seed,
                   const std::stop_token& stop, const std::function<void(std::size_t)>& observer) {
    try {
      return train_arm(arm.recipe, seed, data, context_.workers(), observer, stop);
    } catch (const core::NumericalError& error) {
      throw core::NumericalError(
          error.code(), "arm " + arm.name + ", seed " + std::to_string(seed) + ": " + error.what());
    } catch (const core::InterruptedError& error) {
      throw core::InterruptedError(error.code(), "interrupted in arm " + arm.name + ", seed " +
                                                     std::to_string(seed) +
                                                     "; an ablation keeps nothing, begin again");
    }
  }

  const AblateOptions& options_;
  Context& context_;
  std::uint64_t first_seed_;
  std::string names_;
  std::vector<core::Dataset> data_;  // of each arm
  Ablation ablation_;
};

}  // namespace

void add_ablate(CommandLine& line) {
  // shared_ptr: the parser writes what the action reads later, and neither outlives the other for certain.
  const auto options = std::make_shared<AblateOptions>();
  CLI::App& command = line.add(
      {.name = "ablate",
       .summary =
           "Train a recipe without nonlinearity, without dispersion, without both, and so on",
       .example = "fiberloom ablate apps/demo/data/FordA125 --recipe forda-kerr "
                  "--arm-recipe D=forda-dispersion-only --report ablation.html"},
      [options](Context& context) { return AblationRun(*options, context).run(); });
  command
      .add_option("DATA", options->data,
                  "Data set: a folder of X_train.npy, y_train.npy, X_test.npy, y_test.npy, or "
                  "UCR/UEA files")
      ->required()
      ->type_name("PATH");
  command.add_option("--recipe", options->recipe, "What every arm is trained by")
      ->required()
      ->type_name(builtin_recipe_names("|") + "|FILE");
  command
      .add_option("--arm-recipe", options->arm_recipes,
                  "A recipe of its own for one arm, such as D=forda-dispersion-only; may be given "
                  "several times")
      ->type_name("ARM=RECIPE")
      ->allow_extra_args(false);
  command.add_option("--seeds", options->seeds, "Seeds for each arm, from --seed on (default 3)")
      ->type_name("K")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1000}).description(""));
  command.add_option("--epochs", options->epochs, "Epochs, instead of the recipes'")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1000000}).description(""));
  command.add_option("--report", options->report, "Report to be written, .html")->type_name("FILE");
}

}  // namespace fiberloom::app
