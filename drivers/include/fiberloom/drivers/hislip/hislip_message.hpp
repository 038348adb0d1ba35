#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <string>
#include <string_view>

namespace fiberloom::drivers::hislip {

/// Types of messages.
///
/// Source:  IVI-6.1, High-Speed LAN Instrument Protocol, revisions 1.1 and 2.0, table 4.
enum class Type : std::uint8_t {
  initialize = 0,
  initialize_response = 1,
  fatal_error = 2,
  error = 3,
  async_lock = 4,
  async_lock_response = 5,
  data = 6,
  data_end = 7,
  device_clear_complete = 8,
  device_clear_acknowledge = 9,
  async_remote_local_control = 10,
  async_remote_local_response = 11,
  trigger = 12,
  interrupted = 13,
  async_interrupted = 14,
  async_maximum_message_size = 15,
  async_maximum_message_size_response = 16,
  async_initialize = 17,
  async_initialize_response = 18,
  async_device_clear = 19,
  async_service_request = 20,
  async_status_query = 21,
  async_status_response = 22,
  async_device_clear_acknowledge = 23,
  async_lock_info = 24,
  async_lock_info_response = 25,
  start_tls = 28,
  async_start_tls = 29,
  get_sasl_mechanism_list = 34,
  authentication_start = 36
};

namespace fatal {
inline constexpr std::uint8_t bad_header = 1;
inline constexpr std::uint8_t channels_not_up = 2;
inline constexpr std::uint8_t bad_initialization = 3;
inline constexpr std::uint8_t too_many_clients = 4;
}  // namespace fatal

namespace error {
inline constexpr std::uint8_t unknown_type = 1;
inline constexpr std::uint8_t unknown_control = 2;
}  // namespace error

inline constexpr std::uint16_t port = 4880;
inline constexpr std::uint16_t version_1_0 = 0x0100;
inline constexpr std::size_t header_size = 16;
inline constexpr std::uint32_t first_message = 0xffffff00U;
inline constexpr std::uint32_t before_first_message = 0xfffffefeU;
inline constexpr std::uint32_t any_message = 0xffffffffU;
inline constexpr std::uint8_t answer_was_taken =
    1;                                         ///< control bit of data, trigger and status query
inline constexpr std::uint8_t overlapped = 1;  ///< control bit of initialisation and device clear

/// What stands in front of every payload.
struct Header {
  Type type = Type::initialize;
  std::uint8_t control = 0;
  std::uint32_t parameter = 0;
  std::uint64_t payload_size = 0;

  bool operator==(const Header&) const = default;
};

[[nodiscard]] std::string encode(const Header& header);
/// Throws:  InstrumentError "transport.protocol" when the sixteen bytes do not begin with "HS".
[[nodiscard]] Header decode(std::string_view bytes);

/// A whole message with its payload.
[[nodiscard]] std::string encode(Header header, std::string_view payload);
/// Eight bytes of a size, as both sides tell the longest message they take.
[[nodiscard]] std::string encode_size(std::uint64_t size);
[[nodiscard]] std::uint64_t decode_size(std::string_view bytes);

}  // namespace fiberloom::drivers::hislip
