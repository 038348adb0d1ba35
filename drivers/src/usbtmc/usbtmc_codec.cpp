#include <fiberloom/drivers/usbtmc/usbtmc_codec.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>

namespace fiberloom::drivers::usbtmc {
namespace {

constexpr std::size_t alignment = 4;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

bool has_attributes(MessageId id) { return id == MessageId::out || id == MessageId::in; }

std::string with_padding(std::string bytes) {
  bytes.append((alignment - bytes.size() % alignment) % alignment, '\0');
  return bytes;
}

Transfer decode_transfer(std::string_view bytes, MessageId wanted) {
  const std::optional<Header> header = decode(bytes);
  if (!header || header->id != wanted) {
    throw protocol_error("usbtmc", "a transfer with a header that cannot be");
  }
  if (bytes.size() - header_size < header->transfer_size) {
    throw protocol_error("usbtmc", "a transfer that is shorter than it says");
  }
  return {.header = *header, .data = bytes.substr(header_size, header->transfer_size)};
}

}  // namespace

std::string encode(const Header& header) {
  std::string bytes;
  bytes += static_cast<char>(header.id);
  bytes += static_cast<char>(header.tag);
  bytes += static_cast<char>(~unsigned{header.tag} & 0xffU);
  bytes += '\0';
  if (!has_attributes(header.id)) {
    return bytes + std::string(header_size - bytes.size(), '\0');
  }
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>((header.transfer_size >> shift) & 0xffU);
  }
  bytes += static_cast<char>(header.attributes);
  bytes += static_cast<char>(header.termination);
  return bytes + std::string(2, '\0');
}

std::optional<Header> decode(std::string_view bytes) {
  if (bytes.size() < header_size) {
    return std::nullopt;
  }
  Header header{.id = static_cast<MessageId>(byte_at(bytes, 0)), .tag = byte_at(bytes, 1)};
  if (header.tag == 0 || (header.tag ^ byte_at(bytes, 2)) != 0xff) {
    return std::nullopt;
  }
  if (!has_attributes(header.id)) {
    return header;
  }
  for (unsigned i = 0; i < 4; ++i) {
    header.transfer_size |= std::uint32_t{byte_at(bytes, 4 + i)} << (8 * i);
  }
  header.attributes = byte_at(bytes, 8);
  header.termination = byte_at(bytes, 9);
  return header;
}

std::string encode_out(std::uint8_t tag, std::string_view data, bool is_last) {
  return with_padding(encode({.id = MessageId::out,
                              .tag = tag,
                              .transfer_size = static_cast<std::uint32_t>(data.size()),
                              .attributes = is_last ? end_of_message : std::uint8_t{0}}) +
                      std::string(data));
}

std::string encode_request(std::uint8_t tag, std::uint32_t most_bytes,
                           std::optional<char> termination) {
  return encode({.id = MessageId::in,
                 .tag = tag,
                 .transfer_size = most_bytes,
                 .attributes = termination ? termination_enabled : std::uint8_t{0},
                 .termination = static_cast<std::uint8_t>(termination.value_or('\0'))});
}

std::string encode_in(std::uint8_t tag, std::string_view data, bool is_last) {
  return with_padding(encode({.id = MessageId::in,
                              .tag = tag,
                              .transfer_size = static_cast<std::uint32_t>(data.size()),
                              .attributes = is_last ? end_of_message : std::uint8_t{0}}) +
                      std::string(data));
}

std::uint8_t next_tag(std::uint8_t tag) noexcept {
  return tag == 255 ? std::uint8_t{1} : static_cast<std::uint8_t>(tag + 1);
}

Transfer decode_in(std::string_view bytes, std::uint8_t expected_tag) {
  const Transfer transfer = decode_transfer(bytes, MessageId::in);
  if (transfer.header.tag != expected_tag) {
    throw protocol_error("usbtmc", "an answer with the tag of another request");
  }
  return transfer;
}

Transfer decode_out(std::string_view bytes) { return decode_transfer(bytes, MessageId::out); }

}  // namespace fiberloom::drivers::usbtmc
