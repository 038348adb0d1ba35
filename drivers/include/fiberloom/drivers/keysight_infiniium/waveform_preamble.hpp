#pragma once

#include <cstddef>
#include <fiberloom/drivers/scope/trace_codes.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// What an Infiniium answers to WAVeform:PREamble?, as far as it is needed; more fields follow in every model otherwise.
struct WaveformPreamble {
  std::size_t points = 0;
  std::size_t count = 0;  ///< averages
  double x_increment_s = 0.0;
  double x_origin_s = 0.0;
  double y_increment_v = 0.0;
  double y_origin_v = 0.0;
  double y_reference = 0.0;

  bool operator==(const WaveformPreamble&) const = default;
};

/// Nothing for fewer than its ten fields, or one that is no number.
[[nodiscard]] std::optional<WaveformPreamble> parse_waveform_preamble(std::string_view answer);
[[nodiscard]] std::string to_text(const WaveformPreamble& preamble);

/// Words as an Infiniium codes them.
///
/// Source:  guide of the 9000 series, WAVeform:FORMat: a hole is 31232. That 32256 and 31744 stand for what lies above and below
///          the range is told of later series; unverified.
struct InfiniiumCodes {
  static constexpr std::int16_t hole = 31232;
  static constexpr std::int16_t clipped_low = 31744;
  static constexpr std::int16_t clipped_high = 32256;
};

}  // namespace fiberloom::drivers
