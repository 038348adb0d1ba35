#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// How messages are told apart where the wire itself marks no ends: raw TCP, serial lines, Prologix controllers.
struct MessageFormat {
  std::string terminator = "\n";
  bool has_blocks = true;    ///< "#<n><count>" opens a binary block; terminators inside it are data
  bool is_text_only = true;  ///< outside of blocks, anything but printable ASCII is refused
  std::size_t longest = std::size_t{1} << 30U;  ///< bytes of one message
  std::optional<std::size_t>
      indefinite_bytes{};  ///< of the data behind "#0", which has no count itself
};

/// Finds the end of one message while it comes in.
///
/// Source:  IEEE 488.2, 8.7.9 and 8.7.10 (blocks). A hexadecimal digit A, C to F opens a block of 10, 12 to 15 digits as some
///          instruments send it; "#B" stays a binary number.
class MessageScanner {
 public:
  struct Progress {
    bool is_complete = false;
    std::size_t end = 0;      ///< one past the terminator, when complete
    std::size_t missing = 1;  ///< bytes that have to come at least, when not
  };

  explicit MessageScanner(MessageFormat format);

  /// Looks at all that has come so far; what earlier calls saw is not looked at again.
  /// Throws:  InstrumentError "transport.protocol" with `where` in front.
  [[nodiscard]] Progress scan(std::string_view message, std::string_view where);

 private:
  enum class BlockStart { none, unfinished, skipped };
  BlockStart skip_block(std::string_view message, std::string_view where);
  [[nodiscard]] bool is_terminated(std::string_view message) const;
  void check_length(std::size_t length, std::string_view where) const;

  MessageFormat format_;
  std::size_t at_ = 0;  // everything before is understood; beyond the end while inside a block
  bool is_element_start_ = true;
  char quote_ = '\0';
};

}  // namespace fiberloom::drivers
