#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// The registers that are used here, by their names in the agreement.
///
/// Source:  OIF-ITLA-MSA-01.2; FCF3, LF3 of 01.3.
namespace itla_register {

inline constexpr std::uint8_t nop = 0x00, dev_typ = 0x01, mfgr = 0x02, model = 0x03, ser_no = 0x04,
                              mfg_date = 0x05, release = 0x06, aea_ear = 0x0b;
inline constexpr std::uint8_t status_f = 0x20, status_w = 0x21;
inline constexpr std::uint8_t channel = 0x30, pwr = 0x31, res_ena = 0x32, mcb = 0x33, grid = 0x34,
                              fcf1 = 0x35, fcf2 = 0x36, fcf3 = 0x67, ftf = 0x62;
inline constexpr std::uint8_t lf1 = 0x40, lf2 = 0x41, lf3 = 0x68, oop = 0x42, ctemp = 0x43,
                              opsl = 0x50, opsh = 0x51;

}  // namespace itla_register

inline constexpr std::uint16_t itla_soft_enable = 0x0008;   // ResEna: light
inline constexpr std::uint16_t itla_module_ready = 0x0010;  // NOP
inline constexpr std::uint16_t itla_pending_mask = 0xff00;  // NOP
inline constexpr std::uint16_t itla_latched_mask =
    0x00ff;  // StatusF, StatusW: cleared by writing ones
inline constexpr std::uint16_t itla_condition_mask = 0x0f00;  // the same conditions as they are now

/// Why a module refused, as register NOP says it.
enum class ItlaError : std::uint8_t {
  none = 0x0,
  register_not_implemented = 0x1,
  register_not_writable = 0x2,
  value_out_of_range = 0x3,
  command_ignored_while_pending = 0x4,
  command_ignored_while_starting = 0x5,
  extended_address_range = 0x6,
  extended_address_read_only = 0x7,
  execution_failed = 0x8,
  ignored_while_emitting = 0x9,
  invalid_configuration = 0xa,
  vendor_specific = 0xf
};

/// For people: "the value is outside its range (RVE)".
[[nodiscard]] std::string_view words_of(ItlaError error) noexcept;

/// "PWR (0x31)".
[[nodiscard]] std::string itla_register_name(std::uint8_t register_number);

}  // namespace fiberloom::drivers
