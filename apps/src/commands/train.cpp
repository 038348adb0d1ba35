#include <algorithm>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/model_file.hpp>
#include <fiberloom/core/training_checkpoint.hpp>
#include <filesystem>
#include <memory>
#include <optional>

#include "builtin_recipes.hpp"
#include "command_line.hpp"
#include "model_data.hpp"
#include "output_checks.hpp"
#include "progress_bar.hpp"
#include "stop_signal.hpp"
#include "training_report.hpp"
#include "training_run.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

struct TrainOptions {
  std::string data;
  std::string model;
  std::optional<std::string> recipe;
  std::optional<std::int64_t> epochs;
  std::optional<double> validation;
  std::size_t seeds = 1;
  std::optional<std::string> checkpoint;
  bool resumes = false;
  std::optional<std::string> learning_curve;

  [[nodiscard]] fs::path checkpoint_base() const {
    return checkpoint.value_or(model + ".checkpoint");
  }
};

// One command's work, from the checks to the table.
class Training {
 public:
  Training(const TrainOptions& options, Context& context)
      : options_(options),
        context_(context),
        first_seed_(static_cast<std::uint64_t>(context.options().seed)) {}

  Outcome run() {
    check_places();
    choose_recipe();
    data_ = load_dataset_for(options_.data, recipe_.frame.samples, recipe_.resample_input);
    report_.baselines = baseline_scores(data_);
    train_all();
    report_.recipe_name = recipe_.name;
    report_.data_path = options_.data;
    report_.model_path = options_.model;
    report_.train_records = data_.train.labels.size();
    report_.test_records = data_.test.labels.size();
    save();
    context_.say(text_of(report_));
    context_.note("wrote " + options_.model + " (seed " + std::to_string(first_seed_) + ")\n");
    return {.document = json_of(report_)};
  }

 private:
  [[nodiscard]] fs::path checkpoint_of(std::uint64_t seed) const {
    return checkpoint_of_seed(options_.checkpoint_base(), seed, options_.seeds);
  }

  void check_places() const {
    std::vector<fs::path> taken{options_.data, options_.recipe.value_or("")};
    std::vector<fs::path> outputs{options_.model, options_.checkpoint_base()};
    if (options_.learning_curve) {
      outputs.emplace_back(*options_.learning_curve);
    }
    for (const fs::path& output : outputs) {
      require_writable(output);
      require_apart(output, taken);
      taken.push_back(output);
    }
  }

  // The seed of the first run and the recipe come from the command line, or from what is to be resumed.
  void choose_recipe() {
    const std::optional<core::TrainingCheckpoint> saved = first_checkpoint();
    if (saved && !options_.resumes) {
      throw core::InputError("input.checkpoint",
                             saved_path_.string() +
                                 ": a run was interrupted here; add --resume to go on with it, or "
                                 "remove the file to begin again");
    }
    if (!saved && options_.resumes) {
      throw core::InputError("input.checkpoint", checkpoint_of(first_seed_).string() +
                                                     ": there is no checkpoint to resume");
    }
    if (saved && !context_.options().has_seed && options_.seeds == 1) {
      first_seed_ = saved->identity.seed;
    }
    if (options_.recipe) {
      recipe_ = find_recipe(*options_.recipe);
    } else if (saved) {
      recipe_ =
          core::parse_document<core::TrainingRecipe>(saved->identity.recipe, saved_path_.string());
    } else {
      throw UsageError("--recipe is required: a file, or one of " + builtin_recipe_names(", ") +
                       "; see fiberloom train --help");
    }
    if (options_.epochs) {
      recipe_.options.epochs = *options_.epochs;
    }
    if (options_.validation) {
      recipe_.options.validation_share = *options_.validation;
    }
  }

  std::optional<core::TrainingCheckpoint> first_checkpoint() {
    for (std::uint64_t seed = first_seed_; seed < first_seed_ + options_.seeds; ++seed) {
      if (fs::exists(checkpoint_of(seed))) {
        saved_path_ = checkpoint_of(seed);
        return core::load_checkpoint(saved_path_);
      }
    }
    return {};
  }

  void train_all() {
    const StopSignal signal;
    for (std::size_t i = 0; i < options_.seeds; ++i) {
      report_.runs.push_back(train_one(first_seed_ + i, i, signal.token()));
      report_.scores.push_back(score_of(report_.runs.back().model, data_, context_.workers()));
    }
  }

