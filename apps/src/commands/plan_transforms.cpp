#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fiberloom/core/fft_wisdom.hpp>
#include <memory>
#include <vector>

#include "command_line.hpp"
#include "progress_bar.hpp"
#include "transform_wisdom.hpp"

namespace fiberloom::app {
namespace {

constexpr std::size_t largest_length = std::size_t{1} << 24;

Outcome plan_transforms(const std::vector<std::size_t>& lengths, Context& context) {
  ProgressBar bar(context.progress_stream(), context.shows_progress(), "lengths", lengths.size());
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    core::measure_fft_plans<double>(lengths[i]);
    core::measure_fft_plans<float>(lengths[i]);
    bar.show(i + 1);
  }
  Json files = Json::array();
  for (const std::filesystem::path& file : store_transform_wisdom()) {
    files.push_back(file.string());
    context.say(file.string() + '\n');
  }
  return {.document = {
              {"schema", "fiberloom.transform-plans/1"}, {"samples", lengths}, {"files", files}}};
}

}  // namespace

void add_plan_transforms(CommandLine& line) {
  const auto lengths = std::make_shared<std::vector<std::size_t>>();
  CLI::App& command = line.add(
      {.name = "plan-transforms",
       .summary = "Measure the fastest Fourier transforms of given lengths, for later runs",
       .example = "fiberloom plan-transforms --samples 500 1536"},
      [lengths](Context& context) { return plan_transforms(*lengths, context); });
  command.add_option("--samples", *lengths, "lengths to measure, seconds each for long ones")
      ->required()
      ->check(CLI::Range(std::size_t{1}, largest_length).description(""))
      ->type_name("N ...");
}

}  // namespace fiberloom::app
