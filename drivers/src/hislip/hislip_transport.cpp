#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/drivers/hislip/hislip_transport.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

#include "hislip_channels.hpp"

namespace fiberloom::drivers {

using hislip::Header;
using hislip::Type;
using std::chrono::milliseconds;

HislipTransport::HislipTransport(HislipAddress address, const BackOff& back_off)
    : ReconnectingTransport(
          fmt::format("hislip {}:{} {}", address.host, address.port, address.sub_address),
          back_off),
      address_(std::move(address)) {}

HislipTransport::~HislipTransport() = default;

void HislipTransport::do_open(const Until& until) {
  channels_ = std::make_unique<Channels>(address_, name(), until);
}

void HislipTransport::do_close() noexcept { channels_.reset(); }

bool HislipTransport::do_resynchronise(const Until& until) {
  if (!channels_->is_intact()) {
    return false;
  }
  try {
    channels_->clear(until.at_most(std::max(until.left() / 2, std::chrono::nanoseconds(1))));
    return true;
  } catch (const core::InstrumentError&) {
    return false;  // a new connection may still help
  }
}

void HislipTransport::do_write(std::span<const std::string_view> parts, const Until& until) {
  channels_->write(parts, until);
}

void HislipTransport::do_read(std::string& message, const Until& until) {
  channels_->read(message, until);
}

void HislipTransport::do_clear(const Until& until) { channels_->clear(until); }

std::optional<std::uint8_t> HislipTransport::do_serial_poll(const Until& until) {
  return channels_->status(until);
}

void HislipTransport::trigger(const Until& until) {
  on_sure_wire(until, [&] { channels_->trigger(until); });
}

void HislipTransport::lock(const Until& until, const std::string& word) {
  const bool has_it = on_sure_wire(until, [&] {
    // The server waits a little less than we do, so that a refusal still arrives.
    const auto left = std::chrono::duration_cast<milliseconds>(until.left());
    const milliseconds patience = left - std::min(left / 4, milliseconds(100));
    const auto wait =
        static_cast<std::uint32_t>(std::min(patience, milliseconds(0x7fffffff)).count());
    const Header response =
        channels_->ask({.type = Type::async_lock, .control = 1, .parameter = wait},
                       Type::async_lock_response, word, until);
    return response.control == 1 || response.control == 2;
  });
  if (!has_it) {
    throw locked_error(name(), "another client holds it");
  }
}

void HislipTransport::unlock(const Until& until) {
  const std::uint8_t result = on_sure_wire(until, [&] {
    return channels_
        ->ask({.type = Type::async_lock, .control = 0, .parameter = channels_->last_message()},
              Type::async_lock_response, "", until)
        .control;
  });
  if (result != 1 && result != 2) {
    throw locked_error(name(), "no lock was held that could be let go");
  }
}

int HislipTransport::num_lock_holders(const Until& until) {
  return on_sure_wire(until, [&] {
    return static_cast<int>(
        channels_->ask({.type = Type::async_lock_info}, Type::async_lock_info_response, "", until)
            .parameter);
  });
}

std::uint8_t HislipTransport::wait_for_service_request(const Until& until) {
  if (state() != State::sure) {
    throw closed_error(name(), "waiting for a service request");
  }
  return channels_->next_service_request(until);  // that none comes says nothing against the wire
}

}  // namespace fiberloom::drivers