  TrainedModel train_one(std::uint64_t seed, std::size_t position, const std::stop_token& stop) {
    const auto epochs = static_cast<std::size_t>(recipe_.options.epochs);
    ProgressBar bar(context_.progress_stream(), context_.shows_progress(), "training",
                    epochs * options_.seeds);
    std::size_t epochs_done = 0;
    try {
      return run_training(
          {.recipe = recipe_,
           .seed = seed,
           .checkpoint = checkpoint_of(seed),
           .resumes = options_.resumes},
          data_, context_.workers(),
          [&](std::size_t done, const core::TrainingState&) {
            epochs_done = done;
            bar.show(position * epochs + done,
                     "epoch " + std::to_string(done) + " of " + std::to_string(epochs));
          },
          stop);
    } catch (const core::InterruptedError& error) {
      throw core::InterruptedError(
          error.code(), "interrupted after epoch " + std::to_string(epochs_done) + " of " +
                            std::to_string(epochs) + ", seed " + std::to_string(seed) +
                            "; to go on: " + resume_line());
    }
  }

  [[nodiscard]] std::string resume_line() const {
    std::string line = "fiberloom train " + options_.data + " -o " + options_.model;
    if (options_.checkpoint) {
      line += " --checkpoint " + *options_.checkpoint;
    }
    if (options_.seeds > 1) {
      line +=
          " --seed " + std::to_string(first_seed_) + " --seeds " + std::to_string(options_.seeds);
    }
    return line + " --resume";
  }

  void save() const {
    core::save_model(options_.model, report_.runs.front().model);
    if (options_.learning_curve) {
      core::write_file_atomically(*options_.learning_curve, text_of(learning_curves(report_)));
    }
    for (const TrainedModel& run : report_.runs) {
      std::error_code ignored;  // a checkpoint that stays behind does no harm
      fs::remove(checkpoint_of(run.seed), ignored);
    }
  }

  const TrainOptions& options_;
  Context& context_;
  std::uint64_t first_seed_;
  core::TrainingRecipe recipe_;
  fs::path saved_path_;
  core::Dataset data_;
  TrainingReport report_;
};

void add_run_options(CLI::App& command, TrainOptions& options) {
  command.add_option("--epochs", options.epochs, "Epochs, instead of the recipe's")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1000000}).description(""));
  command
      .add_option("--validation", options.validation,
                  "Share of the training records that is set aside to watch the run")
      ->type_name("SHARE")
      ->check(CLI::Range(0.0, 0.9).description(""));
  command
      .add_option("--seeds", options.seeds,
                  "Train this many seeds, from --seed on, and print mean and spread; MODEL is that "
                  "of --seed")
      ->type_name("K")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1000}).description(""));
  command
      .add_option("--checkpoint", options.checkpoint,
                  "Where each epoch is kept until the end (default MODEL.checkpoint)")
      ->type_name("FILE");
  command.add_flag("--resume", options.resumes,
                   "Go on from the checkpoint; the model is the same to the last bit");
  command
      .add_option("--learning-curve", options.learning_curve,
                  "Also write loss, accuracy and parameters of every epoch, .json")
      ->type_name("FILE");
}

}  // namespace

void add_train(CommandLine& line) {
  // shared_ptr: the parser writes what the action reads later, and neither outlives the other for certain.
  const auto options = std::make_shared<TrainOptions>();
  CLI::App& command = line.add(
      {.name = "train",
       .summary = "Train a model on a data set",
       .example =
           "fiberloom train apps/demo/data/FordA125 --recipe forda-kerr -o kerr.safetensors\n"
           "  fiberloom train apps/demo/data/FordA125 -o kerr.safetensors --resume"},
      [options](Context& context) { return Training(*options, context).run(); });
  command
      .add_option("DATA", options->data,
                  "Data set: a folder of X_train.npy, y_train.npy, X_test.npy, y_test.npy, or "
                  "UCR/UEA files")
      ->required()
      ->type_name("PATH");
  command.add_option("-o,--output", options->model, "Model, .safetensors, written at the end")
      ->required()
      ->type_name("MODEL");
  command.add_option("--recipe", options->recipe, "Everything that decides a run beside the data")
      ->type_name(builtin_recipe_names("|") + "|FILE");
  add_run_options(command, *options);
}

}  // namespace fiberloom::app
