#include "json_tree.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace fiberloom::core {

namespace {

using Json = nlohmann::json;

constexpr std::size_t deepest_level = 64;

/// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while ..." to its end.
std::string reason_of(const Json::exception& error) {
  std::string_view text = error.what();
  if (const auto bracket = text.find("] "); bracket != std::string_view::npos) {
    text.remove_prefix(bracket + 2);
  }
  for (const std::string_view lead : {"parse error", "syntax error "}) {
    if (!text.starts_with(lead)) continue;
    const std::size_t colon = lead == "parse error" ? text.find(": ") : lead.size() - 2;
    if (colon != std::string_view::npos) text.remove_prefix(colon + 2);
  }
  return std::string(text);
}

/// Builds the tree while nlohmann's parser, which does not recurse, walks the text.
class TreeBuilder final : public nlohmann::json_sax<Json> {
 public:
  TreeBuilder(std::string_view text, Diagnostics& mistakes) : text_(text), mistakes_(mistakes) {}

  JsonNode take() { return std::move(root_); }

  bool null() override { return add(JsonNode{}); }
  bool boolean(bool value) override { return add(JsonNode{value}); }
  bool number_integer(std::int64_t value) override { return add(JsonNode{value}); }
  bool number_unsigned(std::uint64_t value) override {
    if (std::in_range<std::int64_t>(value)) return add(JsonNode{static_cast<std::int64_t>(value)});
    return add(JsonNode{static_cast<double>(value)});
  }
  bool number_float(double value, const std::string&) override { return add(JsonNode{value}); }
  bool string(std::string& value) override { return add(JsonNode{std::move(value)}); }
  bool binary(Json::binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(JsonNode{JsonObject{}}); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(JsonNode{JsonList{}}); }
  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    Level& level = levels_.back();
    level.key = name;
    level.is_duplicate = !level.keys.insert(name).second;
    if (level.is_duplicate) mistakes_.add(pointer(), "key stands twice in one object");
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const Json::exception& error) override {
    const std::size_t at = std::min(position > 0 ? position - 1 : 0, text_.size());
    const std::string_view before = text_.substr(0, at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t column = at - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0
    mistakes_.add(pointer(), "not valid JSON at line " + std::to_string(line) + ", column " +
                                 std::to_string(column) + ": " + reason_of(error));
    return false;
  }

 private:
  struct Level {
    JsonNode node;
    std::string key;  // of the member being read
    std::set<std::string> keys;
    bool is_duplicate = false;
  };

  [[nodiscard]] std::string pointer() const {
    std::string result;
    for (const Level& level : levels_) {
      if (level.node.object() != nullptr) {
        if (!level.keys.empty()) result = pointer_to(result, level.key);
      } else {
        result = pointer_to(result, level.node.list()->size());
      }
    }
    return result;
  }

  bool add(JsonNode node) {
    if (levels_.empty()) {
      root_ = std::move(node);
      return true;
    }
    Level& level = levels_.back();
    if (auto* list = std::get_if<JsonList>(&level.node.value)) {
      list->push_back(std::move(node));
    } else if (!level.is_duplicate) {
      std::get<JsonObject>(level.node.value).push_back({level.key, std::move(node)});
    }
    return true;
  }

  bool open(JsonNode node) {
    if (levels_.size() >= deepest_level) {
      mistakes_.add("", "nested more than " + std::to_string(deepest_level) + " levels deep");
      return false;
    }
    levels_.push_back(Level{std::move(node), {}, {}, false});
    return true;
  }

  bool close() {
    JsonNode node = std::move(levels_.back().node);
    levels_.pop_back();
    return add(std::move(node));
  }

  std::string_view text_;
  Diagnostics& mistakes_;
  JsonNode root_;
  std::vector<Level> levels_;
};

}  // namespace

std::string_view JsonNode::kind() const noexcept {
  static constexpr std::string_view names[] = {"null",     "a boolean", "a number", "a number",
                                               "a string", "a list",    "an object"};
  return names[value.index()];
}

const JsonNode* find_member(const JsonObject& object, std::string_view key) {
  const auto found = std::ranges::find(object, key, &JsonMember::key);
  return found == object.end() ? nullptr : &found->node;
}

std::optional<JsonNode> parse_json(std::string_view text, Diagnostics& mistakes) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    mistakes.add("", "is empty; expected a JSON object");
    return std::nullopt;
  }
  TreeBuilder builder(text, mistakes);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take();
}

std::string json_quoted(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace fiberloom::core
