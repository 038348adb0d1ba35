#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

inline constexpr std::size_t itla_frame_bytes = 4;

/// What goes to a tunable laser module: one register, read or written.
struct ItlaRequest {
  bool is_write = false;
  bool wants_last_response = false;  ///< its last answer again; nothing else counts then
  std::uint8_t register_number = 0;
  std::uint16_t data = 0;

  bool operator==(const ItlaRequest&) const = default;
};

enum class ItlaStatus : std::uint8_t {
  ok = 0,
  execution_error = 1,  ///< why is in the low bits of register NOP
  extended = 2,         ///< the data counts bytes that are read from the extended address register
  pending = 3           ///< begun; bits of register NOP tell when it is done
};

struct ItlaResponse {
  bool has_checksum_error = false;  ///< of the request, which was not executed
  ItlaStatus status = ItlaStatus::ok;
  std::uint8_t register_number = 0;
  std::uint16_t data = 0;

  bool operator==(const ItlaResponse&) const = default;
};

/// Four bytes, the highest bits of the first a checksum over all others.
///
/// Source:  OIF-ITLA-MSA-01.2, serial interface: frames and BIP-4.
[[nodiscard]] std::string encode(const ItlaRequest& request);
[[nodiscard]] std::string encode(const ItlaResponse& response);

/// Nothing for what is not four bytes with the right checksum.
[[nodiscard]] std::optional<ItlaRequest> decode_itla_request(std::string_view frame);
[[nodiscard]] std::optional<ItlaResponse> decode_itla_response(std::string_view frame);

}  // namespace fiberloom::drivers
