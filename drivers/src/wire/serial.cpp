#include <fcntl.h>
#include <fmt/format.h>
#include <pty.h>
#include <sys/file.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/serial_port_base.hpp>
#include <cerrno>
#include <cstring>
#include <fiberloom/drivers/wire/serial.hpp>

#include "asio_stream.hpp"

namespace fiberloom::drivers {
namespace {

using boost::asio::serial_port_base;
using boost::asio::posix::stream_descriptor;
using boost::system::error_code;

std::string last_trouble() { return std::strerror(errno); }

// Owns a file descriptor until a stream takes it over.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

std::unique_ptr<ByteStream> stream_on(Descriptor& descriptor, const std::string& name) {
  auto wait = std::make_unique<AsioWait>();
  stream_descriptor device(wait->context(), descriptor.get());
  descriptor.release();
  device.non_blocking(true);
  return std::make_unique<AsioStream<stream_descriptor>>(std::move(wait), std::move(device), name);
}

serial_port_base::parity asio_parity(Parity parity) {
  using Kind = serial_port_base::parity;
  return Kind(parity == Parity::none   ? Kind::none
              : parity == Parity::even ? Kind::even
                                       : Kind::odd);
}

serial_port_base::flow_control asio_flow_control(FlowControl control) {
  using Kind = serial_port_base::flow_control;
  return Kind(control == FlowControl::none       ? Kind::none
              : control == FlowControl::hardware ? Kind::hardware
                                                 : Kind::software);
}

serial_port_base::stop_bits asio_stop_bits(unsigned count) {
  using Kind = serial_port_base::stop_bits;
  return Kind(count == 2 ? Kind::two : Kind::one);
}

void apply(int descriptor, const SerialSettings& settings, const std::string& name) {
  termios line{};
  if (::tcgetattr(descriptor, &line) != 0) {
    throw unreachable_error(name, "is no serial port: " + last_trouble());
  }
  ::cfmakeraw(&line);
  line.c_cflag |= CLOCAL | CREAD;
  line.c_cc[VMIN] = 1;  // nothing there is "not yet", not the end of a file
  line.c_cc[VTIME] = 0;
  error_code error;
  const auto store = [&](const auto& option) {
    if (!error) {
      option.store(line, error);
    }
  };
  store(serial_port_base::baud_rate(settings.baud_rate));
  store(serial_port_base::character_size(settings.data_bits));
  store(asio_parity(settings.parity));
  store(asio_stop_bits(settings.stop_bits));
  store(asio_flow_control(settings.flow_control));
  if (error || ::tcsetattr(descriptor, TCSANOW, &line) != 0) {
    throw unreachable_error(name, fmt::format("does not take {} baud, {} data bits",
                                              settings.baud_rate, settings.data_bits));
  }
  ::tcflush(descriptor, TCIOFLUSH);
}

}  // namespace

std::unique_ptr<ByteStream> open_serial(const std::string& path, const SerialSettings& settings) {
  const std::string name = "serial " + path;
  Descriptor descriptor(::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (descriptor.get() < 0) {
    throw unreachable_error(name, "cannot be opened: " + last_trouble());
  }
  if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
    throw locked_error(name, "another program talks through this port");
  }
  apply(descriptor.get(), settings, name);
  return stream_on(descriptor, name);
}

namespace {

// The far end is held open here too: without it the near end fails while nobody has the far end open.
class NearEnd final : public ByteStream {
 public:
  NearEnd(std::unique_ptr<ByteStream> stream, int far_end)
      : stream_(std::move(stream)), far_end_(far_end) {}

  std::size_t read_some(std::span<char> buffer, const Until& until) override {
    return stream_->read_some(buffer, until);
  }
  void write_parts(std::span<const std::string_view> parts, const Until& until) override {
    stream_->write_parts(parts, until);
  }
  std::size_t available() override { return stream_->available(); }
  const std::string& name() const noexcept override { return stream_->name(); }

 private:
  std::unique_ptr<ByteStream> stream_;
  Descriptor far_end_;
};

}  // namespace

PseudoTerminal open_pseudo_terminal() {
  int near_number = -1;
  int far_number = -1;
  std::array<char, 256> path{};
  if (::openpty(&near_number, &far_number, path.data(), nullptr, nullptr) != 0) {
    throw unreachable_error("pty", "there is none left: " + last_trouble());
  }
  Descriptor near_descriptor(near_number);
  const std::string far_path(path.data());
  apply(far_number, {}, far_path);
  return {.near_end =
              std::make_unique<NearEnd>(stream_on(near_descriptor, "pty " + far_path), far_number),
          .far_path = far_path};
}

}  // namespace fiberloom::drivers
