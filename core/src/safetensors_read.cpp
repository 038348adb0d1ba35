#include <algorithm>
#include <bit>
#include <cmath>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/safetensors.hpp>
#include <limits>
#include <utility>

#include "json_tree.hpp"
#include "little_endian.hpp"

namespace fiberloom::core {

namespace {

constexpr std::size_t largest_header_bytes = 100'000'000;
constexpr std::size_t most_dimensions = 32;

enum class Element { f64, f32, f16, bf16, i64, i32 };

struct ElementRow {
  std::string_view name;
  Element element;
  std::size_t bytes;
};

constexpr ElementRow element_table[] = {{"F64", Element::f64, 8}, {"F32", Element::f32, 4},
                                        {"F16", Element::f16, 2}, {"BF16", Element::bf16, 2},
                                        {"I64", Element::i64, 8}, {"I32", Element::i32, 4}};

/// Where one tensor lies in the data buffer, every number checked.
struct Entry {
  std::string name;
  ElementRow element;
  std::vector<std::size_t> shape;
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Bfloat16 {
  std::uint16_t bits;
  explicit operator double() const {
    return static_cast<double>(std::bit_cast<float>(std::uint32_t{bits} << 16));
  }
};

/// IEEE 754 binary16.
struct Half {
  std::uint16_t bits;
  explicit operator double() const {
    const int exponent = (bits >> 10) & 0x1F;
    const int fraction = bits & 0x3FF;
    double magnitude = std::ldexp(fraction + (exponent > 0 ? 1024 : 0), std::max(exponent, 1) - 25);
    if (exponent == 31) {
      magnitude = fraction == 0 ? std::numeric_limits<double>::infinity()
                                : std::numeric_limits<double>::quiet_NaN();
    }
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
  }
};

class SafetensorsReader {
 public:
  SafetensorsReader(std::string_view bytes, std::string_view source_name)
      : bytes_(bytes), source_name_(source_name) {}

  SafetensorsFile read() {
    const JsonNode header = read_header();
    SafetensorsFile file;
    std::vector<Entry> entries;
    for (const JsonMember& member : *header.object()) {
      if (member.key == "__metadata__") {
        file.metadata = read_metadata(member.node);
      } else {
        entries.push_back(read_entry(member));
      }
    }
    check_coverage(entries);
    for (const Entry& entry : entries) file.tensors.emplace(entry.name, read_tensor(entry));
    return file;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw DocumentError(
        "document.safetensors",
        printable(source_name_, 500) + ": cannot be read as a .safetensors file: " + why);
  }
  [[noreturn]] void fail(std::string_view tensor, const std::string& why) const {
    fail("tensor " + json_quoted(printable(tensor)) + ": " + why);
  }

  JsonNode read_header() {
    if (bytes_.size() < 8) fail("it is shorter than the 8 bytes of the header's length");
    const auto length = little_endian_at<std::uint64_t>(bytes_);
    const std::size_t left = bytes_.size() - 8;
    if (length > largest_header_bytes || length > left) {
      fail("its header claims " + std::to_string(length) + " bytes, the file has " +
           std::to_string(left) + " left and at most 100000000 are allowed");
    }
    Diagnostics mistakes;
    const std::string_view text = bytes_.substr(8, static_cast<std::size_t>(length));
    std::optional<JsonNode> header = parse_json(text, mistakes);
    if (!mistakes.empty()) fail("its header is broken: " + mistakes.one_line("header"));
    if (header->object() == nullptr) {
      fail("its header is " + std::string(header->kind()) + ", not a JSON object");
    }
    data_ = bytes_.substr(8 + static_cast<std::size_t>(length));
    return std::move(*header);
  }

  std::map<std::string, std::string> read_metadata(const JsonNode& node) const {
    if (node.object() == nullptr) fail("__metadata__ is not a JSON object");
    std::map<std::string, std::string> metadata;
    for (const JsonMember& member : *node.object()) {
      if (member.node.string() == nullptr) {
        fail("__metadata__ holds " + std::string(member.node.kind()) + " under " +
             json_quoted(printable(member.key)) + "; only strings are allowed");
      }
      metadata.emplace(member.key, *member.node.string());
    }
    return metadata;
  }

