#include <fmt/format.h>

#include <charconv>
#include <fiberloom/drivers/prologix/prologix_codec.hpp>
#include <fiberloom/drivers/prologix/prologix_transport.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

#include "prologix_controller.hpp"

namespace fiberloom::drivers {

PrologixTransport::PrologixTransport(PrologixAddress address, MessageFormat answer,
                                     const BackOff& back_off)
    : ReconnectingTransport(
          fmt::format("prologix {}:{} gpib {}", address.host, address.port, address.primary),
          back_off),
      address_(std::move(address)),
      answer_(std::move(answer)),
      gpib_address_(address_.secondary ? fmt::format("{} {}", address_.primary, *address_.secondary)
                                       : fmt::format("{}", address_.primary)),
      controller_(PrologixController::at(address_.host, address_.port)) {}

PrologixTransport::~PrologixTransport() = default;

void PrologixTransport::do_open(const Until& until) {
  controller_->take_turn(gpib_address_, until, [](const PrologixController::Wire&) {});
}

// The connection is the controller's, and others talk over it; what failed on it was hung up already.
void PrologixTransport::do_close() noexcept {}

bool PrologixTransport::do_resynchronise(const Until&) { return false; }

void PrologixTransport::do_write(std::span<const std::string_view> parts, const Until& until) {
  std::string message;
  for (const std::string_view part : parts) {
    message += part;
  }
  controller_->take_turn(gpib_address_, until, [&](const PrologixController::Wire& wire) {
    wire.reader.discard_available(until);  // it answers no question
    wire.stream.write(prologix::encode_data(message), until);
  });
}

void PrologixTransport::do_read(std::string& message, const Until& until) {
  controller_->take_turn(gpib_address_, until, [&](const PrologixController::Wire& wire) {
    wire.stream.write("++read eoi\n", until);
    wire.reader.read_message(message, answer_, until);
  });
}

void PrologixTransport::do_clear(const Until& until) {
  controller_->take_turn(gpib_address_, until, [&](const PrologixController::Wire& wire) {
    wire.stream.write("++clr\n", until);
    wire.reader.discard_available(until);
  });
}

std::optional<std::uint8_t> PrologixTransport::do_serial_poll(const Until& until) {
  unsigned value = 0;
  controller_->take_turn(gpib_address_, until, [&](const PrologixController::Wire& wire) {
    wire.reader.discard_available(until);
    wire.stream.write("++spoll\n", until);
    std::string answer;
    wire.reader.read_message(answer, {.has_blocks = false, .longest = 16}, until);
    const auto [end, trouble] =
        std::from_chars(answer.data(), answer.data() + answer.size(), value);
    if (trouble != std::errc{} || value > 255 || (*end != '\r' && *end != '\n')) {
      throw protocol_error(name(), "the controller answered a serial poll with no status byte");
    }
  });
  return static_cast<std::uint8_t>(value);
}

void PrologixTransport::trigger(const Until& until) {
  on_sure_wire(until, [&] {
    controller_->take_turn(gpib_address_, until, [&](const PrologixController::Wire& wire) {
      wire.stream.write("++trg\n", until);
    });
  });
}

void PrologixTransport::go_to_local(const Until& until) {
  on_sure_wire(until, [&] {
    controller_->take_turn(gpib_address_, until, [&](const PrologixController::Wire& wire) {
      wire.stream.write("++loc\n", until);
    });
  });
}

}  // namespace fiberloom::drivers
