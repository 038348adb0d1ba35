#include <algorithm>
#include <fiberloom/drivers/wire/paced_transport.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool begins_with(std::string_view message, std::string_view prefix) {
  return message.size() >= prefix.size() &&
         std::ranges::equal(message.substr(0, prefix.size()), prefix, {}, upper, upper);
}

}  // namespace

PacedTransport::PacedTransport(Transport& transport, Pacing pacing)
    : transport_(transport), pacing_(std::move(pacing)) {}

void PacedTransport::rest(const Until& until) const {
  const std::chrono::nanoseconds left = ready_at_ - std::chrono::steady_clock::now();
  if (left <= std::chrono::nanoseconds(0)) {
    return;
  }
  if (left > until.left()) {
    throw timeout_error(name(), "leaving the instrument the time it needs after its last command");
  }
  pause(left, until.stop);
  if (until.stop.stop_requested()) {
    throw stopped_error(name(), "waiting for the instrument to settle");
  }
}

void PacedTransport::write_parts(std::span<const std::string_view> parts, const Until& until) {
  rest(until);
  transport_.write_parts(parts, until);
  std::chrono::nanoseconds needed = pacing_.between_messages;
  for (const SettlingCommand& command : pacing_.settling) {
    if (!parts.empty() && begins_with(parts.front(), command.prefix)) {
      needed = std::max(needed, command.time);
    }
  }
  ready_at_ = std::chrono::steady_clock::now() + needed;
}

void PacedTransport::read(std::string& message, const Until& until) {
  transport_.read(message, until);
}

void PacedTransport::clear(const Until& until) { transport_.clear(until); }

std::optional<std::uint8_t> PacedTransport::serial_poll(const Until& until) {
  rest(until);
  return transport_.serial_poll(until);
}

}  // namespace fiberloom::drivers
