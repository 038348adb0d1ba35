#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr std::size_t longest_quotation = 80;  // of a command or an answer, in a message

std::string quoted(std::string_view text) {
  std::string result(text.substr(0, longest_quotation));
  std::ranges::replace_if(
      result, [](char c) { return c < ' ' || c > '~'; }, '.');
  return "'" + result + (text.size() > longest_quotation ? "...'" : "'");
}

std::string_view without_end(std::string_view answer) {
  while (answer.ends_with('\n') || answer.ends_with('\r')) {
    answer.remove_suffix(1);
  }
  return answer;
}

}  // namespace

ScpiClient::ScpiClient(Transport& transport, ScpiClientOptions options)
    : transport_(transport), options_(std::move(options)) {}

void ScpiClient::fail(std::string_view question, std::string_view answer,
                      std::string_view wanted) const {
  throw core::InstrumentError(
      "instrument.answer",
      fmt::format("{}: {} was answered {}, which is {}; see whether the driver fits the instrument",
                  transport_.name(), quoted(question), quoted(without_end(answer)), wanted));
}

void ScpiClient::write(std::string_view command, const Until& until) {
  transport_.write(command, until);
  throw_errors(command, until);
}

void ScpiClient::write_block(std::string_view command, std::string_view data, const Until& until) {
  const std::string header = block_header(data.size());
  const std::array<std::string_view, 3> parts{command, header, data};
  transport_.write_parts(parts, until);
  throw_errors(command, until);
}

std::string ScpiClient::query(std::string_view question, const Until& until) {
  std::string answer = transport_.query(question, until);
  answer.resize(without_end(answer).size());
  return answer;
}

double ScpiClient::query_number(std::string_view question, const Until& until) {
  const std::string answer = query(question, until);
  const std::optional<double> value = parse_number(answer);
  if (!value) {
    fail(question, answer, "no number");
  }
  return *value;
}

std::vector<double> ScpiClient::query_numbers(std::string_view question, const Until& until) {
  const std::string answer = query(question, until);
  std::vector<double> values;
  for (std::size_t at = 0; at <= answer.size();) {
    const std::size_t end = std::min(answer.find(',', at), answer.size());
    const std::optional<double> value = parse_number(std::string_view(answer).substr(at, end - at));
    if (!value) {
      fail(question, answer, "no list of numbers");
    }
    values.push_back(*value);
    at = end + 1;
  }
  return values;
}

std::string_view ScpiClient::query_block(std::string_view question, std::string& memory,
                                         const Until& until) {
  transport_.write(question, until);
  transport_.read(memory, until);
  const std::optional<BlockView> block = find_block(memory);
  if (!block) {
    fail(question, memory, "no binary block, or not all of one");
  }
  if (!without_end(block->after).empty()) {
    fail(question, block->after, "more than the block that it begins with");
  }
  return block->data;
}

std::vector<ScpiError> ScpiClient::take_errors(const Until& until) {
  std::vector<ScpiError> errors;
  while (!options_.error_query.empty()) {
    const std::string answer = query(options_.error_query, until);
    std::optional<ScpiError> error = parse_scpi_error(answer);
    if (!error) {
      fail(options_.error_query, answer, "no entry of an error queue");
    }
    if (error->code == 0) {
      break;
    }
    errors.push_back(std::move(*error));
    if (static_cast<int>(errors.size()) >= options_.most_errors) {
      break;
    }
  }
  return errors;
}

void ScpiClient::throw_errors(std::string_view command, const Until& until) {
  const std::vector<ScpiError> errors = take_errors(until);
  if (errors.empty()) {
    return;
  }
  std::string words;
  for (const ScpiError& error : errors) {
    words += (words.empty() ? "" : ", ") + to_text(error);
  }
  throw core::InstrumentError(
      "instrument.scpi", fmt::format("{}: {} was refused by the instrument: {}", transport_.name(),
                                     quoted(command), words));
}

void ScpiClient::wait_for_completion(const Until& until) {
  const std::string answer = query("*OPC?", until);
  if (parse_number(answer) != 1.0) {
    fail("*OPC?", answer, "not 1");
  }
}

std::uint8_t ScpiClient::status_byte(const Until& until) {
  if (const std::optional<std::uint8_t> polled = transport_.serial_poll(until)) {
    return *polled;
  }
  const double value = query_number("*STB?", until);
  if (!(value >= 0.0 && value <= 255.0)) {
    fail("*STB?", std::to_string(value), "no status byte");
  }
  return static_cast<std::uint8_t>(value);
}

}  // namespace fiberloom::drivers
