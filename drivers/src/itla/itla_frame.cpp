#include <fiberloom/drivers/itla/itla_frame.hpp>

namespace fiberloom::drivers {
namespace {

constexpr unsigned write_bit = 0x1;
constexpr unsigned last_response_bit = 0x8;
constexpr unsigned checksum_error_bit = 0x8;
constexpr unsigned always_bit = 0x4;
constexpr unsigned status_mask = 0x3;

unsigned byte_at(std::string_view frame, std::size_t index) {
  return static_cast<unsigned char>(frame[index]);
}

// Bit interleaved parity: all nibbles but the one that it goes into.
unsigned parity_of(std::string_view frame) {
  const unsigned mixed =
      (byte_at(frame, 0) & 0xfU) ^ byte_at(frame, 1) ^ byte_at(frame, 2) ^ byte_at(frame, 3);
  return (mixed >> 4U) ^ (mixed & 0xfU);
}

std::string make_frame(unsigned flags, std::uint8_t register_number, std::uint16_t data) {
  std::string frame;
  frame += static_cast<char>(flags);
  frame += static_cast<char>(register_number);
  frame += static_cast<char>(data >> 8U);
  frame += static_cast<char>(data & 0xffU);
  frame[0] = static_cast<char>(parity_of(frame) << 4U | flags);
  return frame;
}

bool is_sound(std::string_view frame) {
  return frame.size() == itla_frame_bytes && parity_of(frame) == byte_at(frame, 0) >> 4U;
}

std::uint16_t data_of(std::string_view frame) {
  return static_cast<std::uint16_t>(byte_at(frame, 2) << 8U | byte_at(frame, 3));
}

}  // namespace

std::string encode(const ItlaRequest& request) {
  const unsigned flags =
      (request.is_write ? write_bit : 0U) | (request.wants_last_response ? last_response_bit : 0U);
  return make_frame(flags, request.register_number, request.data);
}

std::string encode(const ItlaResponse& response) {
  const unsigned flags = (response.has_checksum_error ? checksum_error_bit : 0U) | always_bit |
                         static_cast<unsigned>(response.status);
  return make_frame(flags, response.register_number, response.data);
}

std::optional<ItlaRequest> decode_itla_request(std::string_view frame) {
  if (!is_sound(frame)) {
    return std::nullopt;
  }
  return ItlaRequest{.is_write = (byte_at(frame, 0) & write_bit) != 0,
                     .wants_last_response = (byte_at(frame, 0) & last_response_bit) != 0,
                     .register_number = static_cast<std::uint8_t>(byte_at(frame, 1)),
                     .data = data_of(frame)};
}

std::optional<ItlaResponse> decode_itla_response(std::string_view frame) {
  if (!is_sound(frame)) {
    return std::nullopt;
  }
  return ItlaResponse{.has_checksum_error = (byte_at(frame, 0) & checksum_error_bit) != 0,
                      .status = static_cast<ItlaStatus>(byte_at(frame, 0) & status_mask),
                      .register_number = static_cast<std::uint8_t>(byte_at(frame, 1)),
                      .data = data_of(frame)};
}

}  // namespace fiberloom::drivers
