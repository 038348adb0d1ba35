#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fiberloom/drivers/scpi/error.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr std::array standard_errors{
    std::pair{0, std::string_view("No error")},
    std::pair{-100, std::string_view("Command error")},
    std::pair{-101, std::string_view("Invalid character")},
    std::pair{-102, std::string_view("Syntax error")},
    std::pair{-103, std::string_view("Invalid separator")},
    std::pair{-104, std::string_view("Data type error")},
    std::pair{-108, std::string_view("Parameter not allowed")},
    std::pair{-109, std::string_view("Missing parameter")},
    std::pair{-112, std::string_view("Program mnemonic too long")},
    std::pair{-113, std::string_view("Undefined header")},
    std::pair{-114, std::string_view("Header suffix out of range")},
    std::pair{-121, std::string_view("Invalid character in number")},
    std::pair{-123, std::string_view("Exponent too large")},
    std::pair{-131, std::string_view("Invalid suffix")},
    std::pair{-138, std::string_view("Suffix not allowed")},
    std::pair{-141, std::string_view("Invalid character data")},
    std::pair{-151, std::string_view("Invalid string data")},
    std::pair{-161, std::string_view("Invalid block data")},
    std::pair{-168, std::string_view("Block data not allowed")},
    std::pair{-171, std::string_view("Invalid expression")},
    std::pair{-200, std::string_view("Execution error")},
    std::pair{-203, std::string_view("Command protected")},
    std::pair{-211, std::string_view("Trigger ignored")},
    std::pair{-213, std::string_view("Init ignored")},
    std::pair{-221, std::string_view("Settings conflict")},
    std::pair{-222, std::string_view("Data out of range")},
    std::pair{-223, std::string_view("Too much data")},
    std::pair{-224, std::string_view("Illegal parameter value")},
    std::pair{-225, std::string_view("Out of memory")},
    std::pair{-230, std::string_view("Data corrupt or stale")},
    std::pair{-240, std::string_view("Hardware error")},
    std::pair{-241, std::string_view("Hardware missing")},
    std::pair{-256, std::string_view("File name not found")},
    std::pair{-310, std::string_view("System error")},
    std::pair{-330, std::string_view("Self-test failed")},
    std::pair{-340, std::string_view("Calibration failed")},
    std::pair{-350, std::string_view("Queue overflow")},
    std::pair{-360, std::string_view("Communication error")},
    std::pair{-363, std::string_view("Input buffer overrun")},
    std::pair{-365, std::string_view("Time out error")},
    std::pair{-400, std::string_view("Query error")},
    std::pair{-410, std::string_view("Query INTERRUPTED")},
    std::pair{-420, std::string_view("Query UNTERMINATED")},
    std::pair{-430, std::string_view("Query DEADLOCKED")},
    std::pair{-440, std::string_view("Query UNTERMINATED after indefinite response")},
};

std::string_view without_spaces(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

}  // namespace

std::string_view standard_text(int code) noexcept {
  const auto* found =
      std::ranges::find(standard_errors, code, [](const auto& entry) { return entry.first; });
  return found == standard_errors.end() ? "Device-specific error" : found->second;
}

ScpiError make_scpi_error(int code, std::string_view detail) {
  ScpiError error{.code = code, .text = std::string(standard_text(code))};
  if (!detail.empty()) {
    error.text += ';';
    error.text += detail;
  }
  return error;
}

std::string to_text(const ScpiError& error) {
  std::string quoted = error.text;
  std::ranges::replace(quoted, '"', '\'');  // the text is a string of the answer
  return fmt::format("{},\"{}\"", error.code, quoted);
}

std::optional<ScpiError> parse_scpi_error(std::string_view answer) {
  answer = without_spaces(answer);
  if (answer.starts_with('+')) {
    answer.remove_prefix(1);
  }
  ScpiError error{.code = 0, .text = ""};
  const auto [end, trouble] =
      std::from_chars(answer.data(), answer.data() + answer.size(), error.code);
  if (trouble != std::errc{}) {
    return std::nullopt;
  }
  answer.remove_prefix(static_cast<std::size_t>(end - answer.data()));
  answer = without_spaces(answer);
  if (answer.empty()) {
    error.text = standard_text(error.code);
    return error;
  }
  if (!answer.starts_with(',')) {
    return std::nullopt;
  }
  answer = without_spaces(answer.substr(1));
  if (answer.size() >= 2 && answer.front() == '"' && answer.back() == '"') {
    answer = answer.substr(1, answer.size() - 2);
  }
  error.text = answer;
  return error;
}

ScpiFailure::ScpiFailure(int code, std::string_view detail)
    : std::runtime_error(to_text(make_scpi_error(code, detail))),
      error_(make_scpi_error(code, detail)) {}

}  // namespace fiberloom::drivers
