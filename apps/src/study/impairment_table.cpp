#include "study/impairment_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace fiberloom::app {
namespace {

constexpr double bar_width = 24.0;

// What is nothing but rounding has no decibels that mean anything.
std::string decibels(double nmse) {
  return nmse > 1e-15 ? fmt::format("{:.1f}", 10.0 * std::log10(nmse)) : "-";
}

std::string bar(double share) {
  return std::string(static_cast<std::size_t>(std::lround(bar_width * share)), '#');
}

std::vector<sim::ImpairmentRow> sorted_rows(const sim::ImpairmentReport& report) {
  std::vector<sim::ImpairmentRow> rows;
  std::ranges::copy_if(report.rows, std::back_inserter(rows), &sim::ImpairmentRow::is_on);
  std::ranges::stable_sort(rows, std::ranges::greater{},
                           [](const sim::ImpairmentRow& row) { return row.alone.trace_nmse; });
  return rows;
}

std::string total_line(const char* name, const sim::BenchError& error) {
  return fmt::format("  {:<23}{:>8}{:>10}\n", name, decibels(error.trace_nmse),
                     decibels(error.field_nmse));
}

Json json_of(const sim::BenchError& error) {
  return {{"trace_nmse", error.trace_nmse}, {"field_nmse", error.field_nmse}};
}

}  // namespace

std::string text_of(const sim::ImpairmentReport& report) {
  std::string text =
      fmt::format("  {:<23}{:>8}{:>10}{:>11}\n", "NMSE in dB", "trace", "field", "all but it");
  for (const sim::ImpairmentRow& row : sorted_rows(report)) {
    const double share =
        report.sum.trace_nmse > 0.0 ? row.alone.trace_nmse / report.sum.trace_nmse : 0.0;
    const std::string line = fmt::format(
        "  {:<23}{:>8}{:>10}{:>11}  {}", row.impairment->name, decibels(row.alone.trace_nmse),
        decibels(row.alone.field_nmse), decibels(row.without.trace_nmse), bar(share));
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text + total_line("sum of each alone", report.sum) +
         total_line("all together", report.all) +
         "  -: below -150 dB, for this plan and these records\n";
}

Json json_of(const sim::ImpairmentReport& report) {
  Json rows = Json::array();
  for (const sim::ImpairmentRow& row : sorted_rows(report)) {
    rows.push_back({{"name", row.impairment->name},
                    {"description", row.impairment->description},
                    {"alone", json_of(row.alone)},
                    {"without", json_of(row.without)}});
  }
  return {
      {"impairments", std::move(rows)}, {"sum", json_of(report.sum)}, {"all", json_of(report.all)}};
}

}  // namespace fiberloom::app