  std::vector<std::size_t> read_sizes(const JsonObject& object, std::string_view key,
                                      std::string_view tensor) const {
    const JsonNode* node = find_member(object, key);
    if (node == nullptr || node->list() == nullptr) fail(tensor, "no list " + json_quoted(key));
    std::vector<std::size_t> sizes;
    for (const JsonNode& item : *node->list()) {
      const auto* number = std::get_if<std::int64_t>(&item.value);
      if (number == nullptr || *number < 0) {
        fail(tensor, json_quoted(key) + " holds something else than whole numbers >= 0");
      }
      sizes.push_back(static_cast<std::size_t>(*number));
    }
    return sizes;
  }

  ElementRow read_element(const JsonObject& object, std::string_view tensor) const {
    const JsonNode* node = find_member(object, "dtype");
    if (node == nullptr || node->string() == nullptr) fail(tensor, "no string \"dtype\"");
    const auto row = std::ranges::find(element_table, *node->string(), &ElementRow::name);
    if (row == std::end(element_table)) {
      fail(tensor, "dtype " + json_quoted(printable(*node->string(), 20)) +
                       " is not supported; known are F64 F32 F16 BF16 I64 I32");
    }
    return *row;
  }

  Entry read_entry(const JsonMember& member) const {
    if (member.node.object() == nullptr) fail(member.key, "its entry is not a JSON object");
    const JsonObject& object = *member.node.object();
    Entry entry{member.key, read_element(object, member.key),
                read_sizes(object, "shape", member.key)};
    if (entry.shape.size() > most_dimensions) fail(member.key, "more than 32 dimensions");
    const auto offsets = read_sizes(object, "data_offsets", member.key);
    if (offsets.size() != 2) fail(member.key, "\"data_offsets\" must hold two numbers");
    entry.begin = offsets[0];
    entry.end = offsets[1];
    if (entry.begin > entry.end || entry.end > data_.size()) {
      fail(member.key, "its offsets " + std::to_string(entry.begin) + " to " +
                           std::to_string(entry.end) + " do not lie inside the file's " +
                           std::to_string(data_.size()) + " bytes of data");
    }
    const auto wanted = bytes_of_shape(entry.shape, entry.element.bytes);
    if (!wanted || *wanted != entry.end - entry.begin) {
      fail(member.key, "its shape needs " + (wanted ? std::to_string(*wanted) : "more than 2^64") +
                           " bytes, its offsets hold " + std::to_string(entry.end - entry.begin));
    }
    return entry;
  }

  void check_coverage(std::vector<Entry>& entries) const {
    std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::size_t position = 0;
    for (const Entry& entry : entries) {
      if (entry.begin < position) fail(entry.name, "it overlaps another tensor");
      if (entry.begin > position) fail(entry.name, "there is a gap before it");
      position = entry.end;
    }
    if (position != data_.size()) {
      fail("the last " + std::to_string(data_.size() - position) +
           " bytes of data belong to no tensor");
    }
  }

  Tensor read_tensor(const Entry& entry) const {
    Tensor tensor;
    tensor.shape = entry.shape;
    const std::string_view data = data_.substr(entry.begin, entry.end - entry.begin);
    switch (entry.element.element) {
      case Element::f64:
        fill<double>(data, tensor.values);
        break;
      case Element::f32:
        fill<float>(data, tensor.values);
        break;
      case Element::f16:
        fill<Half>(data, tensor.values);
        break;
      case Element::bf16:
        fill<Bfloat16>(data, tensor.values);
        break;
      case Element::i64:
        fill<std::int64_t>(data, tensor.integers);
        break;
      case Element::i32:
        fill<std::int32_t>(data, tensor.integers);
        break;
    }
    const Element element = entry.element.element;
    tensor.is_integer = element == Element::i64 || element == Element::i32;
    return tensor;
  }

  template <class Stored, class Value>
  static void fill(std::string_view data, std::vector<Value>& values) {
    values.resize(data.size() / sizeof(Stored));
    for (std::size_t index = 0; index < values.size(); ++index) {
      values[index] = static_cast<Value>(little_endian_at<Stored>(data, index));
    }
  }

  std::string_view bytes_;
  std::string_view source_name_;
  std::string_view data_;
};

}  // namespace

SafetensorsFile parse_safetensors(std::string_view bytes, std::string_view source_name) {
  return SafetensorsReader(bytes, source_name).read();
}

SafetensorsFile read_safetensors(const std::filesystem::path& path) {
  return parse_safetensors(read_file(path), path.string());
}

}  // namespace fiberloom::core
