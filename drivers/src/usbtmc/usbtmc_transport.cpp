#include <fcntl.h>
#include <linux/usb/tmc.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fiberloom/drivers/usbtmc/usbtmc_transport.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>

namespace fiberloom::drivers {
namespace {

// A read that brings less than was asked for has brought the end of the message.
constexpr std::size_t bytes_per_read = std::size_t{1} << 20U;

constexpr std::chrono::milliseconds shortest_wait(100);  // that the system's driver takes

[[noreturn]] void fail(const std::string& where, const char* what) {
  switch (errno) {
    case ETIMEDOUT:
      throw timeout_error(where, what);
    case ENODEV:
    case ENXIO:
    case EPIPE:
      throw closed_error(where, what);
    default:
      throw protocol_error(where, std::string(what) + ": " + std::strerror(errno));
  }
}

}  // namespace

UsbtmcTransport::UsbtmcTransport(const std::string& path, const BackOff& back_off)
    : ReconnectingTransport("usbtmc " + path, back_off), path_(path) {}

UsbtmcTransport::~UsbtmcTransport() { UsbtmcTransport::do_close(); }

// Tells the driver how long the next transfer may take.
void UsbtmcTransport::allow(const Until& until, const char* what) const {
  if (until.stop.stop_requested()) {
    throw stopped_error(name(), what);
  }
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until.left());
  if (left.count() == 0) {
    throw timeout_error(name(), what);
  }
  auto milliseconds =
      static_cast<__u32>(std::clamp<std::int64_t>(left.count(), shortest_wait.count(), 3'600'000));
  if (::ioctl(file_, USBTMC_IOCTL_SET_TIMEOUT, &milliseconds) != 0) {
    fail(name(), what);
  }
}

void UsbtmcTransport::do_open(const Until& until) {
  file_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  if (file_ < 0) {
    if (errno == EBUSY) {
      throw locked_error(name(), "another program holds it");
    }
    throw unreachable_error(name(), std::strerror(errno));
  }
  __u32 version = 0;
  if (::ioctl(file_, USBTMC_IOCTL_API_VERSION, &version) != 0) {
    const bool is_other = errno == ENOTTY;
    do_close();
    throw unreachable_error(
        name(), is_other ? "this file is no USBTMC instrument" : "it does not answer its driver");
  }
  do_clear(until);  // what another program has left unread
}

void UsbtmcTransport::do_close() noexcept {
  if (file_ >= 0) {
    ::close(file_);
    file_ = -1;
  }
}

bool UsbtmcTransport::do_resynchronise(const Until& until) {
  do_clear(until);
  return true;
}

void UsbtmcTransport::do_write(std::span<const std::string_view> parts, const Until& until) {
  std::string message;
  for (const std::string_view part : parts) {
    message += part;
  }
  message += '\n';
  for (std::string_view rest = message; !rest.empty();) {
    allow(until, "sending");
    const ssize_t count = ::write(file_, rest.data(), rest.size());
    if (count <= 0) {
      fail(name(), "sending");
    }
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

void UsbtmcTransport::do_read(std::string& message, const Until& until) {
  message.clear();
  for (std::size_t last = bytes_per_read; last == bytes_per_read;) {
    allow(until, "reading an answer");
    const std::size_t before = message.size();
    message.resize(before + bytes_per_read);
    const ssize_t count = ::read(file_, message.data() + before, bytes_per_read);
    if (count < 0) {
      fail(name(), "reading an answer");
    }
    last = static_cast<std::size_t>(count);
    message.resize(before + last);
  }
}

void UsbtmcTransport::do_clear(const Until& until) {
  allow(until, "clearing it");
  if (::ioctl(file_, USBTMC_IOCTL_CLEAR) != 0) {
    fail(name(), "clearing it");
  }
}

std::optional<std::uint8_t> UsbtmcTransport::do_serial_poll(const Until& until) {
  allow(until, "asking for its status");
  unsigned char status = 0;
  if (::ioctl(file_, USBTMC488_IOCTL_READ_STB, &status) != 0) {
    fail(name(), "asking for its status");
  }
  return status;
}

}  // namespace fiberloom::drivers
