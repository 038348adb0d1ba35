#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <fiberloom/core/training_recipe.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::app {

/// What `fiberloom train` can be told beside the common options.
struct TrainOptions {
  std::string data{};
  std::string model{};
  std::optional<std::string> recipe{};
  std::optional<std::string> from{};
  std::optional<std::string> rig{};
  std::optional<std::string> method{};
  std::optional<std::string> readout{};
  std::optional<double> ridge{};
  std::optional<std::int64_t> epochs{};
  std::optional<std::int64_t> batch_size{};
  std::optional<double> validation{};
  std::optional<std::int64_t> patience{};
  std::string seeds = "1";
  std::optional<std::string> checkpoint{};
  bool resumes = false;
  std::optional<std::string> learning_curve{};
  std::optional<std::string> report{};

  [[nodiscard]] std::filesystem::path checkpoint_base() const {
    return checkpoint.value_or(model + ".checkpoint");
  }

  /// Whether --seeds names the seeds one by one; else it counts them.
  [[nodiscard]] bool names_seeds() const { return seeds.find(',') != std::string::npos; }

  /// The seeds to train: those named, or so many from `first` on.
  ///
  /// Throws:  UsageError for a text that is neither, or for a seed named twice.
  [[nodiscard]] std::vector<std::uint64_t> seeds_from(std::uint64_t first) const;

  /// Puts what was said on the command line in place of what the recipe says.
  ///
  /// Throws:  UsageError for --ridge without a solved classifier; as core::TrainingOptions::validate.
  void apply_to(core::TrainingRecipe& chosen) const;
};

void add_train_options(CLI::App& command, TrainOptions& options);

}  // namespace fiberloom::app
