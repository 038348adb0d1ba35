#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fiberloom::hal {

/// What every instrument of a bench was last set to, and which of them emit: the ground on which interlocks judge.
///
/// A plain value: a command is judged on a copy that it has been applied to.
class BenchState {
 public:
  void set(const std::string& instrument, const std::string& key, double value) {
    numbers_[instrument][key] = value;
  }
  /// Empty for what was neither set nor read back yet.
  [[nodiscard]] std::optional<double> value(std::string_view instrument,
                                            std::string_view key) const;
  [[nodiscard]] bool is_emitting(std::string_view instrument) const;

 private:
  std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>> numbers_;
};

}  // namespace fiberloom::hal
