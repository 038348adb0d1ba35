#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/oz_attenuator/oz_client.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

constexpr auto motion_time = 20s;

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return result;
}

std::string without_ends(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r\n");
  const std::size_t last = line.find_last_not_of(" \t\r\n");
  return first == std::string_view::npos ? "" : std::string(line.substr(first, last - first + 1));
}

}  // namespace

OzClient::OzClient(std::string instrument, OpenStream open)
    : instrument_(std::move(instrument)), open_(std::move(open)) {}

std::vector<std::string> OzClient::ask_once(std::string_view command,
                                            std::chrono::nanoseconds at_most) {
  constexpr std::size_t most_lines = 100;
  constexpr std::size_t longest_line = 1000;
  const Until until = Until::within(at_most);
  if (!stream_) {
    stream_ = open_(until);
    reader_ = std::make_unique<StreamReader>(*stream_);
  }
  reader_->discard_available(until);
  const std::array<std::string_view, 2> parts{command, "\r"};
  stream_->write_parts(parts, until);
  std::vector<std::string> lines;
  std::string line;
  while (lines.size() < most_lines) {
    reader_->read_message(
        line, {.terminator = "\r\n", .has_blocks = false, .longest = longest_line}, until);
    std::string text = without_ends(line);
    if (text == "Done") {
      return lines;
    }
    if (text.starts_with("Error")) {
      throw core::InstrumentError(
          "instrument.oz",
          fmt::format("{}: {} was refused by the instrument: {}", stream_->name(), command, text));
    }
    if (!text.empty() && text != command) {
      lines.push_back(std::move(text));
    }
  }
  throw core::InstrumentError("instrument.answer", fmt::format("{}: the answer to {} has no end",
                                                               stream_->name(), command));
}

std::vector<std::string> OzClient::ask(std::string_view command, std::chrono::nanoseconds at_most) {
  try {
    return ask_once(command, at_most);
  } catch (const core::InstrumentError& error) {
    if (error.code() != "instrument.oz") {
      reader_.reset();
      stream_.reset();
    }
    throw core::InstrumentError(std::string(error.code()), instrument_ + ": " + error.what());
  }
}

std::string OzClient::value(const std::vector<std::string>& lines, std::string_view label) const {
  for (const std::string& line : lines) {
    if (upper(line).starts_with(label)) {
      return without_ends(std::string_view(line).substr(label.size()));
    }
  }
  throw core::InstrumentError(
      "instrument.answer", fmt::format("{}: its answer has no line \"{}\"; see whether the driver "
                                       "fits the instrument",
                                       instrument_, label));
}

double OzClient::number(const std::vector<std::string>& lines, std::string_view label) const {
  const std::string text = value(lines, label);
  const std::optional<double> number = parse_number(text);
  if (!number) {
    throw core::InstrumentError(
        "instrument.answer",
        fmt::format("{}: its answer \"{}{}\" is no number", instrument_, label, text));
  }
  return *number;
}

bool OzClient::try_ask(std::string_view command) noexcept {
  for (int attempt = 0; attempt < 2; ++attempt) {
    try {
      static_cast<void>(ask(command, motion_time));
      return true;
    } catch (const core::InstrumentError& error) {
      if (error.code() == "instrument.oz") {
        return false;  // it heard and said no; it would again
      }
    } catch (...) {
      return false;
    }
  }
  return false;
}

}  // namespace fiberloom::drivers
