#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// Cuts a message of several parts into pieces of a size that the other side takes.
class MessageParts {
 public:
  explicit MessageParts(std::span<const std::string_view> parts) : parts_(parts) { skip_empty(); }

  [[nodiscard]] bool is_over() const noexcept { return parts_.empty(); }

  /// The next bytes, as many as there are up to `size`.
  std::string take(std::size_t size) {
    std::string piece;
    while (piece.size() < size && !is_over()) {
      const std::string_view next = parts_.front().substr(at_, size - piece.size());
      piece += next;
      at_ += next.size();
      skip_empty();
    }
    return piece;
  }

 private:
  void skip_empty() {
    while (!parts_.empty() && at_ == parts_.front().size()) {
      parts_ = parts_.subspan(1);
      at_ = 0;
    }
  }

  std::span<const std::string_view> parts_;
  std::size_t at_ = 0;
};

}  // namespace fiberloom::drivers
