#include <algorithm>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/tektronix_scope/tektronix_scope.hpp>

namespace fiberloom::drivers {
namespace {

std::vector<std::string_view> fields_of(std::string_view answer) {
  std::vector<std::string_view> fields;
  bool is_quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= answer.size(); ++at) {
    if (at == answer.size() || (answer[at] == ';' && !is_quoted)) {
      fields.push_back(answer.substr(begin, at - begin));
      begin = at + 1;
    } else if (answer[at] == '"') {
      is_quoted = !is_quoted;
    }
  }
  return fields;
}

std::optional<double> number_at(const std::vector<std::string_view>& fields, std::size_t index) {
  return index < fields.size() ? parse_number(fields[index]) : std::nullopt;
}

}  // namespace

// The number of points is the first number behind the byte order; multiplier, offset and zero follow the unit "V".
std::optional<TektronixPreamble> parse_tektronix_preamble(std::string_view answer) {
  const std::vector<std::string_view> fields = fields_of(answer);
  const auto order = std::ranges::find_if(
      fields, [](std::string_view field) { return field == "MSB" || field == "LSB"; });
  const auto unit = std::ranges::find(fields, std::string_view("\"V\""));
  if (order == fields.end() || unit == fields.end()) {
    return std::nullopt;
  }
  const auto points = std::find_if(
      order, fields.end(), [](std::string_view field) { return parse_number(field).has_value(); });
  const auto first = static_cast<std::size_t>(unit - fields.begin()) + 1;
  const double num_points = points == fields.end() ? -1.0 : parse_number(*points).value_or(-1.0);
  const std::optional<double> multiplier = number_at(fields, first);
  const std::optional<double> offset = number_at(fields, first + 1);
  const std::optional<double> zero = number_at(fields, first + 2);
  if (!(num_points >= 0.0 && num_points < 1e15) || !multiplier || !offset || !zero) {
    return std::nullopt;
  }
  return TektronixPreamble{.points = static_cast<std::size_t>(num_points),
                           .y_multiplier_v = *multiplier,
                           .y_offset = *offset,
                           .y_zero_v = *zero};
}

}  // namespace fiberloom::drivers
