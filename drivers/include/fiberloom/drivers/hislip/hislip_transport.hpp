#pragma once

#include <cstdint>
#include <fiberloom/drivers/wire/reconnecting_transport.hpp>
#include <memory>
#include <string>

namespace fiberloom::drivers {

struct HislipAddress {
  std::string host{};
  std::uint16_t port = 4880;
  std::string sub_address = "hislip0";
  bool is_overlapped = false;
};

/// Messages over HiSLIP 1.0.
///
/// In synchronous mode answers carry the number of their question, and others are dropped. In both modes a failure is
/// followed by the device clear of the protocol before the next command, or by a new connection when that fails too.
/// Throws:  beside what every transport throws, "transport.unsupported" when the server insists on encryption or credentials.
class HislipTransport final : public ReconnectingTransport {
 public:
  explicit HislipTransport(HislipAddress address, const BackOff& back_off = {});
  ~HislipTransport() override;

  void trigger(const Until& until);
  /// An empty word asks for the exclusive lock, any other for the one that it names. Waits until the deadline:
  /// "transport.locked" when others keep it.
  void lock(const Until& until, const std::string& word = {});
  void unlock(const Until& until);
  /// How many clients hold a lock, this one among them.
  [[nodiscard]] int num_lock_holders(const Until& until);
  /// The status byte that came with the request.
  [[nodiscard]] std::uint8_t wait_for_service_request(const Until& until);

 private:
  class Channels;

  void do_open(const Until& until) override;
  void do_close() noexcept override;
  [[nodiscard]] bool do_resynchronise(const Until& until) override;
  void do_write(std::span<const std::string_view> parts, const Until& until) override;
  void do_read(std::string& message, const Until& until) override;
  void do_clear(const Until& until) override;
  [[nodiscard]] std::optional<std::uint8_t> do_serial_poll(const Until& until) override;

  HislipAddress address_;
  std::unique_ptr<Channels> channels_{};
};

}  // namespace fiberloom::drivers
