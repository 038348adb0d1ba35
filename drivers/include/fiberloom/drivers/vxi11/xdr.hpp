#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace fiberloom::drivers {

/// Writes values as XDR does: four bytes each, most significant first; strings with their length, padded to four bytes.
///
/// Reader and writer take the same list of fields: a structure says once what it consists of.
/// Source:  RFC 4506.
class XdrWriter {
 public:
  void operator()(std::uint32_t value);
  void operator()(std::int32_t value) { (*this)(static_cast<std::uint32_t>(value)); }
  void operator()(bool value) { (*this)(std::uint32_t{value ? 1U : 0U}); }
  void operator()(std::string_view bytes);

  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }
  /// Hands the bytes over; the writer begins anew.
  [[nodiscard]] std::string take() noexcept { return std::exchange(bytes_, {}); }

 private:
  std::string bytes_{};
};

/// Throws:  InstrumentError "transport.protocol" when there is too little, or a length that cannot be.
class XdrReader {
 public:
  explicit XdrReader(std::string_view bytes) : rest_(bytes) {}

  void operator()(std::uint32_t& value);
  void operator()(std::int32_t& value);
  void operator()(bool& value);
  /// Points into what is read.
  void operator()(std::string_view& bytes);

  /// What was not read; some devices send more than they should.
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

 private:
  std::string_view take(std::size_t count);

  std::string_view rest_;
};

/// One structure as bytes.
template <class Structure>
[[nodiscard]] std::string xdr_bytes(Structure structure) {
  XdrWriter writer;
  structure.fields(writer);
  return writer.take();
}

/// One structure from the front of bytes, which outlive it.
template <class Structure>
[[nodiscard]] Structure from_xdr(std::string_view bytes) {
  XdrReader reader(bytes);
  Structure structure;
  structure.fields(reader);
  return structure;
}

}  // namespace fiberloom::drivers
