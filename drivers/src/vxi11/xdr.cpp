#include <algorithm>
#include <fiberloom/drivers/vxi11/xdr.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>

namespace fiberloom::drivers {
namespace {

constexpr std::size_t word_size = 4;

std::size_t padding_of(std::size_t size) { return (word_size - size % word_size) % word_size; }

}  // namespace

void XdrWriter::operator()(std::uint32_t value) {
  for (unsigned shift = 32; shift > 0; shift -= 8) {
    bytes_ += static_cast<char>((value >> (shift - 8)) & 0xffU);
  }
}

void XdrWriter::operator()(std::string_view bytes) {
  bytes_.reserve(bytes_.size() + 2 * word_size + bytes.size());
  (*this)(static_cast<std::uint32_t>(bytes.size()));
  bytes_ += bytes;
  bytes_.append(padding_of(bytes.size()), '\0');
}

std::string_view XdrReader::take(std::size_t count) {
  if (count > rest_.size()) {
    throw protocol_error("xdr", "a structure ends before its fields do");
  }
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

void XdrReader::operator()(std::uint32_t& value) {
  value = 0;
  for (const char byte : take(word_size)) {
    value = value << 8U | static_cast<unsigned char>(byte);
  }
}

void XdrReader::operator()(std::int32_t& value) {
  std::uint32_t bits = 0;
  (*this)(bits);
  value = static_cast<std::int32_t>(bits);
}

void XdrReader::operator()(bool& value) {
  std::uint32_t bits = 0;
  (*this)(bits);
  value = bits != 0;
}

void XdrReader::operator()(std::string_view& bytes) {
  std::uint32_t size = 0;
  (*this)(size);
  bytes = take(size);
  // The last padding is missing from some devices' answers.
  take(std::min(padding_of(size), rest_.size()));
}

}  // namespace fiberloom::drivers
