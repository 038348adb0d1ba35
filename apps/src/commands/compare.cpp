#include <fiberloom/core/model_file.hpp>
#include <memory>

#include "command_line.hpp"
#include "model_data.hpp"
#include "progress_bar.hpp"
#include "study/comparison.hpp"

namespace fiberloom::app {
namespace {

struct CompareOptions {
  std::string model;
  std::string data;
};

// The bar is wiped before the result is printed.
Comparison compare_with_progress(const core::Model& model, const core::Dataset& data,
                                 Context& context) {
  ProgressBar bar(context.progress_stream(), context.shows_progress(), "comparing", 4);
  return compare(model, data, static_cast<std::uint64_t>(context.options().seed), context.workers(),
                 [&](std::size_t done, const std::string& name) { bar.show(done, name); });
}

Outcome run_compare(const CompareOptions& options, Context& context) {
  const core::Model model = core::load_model(options.model);
  require_classifier(model, options.model, 0, options.data);
  const core::Dataset data =
      load_dataset_for(options.data, model.record_length(), model.resample_input);
  require_classifier(model, options.model, data.num_classes, options.data);
  Comparison comparison = compare_with_progress(model, data, context);
  comparison.model_name = options.model;
  comparison.data_path = options.data;
  context.say(text_of(comparison));
  return {.document = json_of(comparison)};
}

}  // namespace

void add_compare(CommandLine& line) {
  // shared_ptr: the parser writes what the action reads later, and neither outlives the other for certain.
  const auto options = std::make_shared<CompareOptions>();
  CLI::App& command =
      line.add({.name = "compare",
                .summary = "Compare a model with linear classifiers that see no light",
                .example = "fiberloom compare model.safetensors apps/demo/data/FordA125"},
               [options](Context& context) { return run_compare(*options, context); });
  command.add_option("MODEL", options->model, "Model with a classifier, .safetensors")
      ->required()
      ->type_name("FILE");
  command
      .add_option("DATA", options->data,
                  "Data set: a folder of X_train.npy, y_train.npy, X_test.npy, y_test.npy, or "
                  "UCR/UEA files")
      ->required()
      ->type_name("PATH");
}

}  // namespace fiberloom::app
