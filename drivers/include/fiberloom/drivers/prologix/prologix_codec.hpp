#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fiberloom::drivers::prologix {

/// Data for the bus as the controller wants it: ESC in front of LF, CR, ESC and '+', a line feed at the end.
///
/// Source:  Prologix GPIB-ETHERNET Controller User Manual, sections 7 and 8.
[[nodiscard]] std::string encode_data(std::string_view data);

/// One line that a controller was sent: a command of its own ("++addr 5") or data for the bus.
struct Line {
  bool is_command = false;
  std::string text{};  ///< of a command without its plus signs; of data without its escapes

  bool operator==(const Line&) const = default;
};

/// Puts lines together from what comes. An unescaped CR or LF ends a line; empty lines are skipped.
class LineAssembler {
 public:
  /// Calls `take` for every line that ends in these bytes.
  template <class Take>
  void feed(std::string_view bytes, Take take) {
    for (const char c : bytes) {
      if (put(c)) {
        take(std::exchange(line_, {}));
      }
    }
  }
  /// Bytes of the line that has no end yet.
  [[nodiscard]] std::size_t size() const noexcept { return line_.text.size(); }

 private:
  bool put(char c);

  Line line_{};
  bool is_escaped_ = false;
};

/// A command in words: "read eoi" is {"read", "eoi"}.
[[nodiscard]] std::vector<std::string> words_of(std::string_view command);

}  // namespace fiberloom::drivers::prologix
