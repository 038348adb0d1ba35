#pragma once

#include <cstdint>
#include <fiberloom/drivers/wire/reconnecting_transport.hpp>
#include <memory>
#include <optional>
#include <string>

namespace fiberloom::drivers {

/// Where an instrument is on VXI-11.
struct Vxi11Address {
  std::string host{};
  std::string device = "inst0";
  std::uint16_t core_port = 0;  ///< 0: the portmapper is asked
  std::uint16_t portmapper_port = 111;
};

/// Messages over VXI-11.
///
/// The instrument is told the time left with each call. A reply that never came is waited for no longer than a device clear
/// after it; replies that come late are known by their transaction and skipped.
class Vxi11Transport final : public ReconnectingTransport {
 public:
  explicit Vxi11Transport(Vxi11Address address, const BackOff& back_off = {});
  ~Vxi11Transport() override;

  void trigger(const Until& until);
  /// Waits for the instrument's lock until the deadline: "transport.locked" when another client keeps it.
  void lock(const Until& until);
  void unlock(const Until& until);
  /// Sends the instrument to remote control, or back to its front panel.
  void set_remote(bool is_remote, const Until& until);
  /// Has the instrument call back when it wants service; again after each new connection.
  void enable_service_requests(const Until& until);
  /// The handle that came with the call: the device's name.
  [[nodiscard]] std::string wait_for_service_request(const Until& until);

 private:
  class Channels;

  void do_open(const Until& until) override;
  void do_close() noexcept override;
  [[nodiscard]] bool do_resynchronise(const Until& until) override;
  void do_write(std::span<const std::string_view> parts, const Until& until) override;
  void do_read(std::string& message, const Until& until) override;
  void do_clear(const Until& until) override;
  [[nodiscard]] std::optional<std::uint8_t> do_serial_poll(const Until& until) override;

  Vxi11Address address_;
  std::unique_ptr<Channels> channels_{};
};

}  // namespace fiberloom::drivers
