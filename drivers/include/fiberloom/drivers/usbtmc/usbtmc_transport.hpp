#pragma once

#include <fiberloom/drivers/wire/reconnecting_transport.hpp>
#include <string>

namespace fiberloom::drivers {

/// Messages to an instrument on USB, through the device file that Linux has for it: /dev/usbtmc0. The system's driver does
/// the framing; it knows where an answer ends.
///
/// Each transfer is given the time that is left. A stop is noticed between transfers, not within one.
/// Throws:  beside what every transport throws, "transport.unreachable" for a file that is none of USBTMC.
class UsbtmcTransport final : public ReconnectingTransport {
 public:
  explicit UsbtmcTransport(const std::string& path, const BackOff& back_off = {});
  ~UsbtmcTransport() override;

 private:
  void do_open(const Until& until) override;
  void do_close() noexcept override;
  [[nodiscard]] bool do_resynchronise(const Until& until) override;
  void do_write(std::span<const std::string_view> parts, const Until& until) override;
  void do_read(std::string& message, const Until& until) override;
  void do_clear(const Until& until) override;
  [[nodiscard]] std::optional<std::uint8_t> do_serial_poll(const Until& until) override;

  void allow(const Until& until, const char* what) const;

  std::string path_;
  int file_ = -1;
};

}  // namespace fiberloom::drivers
