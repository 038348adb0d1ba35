#include <algorithm>
#include <fiberloom/drivers/wire/reconnecting_transport.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers {

using std::chrono::duration_cast;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;

ReconnectingTransport::ReconnectingTransport(std::string name, const BackOff& back_off)
    : name_(std::move(name)), back_off_(back_off) {}

void ReconnectingTransport::write_parts(std::span<const std::string_view> parts,
                                        const Until& until) {
  on_sure_wire(until, [&] { do_write(parts, until); });
}

void ReconnectingTransport::read(std::string& message, const Until& until) {
  if (state_ != State::sure) {
    throw closed_error(name_, "an answer was wanted; its question went with the old connection");
  }
  on_sure_wire(until, [&] { do_read(message, until); });
}

void ReconnectingTransport::clear(const Until& until) {
  on_sure_wire(until, [&] { do_clear(until); });
}

std::optional<std::uint8_t> ReconnectingTransport::serial_poll(const Until& until) {
  return on_sure_wire(until, [&] { return do_serial_poll(until); });
}

void ReconnectingTransport::make_sure(const Until& until) {
  if (state_ == State::sure) {
    return;
  }
  if (state_ == State::doubtful && do_resynchronise(until)) {
    state_ = State::sure;
    return;
  }
  do_close();
  state_ = State::closed;
  connect(until);
}

void ReconnectingTransport::connect(const Until& until) {
  const nanoseconds rest = next_attempt_ - steady_clock::now();
  if (rest > nanoseconds(0)) {
    if (rest > until.left()) {
      throw refused_error(name_, "it could not be reached a moment ago, and is left alone for now");
    }
    pause(rest, until.stop);
    if (until.stop.stop_requested()) {
      throw stopped_error(name_, "waiting before the next attempt to connect");
    }
  }
  try {
    do_open(until);
    ++num_connections_;
    state_ = State::sure;  // what `restore` sends must not connect again
    if (restore_) {
      restore_(*this, until);
    }
    if (state_ != State::sure) {
      throw closed_error(name_, "its settings were sent again");
    }
  } catch (...) {
    do_close();
    state_ = State::closed;
    wait_ = wait_ == nanoseconds(0)
                ? back_off_.first
                : std::min(duration_cast<nanoseconds>(wait_ * back_off_.growth), back_off_.longest);
    next_attempt_ = steady_clock::now() + wait_;
    throw;
  }
  wait_ = nanoseconds(0);
  next_attempt_ = {};
}

}  // namespace fiberloom::drivers
