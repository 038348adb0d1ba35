#include <fiberloom/hal/bench_state.hpp>
#include <fiberloom/hal/command_guard.hpp>

namespace fiberloom::hal {

std::optional<double> BenchState::value(std::string_view instrument, std::string_view key) const {
  const auto numbers = numbers_.find(instrument);
  if (numbers == numbers_.end()) {
    return std::nullopt;
  }
  const auto number = numbers->second.find(key);
  if (number == numbers->second.end()) {
    return std::nullopt;
  }
  return number->second;
}

bool BenchState::is_emitting(std::string_view instrument) const {
  return value(instrument, Command::emission_key).value_or(0.0) != 0.0;
}

}  // namespace fiberloom::hal
