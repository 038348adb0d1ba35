#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fiberloom::drivers::dns {

/// Labels of a name from the leaf to the root; a label may hold any bytes, dots and blanks too.
using Name = std::vector<std::string>;

inline constexpr std::uint16_t type_a = 1;
inline constexpr std::uint16_t type_ptr = 12;
inline constexpr std::uint16_t type_txt = 16;
inline constexpr std::uint16_t type_srv = 33;

struct Question {
  Name name{};
  std::uint16_t type = type_ptr;

  bool operator==(const Question&) const = default;
};

/// Another name: an instance of a type.
struct Pointer {
  Name target{};

  bool operator==(const Pointer&) const = default;
};

/// Where a service listens.
struct Service {
  std::uint16_t port = 0;
  Name host{};

  bool operator==(const Service&) const = default;
};

/// An IPv4 address, "10.0.0.5".
struct Address {
  std::string text{};

  bool operator==(const Address&) const = default;
};

/// "key=value" strings.
using Texts = std::vector<std::string>;

/// One record of those four types; others are left out when a message is read.
struct Record {
  Name name{};
  std::variant<Pointer, Texts, Service, Address> data{};  ///< PTR, TXT, SRV, A

  bool operator==(const Record&) const = default;
};

struct Message {
  bool is_response = false;
  std::vector<Question> questions{};
  std::vector<Record> records{};  ///< of all sections

  bool operator==(const Message&) const = default;
};

/// Throws:  core::InputError "input.dns_name" for a label or a name that is too long.
/// Source:  RFC 1035, section 4; RFC 2782 for SRV.
[[nodiscard]] std::string encode(const Message& message);

/// Follows compression pointers, which only ever lead backwards here.
///
/// Throws:  core::InstrumentError "transport.protocol" for what is no DNS message.
[[nodiscard]] Message decode(std::string_view bytes);

/// "_lxi._tcp.local"; dots inside a label are written as "\.".
[[nodiscard]] std::string to_text(const Name& name);
/// Without regard to the case of ASCII letters.
[[nodiscard]] bool is_same(const Name& a, const Name& b);

}  // namespace fiberloom::drivers::dns
