#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/core/training_checkpoint.hpp>
#include <fiberloom/hal/nearest_buildable.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <filesystem>
#include <memory>
#include <optional>

#include "builtin_recipes.hpp"
#include "command_line.hpp"
#include "continued_training.hpp"
#include "model_data.hpp"
#include "output_checks.hpp"
#include "progress_bar.hpp"
#include "shared_data.hpp"
#include "stop_signal.hpp"
#include "train_options.hpp"
#include "training_page.hpp"
#include "training_report.hpp"
#include "training_run.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

// One command's work, from the checks to the table.
class Training {
 public:
  Training(const TrainOptions& options, Context& context)
      : options_(options),
        context_(context),
        seeds_(options.seeds_from(static_cast<std::uint64_t>(context.options().seed))) {}

  Outcome run() {
    check_places();
    choose_recipe();
    data_ = load_dataset_for(options_.data, core::record_length(recipe_.encoding, recipe_.frame),
                             recipe_.resample_input);
    report_.baselines = baseline_scores(data_);
    train_all();
    describe();
    save();
    context_.say(text_of(report_));
    for (const TrainedModel& each : report_.runs) {
      for (const std::string& remark : each.remarks) {
        context_.note(fmt::format("seed {}: {}\n", each.seed, remark));
      }
    }
    const TrainedModel& saved = report_.runs[report_.choice.run];
    context_.note(
        fmt::format("wrote {} (seed {}: {})\n", options_.model, saved.seed, report_.choice.reason));
    return {.document = json_of(report_)};
  }

 private:
  [[nodiscard]] fs::path checkpoint_of(std::uint64_t seed) const {
    return checkpoint_of_seed(options_.checkpoint_base(), seed, seeds_.size());
  }

  void check_places() const {
    if (options_.names_seeds() && context_.options().has_seed) {
      throw UsageError("--seed and a list of --seeds exclude each other: give one of the two");
    }
    std::vector<fs::path> taken{options_.data, options_.recipe.value_or(""),
                                options_.rig.value_or(""), options_.from.value_or("")};
    std::vector<fs::path> outputs{options_.model, options_.checkpoint_base()};
    for (const std::optional<std::string>& output : {options_.learning_curve, options_.report}) {
      if (output) {
        outputs.emplace_back(*output);
      }
    }
    for (const fs::path& output : outputs) {
      require_writable(output);
      require_apart(output, taken);
      taken.push_back(output);
    }
  }

  // Seed, recipe and rig come from the command line, or from what is to be resumed.
  void choose_recipe() {
    const std::optional<core::TrainingCheckpoint> saved = first_checkpoint();
    require_intent_to_resume(saved.has_value());
    if (saved && !context_.options().has_seed && seeds_.size() == 1) {
      seeds_.front() = saved->identity.seed;
    }
    if (options_.rig) {
      rig_ = find_rig(*options_.rig);
    } else if (saved && !saved->identity.rig.empty()) {
      rig_ = core::parse_document<hal::RigDocument>(saved->identity.rig, saved_path_.string());
    }
    if (options_.from) {
      recipe_ = continued_recipe();
    } else if (options_.recipe) {
      recipe_ = find_recipe(*options_.recipe);
    } else if (saved) {
      recipe_ =
          core::parse_document<core::TrainingRecipe>(saved->identity.recipe, saved_path_.string());
    } else {
      throw UsageError("--recipe is required, or a model to go on --from: a file, or one of " +
                       builtin_recipe_names(", ") + "; see fiberloom train --help");
    }
    options_.apply_to(recipe_);
  }

  // A model that the rig cannot build is moved to the nearest that it can before training begins.
  [[nodiscard]] core::TrainingRecipe continued_recipe() const {
    core::Model model = core::load_model(*options_.from);
    if (rig_) {
      hal::NearestBuildable near = hal::nearest_buildable(model, *rig_, hal::catalog_for(*rig_));
      if (!near.changes.empty()) {
        context_.note(fmt::format("{} begins as the nearest that rig {} can build: {}\n",
                                  *options_.from, rig_->name, fmt::join(near.changes, "; ")));
      }
      model = std::move(near.model);
    }
    return core::recipe_from(
        model, options_.recipe ? find_recipe(*options_.recipe).options : options_to_go_on(model));
  }

