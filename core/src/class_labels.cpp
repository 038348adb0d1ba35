#include "class_labels.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace fiberloom::core {

namespace {

std::optional<double> number_of(std::string_view label) {
  if (label.starts_with('+')) label.remove_prefix(1);
  double value = 0.0;
  const char* const last = label.data() + label.size();
  const auto [end, error] = std::from_chars(label.data(), last, value);
  if (error != std::errc{} || end != last || !std::isfinite(value)) return {};
  return value == 0.0 ? 0.0 : value;  // -0 is the label 0
}

/// One spelling for each number: the shortest that brings the value back.
std::string canonical(std::string_view label) {
  const std::optional<double> value = number_of(label);
  if (!value) return std::string(label);
  char buffer[40];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, *value);
  return {buffer, end};
}

}  // namespace

ClassLabels::ClassLabels(std::span<const std::string> labels,
                         std::span<const std::string> declared) {
  std::set<std::string> seen;
  for (const std::string& label : declared.empty() ? labels : declared) {
    std::string name = canonical(label);
    if (seen.insert(name).second) names_.push_back(std::move(name));
  }
  const bool are_numbers = std::ranges::all_of(
      names_, [](const std::string& name) { return number_of(name).has_value(); });
  if (are_numbers) {
    std::ranges::sort(names_, {}, [](const std::string& name) { return *number_of(name); });
  } else if (declared.empty()) {
    std::ranges::sort(names_);
  }
}

std::optional<std::int64_t> ClassLabels::find(std::string_view label) const {
  const auto found = std::ranges::find(names_, canonical(label));
  if (found == names_.end()) return {};
  return found - names_.begin();
}

}  // namespace fiberloom::core
