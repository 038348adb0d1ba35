#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/itla/itla_client.hpp>
#include <fiberloom/drivers/itla/itla_registers.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_time = 2s;
constexpr auto longest_operation = 30s;  // light that has to become stable

}  // namespace

ItlaClient::ItlaClient(std::string instrument, OpenStream open)
    : instrument_(std::move(instrument)), open_(std::move(open)) {}

ItlaResponse ItlaClient::exchange_once(const ItlaRequest& request) {
  constexpr int most_repeats = 3;
  const Until until = Until::within(answer_time);
  if (!stream_) {
    stream_ = open_(until);
    reader_ = std::make_unique<StreamReader>(*stream_);
  }
  reader_->discard_available(until);
  std::string frame = encode(request);
  for (int repeat = 0; repeat <= most_repeats; ++repeat) {
    stream_->write(frame, until);
    const std::optional<ItlaResponse> response =
        decode_itla_response(reader_->fetch(itla_frame_bytes, until));
    if (!response) {
      frame = encode(ItlaRequest{.wants_last_response = true});
      continue;
    }
    if (response->has_checksum_error) {
      frame = encode(request);
      continue;
    }
    if (response->register_number != request.register_number) {
      throw protocol_error(stream_->name(),
                           fmt::format("an answer of {} where {} was asked",
                                       itla_register_name(response->register_number),
                                       itla_register_name(request.register_number)));
    }
    return *response;
  }
  throw protocol_error(stream_->name(), "one frame after the other comes with a wrong checksum");
}

ItlaResponse ItlaClient::exchange(const ItlaRequest& request) {
  try {
    return exchange_once(request);
  } catch (const core::InstrumentError& error) {
    reader_.reset();
    stream_.reset();
    throw core::InstrumentError(std::string(error.code()), instrument_ + ": " + error.what());
  }
}

void ItlaClient::refuse(const ItlaRequest& request, std::uint16_t nop) {
  throw core::InstrumentError(
      "instrument.itla",
      fmt::format("{}: {} {} was refused by the module: {}", instrument_,
                  request.is_write ? fmt::format("writing 0x{:04x} to", request.data) : "reading",
                  itla_register_name(request.register_number),
                  words_of(static_cast<ItlaError>(nop & 0xfU))));
}

ItlaResponse ItlaClient::require_executed(const ItlaRequest& request) {
  const ItlaResponse response = exchange(request);
  if (response.status == ItlaStatus::execution_error) {
    refuse(request, exchange({.register_number = itla_register::nop}).data);
  }
  return response;
}

std::uint16_t ItlaClient::read(std::uint8_t register_number) {
  return require_executed({.register_number = register_number}).data;
}

std::optional<std::uint16_t> ItlaClient::read_if_there(std::uint8_t register_number) {
  const ItlaRequest request{.register_number = register_number};
  const ItlaResponse response = exchange(request);
  if (response.status != ItlaStatus::execution_error) {
    return response.data;
  }
  const std::uint16_t nop = exchange({.register_number = itla_register::nop}).data;
  if (static_cast<ItlaError>(nop & 0xfU) == ItlaError::register_not_implemented) {
    return std::nullopt;
  }
  refuse(request, nop);
}

std::string ItlaClient::read_text(std::uint8_t register_number) {
  constexpr std::size_t longest = 1024;
  const ItlaResponse head = require_executed({.register_number = register_number});
  if (head.status != ItlaStatus::extended) {
    throw core::InstrumentError("instrument.answer",
                                fmt::format("{}: {} holds no text; see whether the driver fits it",
                                            instrument_, itla_register_name(register_number)));
  }
  std::string text;
  for (std::size_t left = std::min<std::size_t>(head.data, longest); left > 0;
       left -= std::min<std::size_t>(left, 2)) {
    const std::uint16_t pair = read(itla_register::aea_ear);
    text += static_cast<char>(pair >> 8U);
    text += left > 1 ? std::string(1, static_cast<char>(pair & 0xffU)) : "";
  }
  return text.substr(0, text.find('\0'));
}

void ItlaClient::write(std::uint8_t register_number, std::uint16_t data) {
  const ItlaResponse response =
      require_executed({.is_write = true, .register_number = register_number, .data = data});
  if (response.status == ItlaStatus::pending) {
    wait_until_done(register_number);
  }
}

void ItlaClient::wait_until_done(std::uint8_t register_number) {
  constexpr auto poll_time = 20ms;
  const Until until = Until::within(longest_operation);
  while ((read(itla_register::nop) & itla_pending_mask) != 0) {
    if (until.left() == 0ns) {
      throw timeout_error(instrument_, fmt::format("what was written to {} is still going on",
                                                   itla_register_name(register_number)));
    }
    pause(poll_time, until.stop);
  }
}

bool ItlaClient::try_write(std::uint8_t register_number, std::uint16_t data) noexcept {
  for (int attempt = 0; attempt < 2; ++attempt) {
    try {
      return exchange({.is_write = true, .register_number = register_number, .data = data})
                 .status != ItlaStatus::execution_error;
    } catch (const core::InstrumentError&) {
      // The line was in doubt: opened anew for the second attempt.
    } catch (...) {
      return false;
    }
  }
  return false;
}

}  // namespace fiberloom::drivers
