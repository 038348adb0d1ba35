#include <fmt/format.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <filesystem>
#include <memory>

#include "command_line.hpp"
#include "fine_tune_run.hpp"
#include "model_data.hpp"
#include "number_checks.hpp"
#include "output_folder.hpp"
#include "progress_bar.hpp"
#include "rig_run.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

struct FineTuneOptions {
  RigOptions rig;
  std::string data;
  std::string method;
  std::string output;
  std::string resume;
  std::int64_t epochs = 0;  // 0: what suits the method
  std::int64_t batch_size = 50;
  double weight_decay = 0.1;

  [[nodiscard]] fs::path folder() const { return resume.empty() ? output : resume; }
};

core::TrainingOptions training_options(const FineTuneOptions& options, std::uint64_t seed) {
  core::TrainingOptions digital;
  digital.batch_size = options.batch_size;
  digital.classifier_weight_decay = options.weight_decay;
  core::TrainingOptions chosen = options.method == "pat"
                                     ? calibration::physics_aware_options(digital, seed)
                                     : calibration::readout_options(digital, seed);
  if (options.epochs > 0) {
    chosen.epochs = options.epochs;
  }
  return chosen;
}

calibration::TunedRig tune(const FineTuneOptions& options, const OpenPlan& open, ArmedRun& armed,
                           const core::Dataset& data, Context& context, std::stop_token stop) {
  const core::TrainingOptions training =
      training_options(options, static_cast<std::uint64_t>(context.options().seed));
  if (options.method == "readout") {
    return calibration::tune_readout(armed.task(), armed.deployment(), data.train, training,
                                     calibration::readout_repeats(data.train.labels.size()));
  }
  ProgressBar bar(context.progress_stream(), context.shows_progress(), "PAT",
                  static_cast<std::size_t>(training.epochs));
  const PhysicsAwareRun run{.open = open,
                            .rig = options.rig,
                            .options = training,
                            .checkpoint = options.folder() / "checkpoint.safetensors",
                            .resumes = !options.resume.empty()};
  try {
    return train_on_rig(
        run, armed, data.train,
        [&bar, &training](std::size_t done) {
          bar.show(done, fmt::format("epoch {} of {}", done, training.epochs));
        },
        std::move(stop));
  } catch (const core::InterruptedError&) {
    throw core::InterruptedError(
        "run.interrupted",
        fmt::format(
            "finetune: stopped, the light is off; the last complete epoch is kept, go on with "
            "--resume {}",
            options.folder().string()));
  }
}

void check_method(const FineTuneOptions& options) {
  if (options.output.empty() == options.resume.empty()) {
    throw UsageError(
        "finetune: give either -o DIR for a new run or --resume DIR for a stopped one");
  }
  if (!options.resume.empty() && options.method != "pat") {
    throw UsageError("finetune: only --method pat is resumed; a readout is measured anew");
  }
}

Outcome fine_tune(const FineTuneOptions& options, Context& context) {
  check_method(options);
  const OpenPlan open = open_plan(options.rig);
  require_classifier(open.model, open.plan.model, 0, options.data);
  const core::Dataset data =
      load_dataset_for(options.data, open.model.record_length(), open.model.resample_input);
  require_classifier(open.model, open.plan.model, data.num_classes, options.data);
  if (options.resume.empty()) {
    make_output_folder(options.output);
  }
  const StopSignal signal;
  hal::RunRecord record{.command = "finetune " + options.method,
                        .plan = options.rig.plan,
                        .rig = open.rig.name,
                        .bench = options.rig.bench_name(),
                        .data = options.data,
                        .started_at = utc_now(),
                        .seed = context.options().seed};
  ArmedRun armed(open, options.rig, context.workers(), signal.token());
  record.calibration = armed.calibration() ? armed.calibration()->id : "";
  armed.session().set_method(options.method);
  const calibration::TunedRig tuned = tune(options, open, armed, data, context, signal.token());
  const std::int64_t passes = armed.ledger().total();
  record.test_accuracy = calibration::rig_accuracy(armed.task(), tuned, data.test);
  record.finished_at = utc_now();
  record.ledger = armed.ledger();
  save_tuned(options.folder(), open, tuned, record.calibration);
  core::save_document(options.folder() / "run.json", record);
  std::error_code gone;
  fs::remove(options.folder() / "checkpoint.safetensors", gone);
  context.say(
      fmt::format("{}: test {:.2f} % on rig {}, bench {}, after {} optical passes\nkept in {}\n",
                  options.method, 100.0 * *record.test_accuracy, record.rig, record.bench, passes,
                  options.folder().string()));
  return {.document = {{"schema", "fiberloom.finetune-result/1"},
                       {"method", options.method},
                       {"accuracy", *record.test_accuracy},
                       {"calibration", record.calibration},
                       {"optical_passes", passes},
                       {"folder", options.folder().string()},
                       {"seed", context.options().seed}}};
}

}  // namespace

void add_finetune(CommandLine& line) {
  const auto options = std::make_shared<FineTuneOptions>();  // shared by the parser and the action
  CLI::App& command = line.add(
      {.name = "finetune",
       .summary =
           "Win back what a bench loses: tune the readout, or settings and readout, in the loop",
       .example =
           "fiberloom finetune plan.json apps/demo/data/FordA125 --rig spec --bench 7 --method "
           "pat -o tuned"},
      [options](Context& context) { return fine_tune(*options, context); });
  command.add_option("PLAN", options->rig.plan, "Plan, .json")->required()->type_name("FILE");
  command.add_option("DATA", options->data, "Data set")->required()->type_name("PATH");
  add_rig_options(command, options->rig);
  command.add_flag("--no-calibration", options->rig.no_calibration,
                   "Take the rig as documented, whatever was measured");
  command
      .add_option("--method", options->method,
                  "readout: a new classifier on measured features; pat: physics-aware training")
      ->required()
      ->type_name("readout|pat")
      ->check(CLI::IsMember({"readout", "pat"}));
  command.add_option("-o,--output", options->output, "Folder for the tuned model and plan")
      ->type_name("DIR");
  command.add_option("--resume", options->resume, "Folder of a stopped run to go on with")
      ->type_name("DIR");
  command.add_option("--epochs", options->epochs, "Epochs (default: what suits the method)")
      ->check(whole_number(1, 1000000));
  command.add_option("--batch-size", options->batch_size, "Records of a minibatch")
      ->capture_default_str()
      ->check(whole_number(1, 1000000));
  command.add_option("--weight-decay", options->weight_decay, "Weight decay of the classifier")
      ->capture_default_str()
      ->check(finite_amount());
}

}  // namespace fiberloom::app
