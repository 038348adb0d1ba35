#include <fmt/format.h>

#include <array>
#include <fiberloom/drivers/keysight_infiniium/waveform_preamble.hpp>
#include <fiberloom/drivers/scpi/number.hpp>

namespace fiberloom::drivers {

std::optional<WaveformPreamble> parse_waveform_preamble(std::string_view answer) {
  std::array<double, 10> fields{};
  for (double& field : fields) {
    const std::size_t comma = answer.find(',');
    const std::optional<double> value = parse_number(answer.substr(0, comma));
    if (!value) {
      return std::nullopt;
    }
    field = *value;
    answer = comma == std::string_view::npos ? std::string_view{} : answer.substr(comma + 1);
  }
  if (!(fields[2] >= 0.0 && fields[2] < 1e15 && fields[3] >= 0.0 && fields[3] < 1e15)) {
    return std::nullopt;
  }
  return WaveformPreamble{.points = static_cast<std::size_t>(fields[2]),
                          .count = static_cast<std::size_t>(fields[3]),
                          .x_increment_s = fields[4],
                          .x_origin_s = fields[5],
                          .y_increment_v = fields[7],
                          .y_origin_v = fields[8],
                          .y_reference = fields[9]};
}

std::string to_text(const WaveformPreamble& preamble) {
  return fmt::format("1,2,{},{},{},{},0,{},{},{:.0f}", preamble.points, preamble.count,
                     format_nr3(preamble.x_increment_s), format_nr3(preamble.x_origin_s),
                     format_nr3(preamble.y_increment_v), format_nr3(preamble.y_origin_v),
                     preamble.y_reference);
}

}  // namespace fiberloom::drivers
