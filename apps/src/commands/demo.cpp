#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>

#include "command_line.hpp"
#include "demo/demo_report.hpp"
#include "demo/demo_run.hpp"
#include "output_folder.hpp"
#include "progress_bar.hpp"
#include "shared_data.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

struct DemoCommand {
  DemoOptions demo;
  std::string tasks = "AB";
  std::string output = "fiberloom-demo";
};

std::vector<DemoTask> chosen_tasks(const std::string& letters) {
  std::vector<DemoTask> chosen;
  for (const DemoTask& task : demo_tasks()) {
    if (letters.find(task.letter) != std::string::npos) {
      chosen.push_back(task);
    }
  }
  const bool known = std::all_of(letters.begin(), letters.end(), [](char letter) {
    return std::string("ABT").find(letter) != std::string::npos;
  });
  if (chosen.empty() || !known) {
    throw UsageError(
        fmt::format("demo: --tasks {}: the tasks are A, B and T, such as --tasks AB", letters));
  }
  return chosen;
}

// A bar over all tasks that several threads move on.
class SharedProgress {
 public:
  SharedProgress(Context& context, std::size_t total)
      : bar_(context.progress_stream(), context.shows_progress(), "demo", total) {
    bar_.show(0);
  }
  void done(const std::string& what) {
    const std::scoped_lock guard(lock_);
    bar_.show(++done_, what);
  }

 private:
  std::mutex lock_;
  ProgressBar bar_;
  std::size_t done_ = 0;
};

std::vector<DemoResult> run_tasks(const DemoCommand& command, Context& context) {
  const std::vector<DemoTask> tasks = chosen_tasks(command.tasks);
  std::size_t total = 0;
  for (const DemoTask& task : tasks) {
    total += num_pieces(task, command.demo);
  }
  const StopSignal signal;
  SharedProgress progress(context, total);
  std::vector<DemoResult> results;
  results.reserve(tasks.size());
  for (const DemoTask& task : tasks) {
    results.push_back(run_demo_task(
        task, command.demo, command.output, context.workers(),
        [&progress](const std::string& what) { progress.done(what); }, signal.token()));
  }
  return results;
}

Outcome demo(DemoCommand command, Context& context) {
  const auto begin = std::chrono::steady_clock::now();
  command.demo.seed = static_cast<std::uint64_t>(context.options().seed);
  (void)chosen_tasks(command.tasks);
  (void)find_rig(command.demo.rig);
  make_output_folder(command.output);
  const std::vector<DemoResult> results = run_tasks(command, context);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const fs::path report = fs::path(command.output) / "report.html";
  write_demo_report(report, results, command.demo, seconds);
  Json document{{"schema", "fiberloom.demo-result/1"},
                {"rig", command.demo.rig},
                {"seed", command.demo.seed},
                {"tasks", Json::array()},
                {"report", report.string()}};
  for (const DemoResult& result : results) {
    context.say(demo_text(result, command.demo) + "\n");
    document["tasks"].push_back(demo_json(result, command.demo));
  }
  context.say(fmt::format("report: {}   ({:.0f} s, seed {})\n", report.string(), seconds,
                          command.demo.seed));
  return {.document = std::move(document)};
}

}  // namespace

void add_demo(CommandLine& line) {
  const auto options = std::make_shared<DemoCommand>();  // shared by the parser and the action
  CLI::App& command = line.add(
      {.name = "demo",
       .summary =
           "The whole loop on real data: train, map, run on simulated rigs, calibrate, fine-tune",
       .example = "fiberloom demo -o demo --benches 20"},
      [options](Context& context) { return demo(*options, context); });
  command.add_option("-o,--output", options->output, "Folder for the report, models and plans")
      ->capture_default_str()
      ->type_name("DIR");
  command
      .add_option("--tasks", options->tasks,
                  "A: spectrum in glass; B: Kerr layers; T: Trace. Any of them, such as AB")
      ->capture_default_str()
      ->type_name("LETTERS");
  command
      .add_option("--rig", options->demo.rig, "Rig document, or a built-in one: spec, hard, lab")
      ->capture_default_str()
      ->type_name("spec|hard|lab|FILE");
  command.add_option("--benches", options->demo.num_benches, "How many benches to draw")
      ->capture_default_str()
      ->check(CLI::Range(2, 1000));
  command
      .add_option("--first-bench", options->demo.first_bench,
                  "Number of the first bench: the seed that it is drawn by")
      ->capture_default_str()
      ->check(CLI::Range(0, 1'000'000'000));
}

}  // namespace fiberloom::app
