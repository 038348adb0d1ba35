#pragma once

#include <fiberloom/drivers/wire/message_device.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <memory>
#include <string>
#include <utility>

namespace fiberloom::test {

/// A wire without a wire: messages go straight to an instrument in the same program.
class DialectWire final : public drivers::Transport {
 public:
  explicit DialectWire(std::shared_ptr<drivers::MessageDevice> device)
      : device_(std::move(device)) {}

  void write_parts(std::span<const std::string_view> parts, const drivers::Until&) override {
    std::string message;
    for (const std::string_view part : parts) {
      message += part;
    }
    device_->execute(message, answer_);
  }
  void read(std::string& message, const drivers::Until&) override {
    if (answer_.empty()) {
      throw drivers::timeout_error(name_, "reading");
    }
    message = std::exchange(answer_, {});
  }
  void clear(const drivers::Until&) override { device_->clear(); }
  [[nodiscard]] std::optional<std::uint8_t> serial_poll(const drivers::Until&) override {
    return std::nullopt;
  }
  [[nodiscard]] const std::string& name() const noexcept override { return name_; }

 private:
  std::shared_ptr<drivers::MessageDevice> device_;
  std::string answer_{};
  std::string name_ = "no wire";
};

}  // namespace fiberloom::test
