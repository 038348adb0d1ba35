#pragma once

#include <cstdint>
#include <fiberloom/drivers/scpi/program_message.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// A command as manuals write it: "SOURce#:POWer[:LEVel][:IMMediate]?". Capitals are the short form, "#" takes a number,
/// brackets may be left out, and a question mark makes it a query.
///
/// Source:  SCPI 1999.0, volume 1, 5.1 and 6.2.
class HeaderPattern {
 public:
  /// Throws:  core::InputError "input.scpi_pattern" for what no manual would write.
  explicit HeaderPattern(std::string_view text);

  [[nodiscard]] bool is_query() const noexcept { return is_query_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// The numbers for every "#" in order, 1 where none was sent; nothing when the header is another one.
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> match(
      std::span<const HeaderNode> header) const;

 private:
  struct Node {
    std::string long_form{};
    std::string short_form{};
    bool is_optional = false;
    bool has_suffix = false;
  };

  static Node make_node(std::string_view word, bool is_optional);
  bool match_from(std::size_t node, std::span<const HeaderNode> header,
                  std::vector<std::uint32_t>& suffixes) const;

  std::string text_;
  std::vector<Node> nodes_{};
  bool is_query_ = false;
};

}  // namespace fiberloom::drivers
