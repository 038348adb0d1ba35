#include <fmt/format.h>

#include <fiberloom/report/text_table.hpp>

#include "check/check_report.hpp"

namespace fiberloom::app {
namespace {

const char* word_of(Finding::Weight weight) {
  switch (weight) {
    case Finding::Weight::ruled_out:
      return "ruled out: ";
    case Finding::Weight::warning:
      return "warning: ";
    case Finding::Weight::remark:
      break;
  }
  return "";
}

}  // namespace

std::string verdict(const ModelCheck& check) {
  const bool has_rig = check.request.rig.has_value();
  if (check.is_possible()) {
    return fmt::format("Nothing here rules the model out{}; parts have not been placed.",
                       has_rig ? fmt::format(" on rig {}", check.request.rig->name) : "");
  }
  return fmt::format(
      "As it is, the model cannot be carried by {}.",
      has_rig ? fmt::format("rig {}", check.request.rig->name) : "any passive cascade");
}

std::string text_of(const ModelCheck& check) {
  const std::size_t layers = check.model.layers.num_layers();
  std::string text = fmt::format(
      "{}: {} layer{}, {} samples; checked with {}\n{}\n", check.request.model_name, layers,
      layers == 1 ? "" : "s", check.model.frame.samples, check.request.light.words, verdict(check));
  for (const Finding& finding : check.findings) {
    text += fmt::format("  {}{}\n", word_of(finding.weight), finding.text);
    for (const std::string& alternative : finding.alternatives) {
      text += fmt::format("    - {}\n", alternative);
    }
  }
  std::vector<report::Table> tables{step_table(check),  aliasing_table(check),
                                    noise_table(check), light_table(check),
                                    guard_table(check), tolerance_table(check)};
  for (report::Table& table : rate_tables(check)) {
    tables.push_back(std::move(table));
  }
  for (const report::Table& table : tables) {
    text += "\n" + report::render_text(table);
  }
  return text;
}

}  // namespace fiberloom::app
