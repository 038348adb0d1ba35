#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/diagnostics.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fiberloom::core {

struct JsonMember;
struct JsonNode;

using JsonList = std::vector<JsonNode>;
using JsonObject = std::vector<JsonMember>;

/// A parsed JSON value; integers beyond int64 are doubles, members keep the order of the text.
struct JsonNode {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, JsonList, JsonObject> value;

  [[nodiscard]] const JsonObject* object() const noexcept {
    return std::get_if<JsonObject>(&value);
  }
  [[nodiscard]] const JsonList* list() const noexcept { return std::get_if<JsonList>(&value); }
  [[nodiscard]] const std::string* string() const noexcept {
    return std::get_if<std::string>(&value);
  }
  /// "a number", "an object", ...: for messages.
  [[nodiscard]] std::string_view kind() const noexcept;
};

struct JsonMember {
  std::string key;
  JsonNode node;
};

/// The member of that name, or null.
[[nodiscard]] const JsonNode* find_member(const JsonObject& object, std::string_view key);

/// Parses JSON text at most 64 levels deep.
///
/// A syntax error becomes one mistake with line and column, and nothing is returned; each key that
/// stands twice in one object becomes a mistake, and its first value is kept.
[[nodiscard]] std::optional<JsonNode> parse_json(std::string_view text, Diagnostics& mistakes);

/// `text` as a JSON string literal with its quotes; broken UTF-8 becomes U+FFFD.
[[nodiscard]] std::string json_quoted(std::string_view text);

}  // namespace fiberloom::core
