#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_call.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return result;
}

// The capitals of "SINGle".
std::string short_form(std::string_view word) {
  std::string result;
  for (const char c : word) {
    if (c < 'a' || c > 'z') {
      result += c;
    }
  }
  return result;
}

bool spells(std::string_view sent, std::string_view wanted) {
  const std::string name = upper(sent);
  return name == upper(wanted) || name == short_form(wanted);
}

std::optional<double> literal_of(std::string_view text) {
  if (!text.starts_with('#') || text.size() < 3) {
    return parse_number(text);
  }
  const char kind = upper(text)[1];
  const int base = kind == 'H' ? 16 : kind == 'Q' ? 8 : 2;
  std::uint64_t value = 0;
  const auto [end, trouble] =
      std::from_chars(text.data() + 2, text.data() + text.size(), value, base);
  if (trouble != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return static_cast<double>(value);
}

}  // namespace

ScpiCall::ScpiCall(const ProgramUnit& unit, std::vector<std::uint32_t> suffixes,
                   std::string& answer)
    : unit_(unit), suffixes_(std::move(suffixes)), answer_(answer) {}

const ScpiParameter& ScpiCall::parameter(std::size_t index) const {
  if (index >= unit_.parameters.size()) {
    throw ScpiFailure(-109);
  }
  return unit_.parameters[index];
}

bool ScpiCall::is_word(std::size_t index) const {
  return parameter(index).kind == ParameterKind::word;
}

double ScpiCall::in_unit(const ScpiParameter& parameter, const NumberRange& range) {
  const std::optional<double> value = literal_of(parameter.text);
  if (!value) {
    throw ScpiFailure(-121, parameter.text);
  }
  if (parameter.suffix.empty()) {
    return *value;
  }
  if (range.unit.empty()) {
    throw ScpiFailure(-138, parameter.suffix);
  }
  const std::optional<NumberSuffix> suffix = parse_suffix(parameter.suffix);
  if (!suffix || suffix->unit != range.unit) {
    throw ScpiFailure(-131, parameter.suffix);
  }
  return *value * suffix->factor;
}

double ScpiCall::number(std::size_t index, const NumberRange& range) const {
  const ScpiParameter& sent = parameter(index);
  if (sent.kind == ParameterKind::word) {
    if (spells(sent.text, "MINimum") && std::isfinite(range.minimum)) {
      return range.minimum;
    }
    if (spells(sent.text, "MAXimum") && std::isfinite(range.maximum)) {
      return range.maximum;
    }
    if (spells(sent.text, "DEFault") && range.standard) {
      return *range.standard;
    }
    throw ScpiFailure(-224, sent.text);
  }
  if (sent.kind != ParameterKind::number) {
    throw ScpiFailure(-104);
  }
  const double value = in_unit(sent, range);
  if (!(value >= range.minimum && value <= range.maximum)) {
    throw ScpiFailure(-222, fmt::format("{}{}", sent.text, sent.suffix));
  }
  return value;
}

std::int64_t ScpiCall::integer(std::size_t index, std::int64_t minimum,
                               std::int64_t maximum) const {
  const double value = number(
      index, {.minimum = static_cast<double>(minimum), .maximum = static_cast<double>(maximum)});
  return std::llround(value);
}

bool ScpiCall::boolean(std::size_t index) const {
  const ScpiParameter& sent = parameter(index);
  if (sent.kind == ParameterKind::word) {
    if (spells(sent.text, "ON")) {
      return true;
    }
    if (spells(sent.text, "OFF")) {
      return false;
    }
    throw ScpiFailure(-224, sent.text);
  }
  return std::round(number(index, {})) != 0.0;
}

std::size_t ScpiCall::word(std::size_t index, std::span<const std::string_view> words) const {
  const ScpiParameter& sent = parameter(index);
  if (sent.kind != ParameterKind::word) {
    throw ScpiFailure(-104);
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (spells(sent.text, words[i])) {
      return i;
    }
  }
  throw ScpiFailure(-224, sent.text);
}

std::string ScpiCall::any_word(std::size_t index) const {
  if (!is_word(index)) {
    throw ScpiFailure(-104);
  }
  return std::string(parameter(index).text);
}

std::string ScpiCall::string(std::size_t index) const {
  const ScpiParameter& sent = parameter(index);
  if (sent.kind != ParameterKind::string) {
    throw ScpiFailure(-104);
  }
  const char quote = sent.text.front();
  const std::string_view inside = sent.text.substr(1, sent.text.size() - 2);
  std::string result;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    result += inside[i];
    if (inside[i] == quote) {
      ++i;  // it was sent twice
    }
  }
  return result;
}

std::string_view ScpiCall::block(std::size_t index) const {
  const ScpiParameter& sent = parameter(index);
  if (sent.kind != ParameterKind::block) {
    throw ScpiFailure(-104);
  }
  return sent.text;
}

void ScpiCall::take_at_most(std::size_t count) const {
  if (unit_.parameters.size() > count) {
    throw ScpiFailure(-108);
  }
}

void ScpiCall::answer_number(double value) { answer_ += format_nr3(value); }

void ScpiCall::answer_block(std::string_view data) {
  answer_ += block_header(data.size());
  answer_ += data;
}

}  // namespace fiberloom::drivers
