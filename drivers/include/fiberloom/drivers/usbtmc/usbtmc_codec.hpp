#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fiberloom::drivers::usbtmc {

/// Kinds of bulk transfers.
///
/// Source:  USB Test and Measurement Class Specification, revision 1.0, table 2; USB488 subclass, table 1.
enum class MessageId : std::uint8_t {
  out = 1,  ///< a command to the instrument
  in = 2,   ///< asks for an answer, and by the same number is that answer
  vendor_out = 126,
  vendor_request_in = 127,
  trigger = 128
};

inline constexpr std::size_t header_size = 12;
inline constexpr std::uint8_t end_of_message = 1;       ///< attribute of out and in
inline constexpr std::uint8_t termination_enabled = 2;  ///< attribute of request_in

/// What stands in front of every bulk transfer.
struct Header {
  MessageId id = MessageId::out;
  std::uint8_t tag = 1;  ///< 1 to 255; an answer has that of its request
  std::uint32_t transfer_size =
      0;  ///< bytes behind the header without padding; of a request the most that may come
  std::uint8_t attributes = 0;
  std::uint8_t termination = 0;

  bool operator==(const Header&) const = default;
};

[[nodiscard]] std::string encode(const Header& header);
/// Nothing when there are fewer than twelve bytes, or the tag and its complement disagree.
[[nodiscard]] std::optional<Header> decode(std::string_view bytes);

/// A command as one transfer, padded to four bytes.
[[nodiscard]] std::string encode_out(std::uint8_t tag, std::string_view data, bool is_last);
[[nodiscard]] std::string encode_request(std::uint8_t tag, std::uint32_t most_bytes,
                                         std::optional<char> termination = {});
[[nodiscard]] std::string encode_in(std::uint8_t tag, std::string_view data, bool is_last);

/// The tag behind another: 255 is followed by 1.
[[nodiscard]] std::uint8_t next_tag(std::uint8_t tag) noexcept;

/// A transfer that has come whole.
struct Transfer {
  Header header{};
  std::string_view data{};

  [[nodiscard]] bool is_end() const noexcept { return (header.attributes & end_of_message) != 0; }
};

/// Throws:  InstrumentError "transport.protocol" for a bad header, a wrong tag, or fewer bytes than it announces.
[[nodiscard]] Transfer decode_in(std::string_view bytes, std::uint8_t expected_tag);
[[nodiscard]] Transfer decode_out(std::string_view bytes);

}  // namespace fiberloom::drivers::usbtmc
