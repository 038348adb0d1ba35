#pragma once

#include <chrono>
#include <fiberloom/drivers/wire/transport.hpp>
#include <string>
#include <vector>

namespace fiberloom::drivers {

/// A command behind which an instrument needs time before it can take another.
struct SettlingCommand {
  std::string prefix{};  ///< of the message, in any case: ":TIM" for all of the time base
  std::chrono::nanoseconds time{};
};

/// How fast an instrument may be spoken to.
struct Pacing {
  std::chrono::nanoseconds between_messages{};
  std::vector<SettlingCommand> settling{};
};

/// Leaves an instrument the time it needs between messages; answers are read at once.
///
/// Throws:  beside what the transport under it throws, "transport.timeout" when the rest would last past the deadline.
/// Threads: as the transport under it, which outlives it.
class PacedTransport final : public Transport {
 public:
  PacedTransport(Transport& transport, Pacing pacing);

  void write_parts(std::span<const std::string_view> parts, const Until& until) override;
  void read(std::string& message, const Until& until) override;
  void clear(const Until& until) override;
  [[nodiscard]] std::optional<std::uint8_t> serial_poll(const Until& until) override;
  [[nodiscard]] const std::string& name() const noexcept override { return transport_.name(); }

 private:
  void rest(const Until& until) const;

  Transport& transport_;
  Pacing pacing_;
  std::chrono::steady_clock::time_point ready_at_{};
};

}  // namespace fiberloom::drivers