  void require_intent_to_resume(bool is_begun) const {
    if (is_begun && !options_.resumes) {
      throw core::InputError("input.checkpoint",
                             saved_path_.string() +
                                 ": a run was interrupted here; add --resume to go on with it, or "
                                 "remove the file to begin again");
    }
    if (!is_begun && options_.resumes) {
      throw core::InputError("input.checkpoint", checkpoint_of(seeds_.front()).string() +
                                                     ": there is no checkpoint to resume");
    }
  }

  std::optional<core::TrainingCheckpoint> first_checkpoint() {
    for (const std::uint64_t seed : seeds_) {
      if (fs::exists(checkpoint_of(seed))) {
        saved_path_ = checkpoint_of(seed);
        return core::load_checkpoint(saved_path_);
      }
    }
    return {};
  }

  void train_all() {
    const StopSignal signal;
    for (std::size_t i = 0; i < seeds_.size(); ++i) {
      report_.runs.push_back(train_one(i, signal.token()));
      report_.scores.push_back(score_of(report_.runs.back().model, data_, context_.workers()));
    }
    report_.choice = best_run(report_.runs);
  }

  TrainedModel train_one(std::size_t position, const std::stop_token& stop) {
    const std::uint64_t seed = seeds_[position];
    const auto epochs = static_cast<std::size_t>(recipe_.options.epochs);
    ProgressBar bar(context_.progress_stream(), context_.shows_progress(), "training",
                    epochs * seeds_.size());
    std::size_t epochs_done = 0;
    const auto show = [&](std::size_t done, const core::TrainingState&) {
      epochs_done = done;
      bar.show(position * epochs + done, fmt::format("epoch {} of {}", done, epochs));
    };
    try {
      return run_training({.recipe = recipe_,
                           .seed = seed,
                           .checkpoint = checkpoint_of(seed),
                           .resumes = options_.resumes,
                           .rig = rig_},
                          data_, context_.workers(), show, stop);
    } catch (const core::InterruptedError& error) {
      throw core::InterruptedError(
          error.code(), fmt::format("interrupted after epoch {} of {}, seed {}; to go on: {}",
                                    epochs_done, epochs, seed, resume_line()));
    }
  }

  [[nodiscard]] std::string resume_line() const {
    std::string line = "fiberloom train " + options_.data + " -o " + options_.model;
    if (options_.checkpoint) {
      line += " --checkpoint " + *options_.checkpoint;
    }
    if (seeds_.size() > 1) {
      line += options_.names_seeds() ? "" : fmt::format(" --seed {}", seeds_.front());
      line += " --seeds " + options_.seeds;
    }
    return line + " --resume";
  }

  void describe() {
    report_.recipe_name = recipe_.name;
    report_.options = recipe_.options;
    report_.rig_name = rig_ ? rig_->name : "";
    report_.data_path = options_.data;
    report_.model_path = options_.model;
    report_.train_records = data_.train.labels.size();
    report_.test_records = data_.test.labels.size();
  }

  void save() const {
    core::save_model(options_.model, report_.runs[report_.choice.run].model);
    if (options_.learning_curve) {
      core::write_file_atomically(*options_.learning_curve, text_of(learning_curves(report_)));
    }
    if (options_.report) {
      write_training_page(*options_.report, report_);
    }
    for (const TrainedModel& run : report_.runs) {
      std::error_code ignored;  // a checkpoint that stays behind does no harm
      fs::remove(checkpoint_of(run.seed), ignored);
    }
  }

  const TrainOptions& options_;
  Context& context_;
  std::vector<std::uint64_t> seeds_;
  core::TrainingRecipe recipe_;
  std::optional<hal::RigDocument> rig_;
  fs::path saved_path_;
  core::Dataset data_;
  TrainingReport report_;
};

}  // namespace

void add_train(CommandLine& line) {
  // shared_ptr: the parser writes what the action reads later, and neither outlives the other for certain.
  const auto options = std::make_shared<TrainOptions>();
  CLI::App& command = line.add(
      {.name = "train",
       .summary = "Train a model on a data set",
       .example =
           "fiberloom train apps/demo/data/FordA125 --recipe forda-kerr -o kerr.safetensors\n"
           "  fiberloom train apps/demo/data/FordA125 -o kerr.safetensors --resume\n"
           "  fiberloom train apps/demo/data/FordA125 --recipe forda-kerr --method lbfgs --readout "
           "ridge --rig spec --seeds 3 --validation 0.2 --patience 20 -o kerr.safetensors "
           "--report kerr.html"},
      [options](Context& context) { return Training(*options, context).run(); });
  add_train_options(command, *options);
}

}  // namespace fiberloom::app
