#pragma once

#include <sys/ioctl.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "asio_wait.hpp"

namespace fiberloom::drivers {

inline void throw_if_ended(const Waited& waited, const std::string& name, std::string_view doing) {
  if (waited.end == WaitEnd::stopped) {
    throw stopped_error(name, doing);
  }
  if (waited.end == WaitEnd::timed_out) {
    throw timeout_error(name, doing);
  }
}

/// A byte stream on a non-blocking socket or serial port of Asio.
///
/// Reads and writes are tried first and waited for only when the kernel says so: a wait that is cancelled never took or
/// sent a byte.
template <class Device>
class AsioStream final : public ByteStream {
 public:
  AsioStream(std::unique_ptr<AsioWait> wait, Device device, std::string name)
      : wait_(std::move(wait)), device_(std::move(device)), name_(std::move(name)) {}

  std::size_t read_some(std::span<char> buffer, const Until& until) override {
    constexpr std::string_view doing = "waiting for bytes";
    for (;;) {
      boost::system::error_code error;
      const std::size_t count =
          device_.read_some(boost::asio::buffer(buffer.data(), buffer.size()), error);
      if (!error && count > 0) {
        return count;
      }
      if (error && error != boost::asio::error::would_block) {
        throw closed_error(name_, doing);
      }
      wait_for(Device::wait_read, until, doing);
    }
  }

  void write_parts(std::span<const std::string_view> parts, const Until& until) override {
    constexpr std::string_view doing = "sending";
    std::vector<boost::asio::const_buffer> rest;
    rest.reserve(parts.size());
    for (const std::string_view part : parts) {
      rest.emplace_back(part.data(), part.size());
    }
    while (boost::asio::buffer_size(rest) > 0) {
      boost::system::error_code error;
      const std::size_t count = device_.write_some(rest, error);
      if (error && error != boost::asio::error::would_block) {
        throw closed_error(name_, doing);
      }
      if (error) {
        wait_for(Device::wait_write, until, doing);
        continue;
      }
      drop_front(rest, count);
    }
  }

  std::size_t available() override;

  const std::string& name() const noexcept override { return name_; }

 private:
  static void drop_front(std::vector<boost::asio::const_buffer>& rest, std::size_t count) {
    for (boost::asio::const_buffer& part : rest) {
      const std::size_t gone = std::min(count, part.size());
      part += gone;
      count -= gone;
    }
  }

  void wait_for(typename Device::wait_type what, const Until& until, std::string_view doing) {
    const Waited waited = wait_->run(
        until, [&](auto done) { device_.async_wait(what, std::move(done)); },
        [&] { device_.cancel(); });
    throw_if_ended(waited, name_, doing);
    if (waited.error) {
      throw closed_error(name_, doing);
    }
  }

  std::unique_ptr<AsioWait> wait_;
  Device device_;
  std::string name_;
};

template <class Device>
std::size_t AsioStream<Device>::available() {
  int count = 0;
  return ::ioctl(device_.native_handle(), FIONREAD, &count) == 0 ? static_cast<std::size_t>(count)
                                                                 : 0;
}

}  // namespace fiberloom::drivers
