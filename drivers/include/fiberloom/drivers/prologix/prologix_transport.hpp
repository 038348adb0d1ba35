#pragma once

#include <cstdint>
#include <fiberloom/drivers/wire/reconnecting_transport.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <memory>
#include <optional>
#include <string>

namespace fiberloom::drivers {

struct PrologixAddress {
  std::string host{};
  std::uint16_t port = 1234;
  int primary = 1;                 ///< GPIB address of the instrument
  std::optional<int> secondary{};  ///< 96 to 126
};

class PrologixController;

/// Messages to one GPIB instrument behind a Prologix GPIB-ETHERNET controller, which all instruments on its bus share: their
/// turns go over one connection, because a controller takes no other.
///
/// The controller does not say where an answer ends: that is known by its format, as on raw TCP.
class PrologixTransport final : public ReconnectingTransport {
 public:
  explicit PrologixTransport(PrologixAddress address, MessageFormat answer = {},
                             const BackOff& back_off = {});
  ~PrologixTransport() override;

  void trigger(const Until& until);
  /// Back to the instrument's own front panel.
  void go_to_local(const Until& until);

 private:
  void do_open(const Until& until) override;
  void do_close() noexcept override;
  [[nodiscard]] bool do_resynchronise(const Until& until) override;
  void do_write(std::span<const std::string_view> parts, const Until& until) override;
  void do_read(std::string& message, const Until& until) override;
  void do_clear(const Until& until) override;
  [[nodiscard]] std::optional<std::uint8_t> do_serial_poll(const Until& until) override;

  PrologixAddress address_;
  MessageFormat answer_;
  std::string gpib_address_;
  std::shared_ptr<PrologixController> controller_;
};

}  // namespace fiberloom::drivers
