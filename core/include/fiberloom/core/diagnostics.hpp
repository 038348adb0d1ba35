#pragma once

#include <cstddef>
#include <fiberloom/core/error.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::core {

/// One mistake in a document and the place it stands at.
struct Mistake {
  std::string pointer;  ///< JSON pointer (RFC 6901); empty for the whole document
  std::string message;
};

/// All mistakes of one document, in the order they were found; the first 1000 are kept, all counted.
class Diagnostics {
 public:
  void add(std::string pointer, std::string message);

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] std::span<const Mistake> mistakes() const noexcept { return mistakes_; }

  /// Every mistake on one line: `rig.json#/stages/0/gain: missing; rig.json#/nam: unknown key (…)`.
  /// After 20 mistakes only their number is told. Control characters are replaced.
  [[nodiscard]] std::string one_line(std::string_view source_name) const;

 private:
  std::vector<Mistake> mistakes_;
  std::size_t count_ = 0;
};

/// A document that was refused; `what()` is the one line with all its mistakes.
///
/// Codes: "document.syntax" (not JSON), "document.schema" (another kind of document),
///        "document.invalid" (any other mistake).
class InvalidDocument : public DocumentError {
 public:
  InvalidDocument(std::string code, std::string_view source_name, Diagnostics diagnostics);

  [[nodiscard]] const Diagnostics& diagnostics() const noexcept { return diagnostics_; }

 private:
  Diagnostics diagnostics_;
};

/// `parent` extended by one member name, escaped as RFC 6901 wants: "/a", "b/c" -> "/a/b~1c".
[[nodiscard]] std::string pointer_to(std::string_view parent, std::string_view key);
[[nodiscard]] std::string pointer_to(std::string_view parent, std::size_t index);

/// The known key a person most likely meant, or an empty view when none is near.
[[nodiscard]] std::string_view nearest_key(std::string_view key,
                                           std::span<const std::string> known);

/// `text` fit for one line of a terminal: control characters and broken bytes become '?',
/// and what is longer than `limit` bytes is cut with "...".
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit = 80);

}  // namespace fiberloom::core
