#include <algorithm>
#include <cmath>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/document.hpp>
#include <utility>

#include "field_checks.hpp"
#include "json_tree.hpp"

namespace fiberloom::core {

namespace {

constexpr std::uint64_t largest_document_bytes = std::uint64_t{64} << 20;

/// Whole numbers up to 2^53, written 3, 3.0 or 3e0; beyond it a double is not trusted to be whole.
std::optional<std::int64_t> whole_number(const JsonNode& node) {
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) return *integer;
  const auto* real = std::get_if<double>(&node.value);
  constexpr double largest = 9007199254740992.0;
  if (real == nullptr || std::abs(*real) > largest || *real != std::floor(*real)) return {};
  return static_cast<std::int64_t>(*real);
}

std::optional<double> number(const JsonNode& node) {
  if (const auto* real = std::get_if<double>(&node.value)) return *real;
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    return static_cast<double>(*integer);
  }
  return {};
}

std::string quoted_or_kind(const JsonNode& node) {
  if (node.string() != nullptr) return "the string " + json_quoted(printable(*node.string(), 40));
  if (const auto real = number(node)) return number_text(*real, {.exact = true});
  return std::string(node.kind());
}

class DocumentReader final : public FieldVisitor {
 public:
  DocumentReader(const JsonNode& root, Diagnostics& mistakes) : mistakes_(mistakes) {
    push(root, "");
    frames_.back().known.emplace_back("schema");
  }

  void finish() { leave_object(); }

  void require(bool holds, std::string_view key, std::string_view message) override {
    Frame& frame = frames_.back();
    if (holds || mistakes_.size() != frame.mistakes_before) return;
    mistakes_.add(pointer_to(frame.pointer, key), std::string(message));
    ++frame.mistakes_before;  // one broken rule does not hide the next
  }

 protected:
  void visit(std::string_view key, double& value, const FieldOptions& options) override {
    scalar(key, value, "a number", options, &DocumentReader::read_number);
  }
  void visit(std::string_view key, std::int64_t& value, const FieldOptions& options) override {
    scalar(key, value, "a whole number", options, &DocumentReader::read_integer);
  }
  void visit(std::string_view key, bool& value, const FieldOptions& options) override {
    scalar(key, value, "true or false", options, &DocumentReader::read_boolean);
  }
  void visit(std::string_view key, std::string& value, const FieldOptions& options) override {
    scalar(key, value, "a string", options, &DocumentReader::read_string);
  }
  void visit(std::string_view key, std::vector<double>& value,
             const FieldOptions& options) override {
    list(key, value, options, &DocumentReader::read_number);
  }
  void visit(std::string_view key, std::vector<std::int64_t>& value,
             const FieldOptions& options) override {
    list(key, value, options, &DocumentReader::read_integer);
  }
  void visit(std::string_view key, std::vector<std::string>& value,
             const FieldOptions& options) override {
    list(key, value, options, &DocumentReader::read_string);
  }

  bool has_optional(std::string_view key, bool) override {
    frames_.back().known.emplace_back(key);
    return find_member(*frames_.back().object, key) != nullptr;
  }

  bool enter_object(std::string_view key, const FieldOptions& options) override {
    const JsonNode* node = find(key, "an object", options);
    if (node == nullptr) return false;
    return push(*node, pointer_to(frames_.back().pointer, key));
  }

  void leave_object() override {
    const Frame frame = std::move(frames_.back());
    frames_.pop_back();
    std::vector<std::string> absent;
    for (const std::string& key : frame.known) {
      if (find_member(*frame.object, key) == nullptr) absent.push_back(key);
    }
    for (const JsonMember& member : *frame.object) {
      if (std::ranges::find(frame.known, member.key) != frame.known.end()) continue;
      std::string message = "unknown key";
      if (const auto nearest = nearest_key(member.key, absent); !nearest.empty()) {
        message += " (did you mean " + json_quoted(nearest) + "?)";
      }
      mistakes_.add(pointer_to(frame.pointer, member.key), std::move(message));
    }
  }

  std::optional<std::size_t> enter_list(std::string_view key, std::size_t,
                                        const FieldOptions& options) override {
    const JsonNode* node = find(key, "a list of objects", options);
    if (node == nullptr) return {};
    const std::string pointer = pointer_to(frames_.back().pointer, key);
    if (!check_list(*node, "a list of objects", pointer, options)) return {};
    lists_.push_back({node->list(), pointer});
    return node->list()->size();
  }

  bool enter_item(std::size_t index) override {
    const auto& [items, pointer] = lists_.back();
    return push((*items)[index], pointer_to(pointer, index));
  }

  void leave_list() override { lists_.pop_back(); }

  [[nodiscard]] bool is_reading() const noexcept override { return true; }

 private:
  struct Frame {
    const JsonObject* object;
    std::string pointer;
    std::size_t mistakes_before;
    std::vector<std::string> known = {};
  };
  struct OpenList {
    const JsonList* items;
    std::string pointer;
  };
  template <class T>
  using Read = std::string (*)(const JsonNode&, T&, const FieldOptions&);

  bool push(const JsonNode& node, std::string pointer) {
    if (node.object() == nullptr) {
      mistakes_.add(std::move(pointer), "expected an object, found " + quoted_or_kind(node));
      return false;
    }
    frames_.push_back({node.object(), std::move(pointer), mistakes_.size()});
    return true;
  }

