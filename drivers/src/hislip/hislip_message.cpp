#include <fiberloom/drivers/hislip/hislip_message.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>

namespace fiberloom::drivers::hislip {
namespace {

void append_bytes(std::string& bytes, std::uint64_t value, unsigned count) {
  for (unsigned shift = 8 * count; shift > 0; shift -= 8) {
    bytes += static_cast<char>((value >> (shift - 8)) & 0xffU);
  }
}

std::uint64_t number_in(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) {
    value = value << 8U | static_cast<unsigned char>(byte);
  }
  return value;
}

}  // namespace

std::string encode(const Header& header) {
  std::string bytes = "HS";
  append_bytes(bytes, static_cast<std::uint8_t>(header.type), 1);
  append_bytes(bytes, header.control, 1);
  append_bytes(bytes, header.parameter, 4);
  append_bytes(bytes, header.payload_size, 8);
  return bytes;
}

Header decode(std::string_view bytes) {
  if (bytes.size() < header_size || !bytes.starts_with("HS")) {
    throw protocol_error("hislip", "a message does not begin with 'HS'");
  }
  return {.type = static_cast<Type>(number_in(bytes.substr(2, 1))),
          .control = static_cast<std::uint8_t>(number_in(bytes.substr(3, 1))),
          .parameter = static_cast<std::uint32_t>(number_in(bytes.substr(4, 4))),
          .payload_size = number_in(bytes.substr(8, 8))};
}

std::string encode(Header header, std::string_view payload) {
  header.payload_size = payload.size();
  return encode(header) + std::string(payload);
}

std::string encode_size(std::uint64_t size) {
  std::string bytes;
  append_bytes(bytes, size, 8);
  return bytes;
}

std::uint64_t decode_size(std::string_view bytes) {
  if (bytes.size() != 8) {
    throw protocol_error("hislip", "a size that is not eight bytes long");
  }
  return number_in(bytes);
}

}  // namespace fiberloom::drivers::hislip
