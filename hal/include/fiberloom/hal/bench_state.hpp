#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fiberloom::hal {

/// Between which numbers a setting is: two equal ones where it stands still.
struct SettingSpan {
  double lowest = 0.0;
  double highest = 0.0;
  bool operator==(const SettingSpan&) const = default;
};

/// What every instrument of a bench was last set to, where it may still be on its way there, and which of them emit: the
/// ground on which interlocks judge.
///
/// A plain value: a command is judged on a copy that it has been applied to.
class BenchState {
 public:
  /// It is there.
  void set(const std::string& instrument, const std::string& key, double value);
  /// It was told to go there, and until `settled_at` may be anywhere between that and where it was.
  void move(const std::string& instrument, const std::string& key, double value,
            std::chrono::nanoseconds settled_at);
  /// Everything that is settled by then has arrived.
  void advance(std::chrono::nanoseconds now);

  /// What it was last set to; empty for what was neither set nor read back yet.
  [[nodiscard]] std::optional<double> value(std::string_view instrument,
                                            std::string_view key) const;
  /// Where it may be now; empty likewise.
  [[nodiscard]] std::optional<SettingSpan> span(std::string_view instrument,
                                                std::string_view key) const;
  [[nodiscard]] bool is_emitting(std::string_view instrument) const;

  bool operator==(const BenchState&) const = default;

 private:
  struct Number {
    double value = 0.0;
    SettingSpan span{};
    std::chrono::nanoseconds settled_at{0};
    bool operator==(const Number&) const = default;
  };
  [[nodiscard]] const Number* find(std::string_view instrument, std::string_view key) const;

  std::map<std::string, std::map<std::string, Number, std::less<>>, std::less<>> numbers_;
};

}  // namespace fiberloom::hal