  const JsonNode* find(std::string_view key, std::string_view expected,
                       const FieldOptions& options) {
    Frame& frame = frames_.back();
    frame.known.emplace_back(key);
    const JsonNode* node = find_member(*frame.object, key);
    if (node == nullptr && options.required) {
      mistakes_.add(pointer_to(frame.pointer, key), "missing, expected " + std::string(expected));
    }
    return node;
  }

  bool check_list(const JsonNode& node, std::string_view expected, const std::string& pointer,
                  const FieldOptions& options) {
    std::string mistake;
    if (node.list() == nullptr) {
      mistake = "expected " + std::string(expected) + ", found " + quoted_or_kind(node);
    } else {
      mistake = length_mistake(node.list()->size(), "items", options);
    }
    if (!mistake.empty()) mistakes_.add(pointer, mistake);
    return mistake.empty();
  }

  template <class T>
  void scalar(std::string_view key, T& value, std::string_view expected,
              const FieldOptions& options, Read<T> read) {
    const JsonNode* node = find(key, expected, options);
    if (node == nullptr) return;
    T found{};
    std::string mistake = read(*node, found, options);
    if (mistake.empty()) {
      value = std::move(found);
    } else {
      mistakes_.add(pointer_to(frames_.back().pointer, key), std::move(mistake));
    }
  }

  template <class T>
  void list(std::string_view key, std::vector<T>& value, const FieldOptions& options,
            Read<T> read) {
    const JsonNode* node = find(key, "a list", options);
    if (node == nullptr) return;
    const std::string pointer = pointer_to(frames_.back().pointer, key);
    if (!check_list(*node, "a list", pointer, options)) return;
    FieldOptions of_items = options;
    of_items.minimum_length = 0;
    of_items.maximum_length.reset();
    std::vector<T> found(node->list()->size());
    const std::size_t mistakes_before = mistakes_.size();
    for (std::size_t index = 0; index < found.size(); ++index) {
      std::string mistake = read((*node->list())[index], found[index], of_items);
      if (!mistake.empty()) mistakes_.add(pointer_to(pointer, index), std::move(mistake));
    }
    if (mistakes_.size() == mistakes_before) value = std::move(found);
  }

  static std::string read_number(const JsonNode& node, double& value, const FieldOptions& options) {
    const auto found = number(node);
    if (!found) return "expected a number, found " + quoted_or_kind(node);
    value = *found;
    return number_mistake(value, options);
  }
  static std::string read_integer(const JsonNode& node, std::int64_t& value,
                                  const FieldOptions& options) {
    const auto found = whole_number(node);
    if (!found) return "expected a whole number, found " + quoted_or_kind(node);
    value = *found;
    return number_mistake(static_cast<double>(value), options);
  }
  static std::string read_boolean(const JsonNode& node, bool& value, const FieldOptions&) {
    const auto* found = std::get_if<bool>(&node.value);
    if (found == nullptr) return "expected true or false, found " + quoted_or_kind(node);
    value = *found;
    return {};
  }
  static std::string read_string(const JsonNode& node, std::string& value,
                                 const FieldOptions& options) {
    if (node.string() == nullptr) return "expected a string, found " + quoted_or_kind(node);
    value = *node.string();
    return string_mistake(value, options);
  }

  Diagnostics& mistakes_;
  std::vector<Frame> frames_;
  std::vector<OpenList> lists_;
};

/// Refuses what is no document of this schema at all; a missing "schema" is one mistake among others.
void check_schema(const JsonNode& root, std::string_view source_name, std::string_view schema,
                  Diagnostics& mistakes) {
  const std::string wanted = "expected " + json_quoted(schema);
  if (root.object() == nullptr) {
    mistakes.add("", "expected an object, found " + quoted_or_kind(root));
    throw InvalidDocument("document.invalid", source_name, std::move(mistakes));
  }
  const JsonNode* node = find_member(*root.object(), "schema");
  if (node == nullptr) {
    mistakes.add("/schema", "missing, " + wanted);
  } else if (node->string() == nullptr || *node->string() != schema) {
    mistakes.add("/schema", wanted + ", found " + quoted_or_kind(*node));
    throw InvalidDocument("document.schema", source_name, std::move(mistakes));
  }
}

}  // namespace

namespace detail {

void read_fields(std::string_view text, std::string_view source_name, std::string_view schema,
                 const FieldList& fields) {
  Diagnostics mistakes;
  const std::optional<JsonNode> root = parse_json(text, mistakes);
  if (!root) throw InvalidDocument("document.syntax", source_name, std::move(mistakes));
  check_schema(*root, source_name, schema, mistakes);
  DocumentReader reader(*root, mistakes);
  fields(reader);
  reader.finish();
  if (!mistakes.empty()) {
    throw InvalidDocument("document.invalid", source_name, std::move(mistakes));
  }
}

std::string read_document_text(const std::filesystem::path& path) {
  return read_file(path, largest_document_bytes);
}

void write_document_text(const std::filesystem::path& path, std::string_view text) {
  write_file_atomically(path, text);
}

}  // namespace detail

std::optional<std::string> schema_of_text(std::string_view text) {
  Diagnostics mistakes;
  const std::optional<JsonNode> root = parse_json(text, mistakes);
  if (!root || root->object() == nullptr) return {};
  const JsonNode* node = find_member(*root->object(), "schema");
  if (node == nullptr || node->string() == nullptr) return {};
  return *node->string();
}

}  // namespace fiberloom::core
