#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// One entry of an instrument's error queue: -222, "Data out of range;1700 NM".
struct ScpiError {
  int code = 0;
  std::string text = "No error";  ///< with the instrument's own words behind a semicolon

  bool operator==(const ScpiError&) const = default;
};

/// What the standard calls an error; "Device-specific error" for a number that it does not know.
///
/// Source:  SCPI 1999.0, volume 2, 21.8.
[[nodiscard]] std::string_view standard_text(int code) noexcept;

/// With the standard's words, and `detail` behind them when there is any.
[[nodiscard]] ScpiError make_scpi_error(int code, std::string_view detail = {});

/// As an instrument answers SYSTem:ERRor?: `-222,"Data out of range"`.
[[nodiscard]] std::string to_text(const ScpiError& error);

/// Understands what instruments answer: with or without a plus sign, the text in quotes or not there at all. Nothing when
/// there is no number in front.
[[nodiscard]] std::optional<ScpiError> parse_scpi_error(std::string_view answer);

/// Thrown by the commands of a ScpiDevice; becomes an entry of its queue and never leaves it.
class ScpiFailure : public std::runtime_error {
 public:
  explicit ScpiFailure(int code, std::string_view detail = {});

  [[nodiscard]] const ScpiError& error() const noexcept { return error_; }

 private:
  ScpiError error_;
};

}  // namespace fiberloom::drivers
