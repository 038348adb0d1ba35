#include <algorithm>
#include <fiberloom/hal/bench_state.hpp>
#include <fiberloom/hal/command_guard.hpp>

namespace fiberloom::hal {

void BenchState::set(const std::string& instrument, const std::string& key, double value) {
  numbers_[instrument][key] = {.value = value, .span = {.lowest = value, .highest = value}};
}

void BenchState::move(const std::string& instrument, const std::string& key, double value,
                      std::chrono::nanoseconds settled_at) {
  const Number* here = find(instrument, key);
  const SettingSpan from = here != nullptr ? here->span : SettingSpan{value, value};
  numbers_[instrument][key] = {
      .value = value,
      .span = {.lowest = std::min(from.lowest, value), .highest = std::max(from.highest, value)},
      .settled_at = settled_at};
}

void BenchState::advance(std::chrono::nanoseconds now) {
  for (auto& [instrument, numbers] : numbers_) {
    for (auto& [key, number] : numbers) {
      if (now >= number.settled_at) {
        number.span = {.lowest = number.value, .highest = number.value};
      }
    }
  }
}

const BenchState::Number* BenchState::find(std::string_view instrument,
                                           std::string_view key) const {
  const auto numbers = numbers_.find(instrument);
  if (numbers == numbers_.end()) {
    return nullptr;
  }
  const auto number = numbers->second.find(key);
  return number == numbers->second.end() ? nullptr : &number->second;
}

std::optional<double> BenchState::value(std::string_view instrument, std::string_view key) const {
  const Number* number = find(instrument, key);
  return number == nullptr ? std::nullopt : std::optional(number->value);
}

std::optional<SettingSpan> BenchState::span(std::string_view instrument,
                                            std::string_view key) const {
  const Number* number = find(instrument, key);
  return number == nullptr ? std::nullopt : std::optional(number->span);
}

bool BenchState::is_emitting(std::string_view instrument) const {
  return value(instrument, Command::emission_key).value_or(0.0) != 0.0;
}

}  // namespace fiberloom::hal
