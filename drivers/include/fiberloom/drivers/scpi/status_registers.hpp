#pragma once

#include <cstdint>

namespace fiberloom::drivers {

/// Bits of the standard event register.
///
/// Source:  IEEE 488.2, 11.5.1.
namespace standard_event {
inline constexpr std::uint8_t operation_complete = 1;
inline constexpr std::uint8_t query_error = 4;
inline constexpr std::uint8_t device_error = 8;
inline constexpr std::uint8_t execution_error = 16;
inline constexpr std::uint8_t command_error = 32;
inline constexpr std::uint8_t power_on = 128;
}  // namespace standard_event

/// Bits of the status byte.
///
/// Source:  IEEE 488.2, 11.2; SCPI 1999.0, volume 1, 9.
namespace status_byte {
inline constexpr std::uint8_t error_queue = 4;
inline constexpr std::uint8_t questionable = 8;
inline constexpr std::uint8_t message_available = 16;
inline constexpr std::uint8_t standard_event = 32;
inline constexpr std::uint8_t service_request = 64;
inline constexpr std::uint8_t operation = 128;
}  // namespace status_byte

/// The bit of the standard event register that an error sets.
[[nodiscard]] std::uint8_t standard_event_of(int error_code) noexcept;

/// A condition with its memory: STATus:OPERation or STATus:QUEStionable. Only rising conditions are remembered.
struct StatusGroup {
  std::uint16_t condition = 0;
  std::uint16_t event = 0;
  std::uint16_t enable = 0;

  void set_condition(std::uint16_t now) noexcept {
    event = static_cast<std::uint16_t>(event | (now & static_cast<std::uint16_t>(~condition)));
    condition = now;
  }
  [[nodiscard]] bool is_summary() const noexcept { return (event & enable) != 0; }
};

/// The registers of one instrument.
struct StatusRegisters {
  std::uint8_t event = standard_event::power_on;
  std::uint8_t event_enable = 0;
  std::uint8_t service_enable = 0;
  StatusGroup operation{};
  StatusGroup questionable{};

  /// The status byte with bit 6 as the master summary.
  [[nodiscard]] std::uint8_t byte(bool has_errors, bool has_message) const noexcept;
  /// *CLS: what happened, not what is enabled.
  void clear_events() noexcept;
};

}  // namespace fiberloom::drivers
