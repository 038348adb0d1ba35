#include "npy_header.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <set>

#include "little_endian.hpp"

namespace fiberloom::core {

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t most_dimensions = 32;

struct TypeRow {
  std::string_view description;
  NpyType type;
  std::size_t bytes;
};

constexpr TypeRow type_table[] = {{"|b1", NpyType::boolean, 1},     {"|u1", NpyType::unsigned8, 1},
                                  {"<i2", NpyType::integer16, 2},   {"<i4", NpyType::integer32, 4},
                                  {"<i8", NpyType::integer64, 8},   {"<f4", NpyType::float32, 4},
                                  {"<f8", NpyType::float64, 8},     {"<c8", NpyType::complex64, 8},
                                  {"<c16", NpyType::complex128, 16}};

/// Reads the one dict literal NumPy writes: {'descr': '<f8', 'fortran_order': False, 'shape': (3,), }
class DictReader {
 public:
  DictReader(std::string_view text, std::string_view source_name)
      : text_(text), source_name_(source_name) {}

  void read(NpyHeader& header) {
    expect('{');
    std::set<std::string, std::less<>> keys;
    while (!skip('}')) {
      const std::string key(quoted());
      if (!keys.insert(key).second) fail("the key '" + printable(key, 40) + "' stands twice");
      expect(':');
      read_value(key, header);
      if (skip('}')) break;
      expect(',');
    }
    skip_blanks();
    if (!text_.empty()) fail("there is text after the closing brace");
    for (const std::string_view wanted : {"descr", "fortran_order", "shape"}) {
      if (!keys.contains(wanted)) fail("the key '" + std::string(wanted) + "' is missing");
    }
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    refuse_npy(source_name_, "its header is broken: " + why);
  }

  void read_value(std::string_view key, NpyHeader& header) {
    if (key == "descr") {
      header.type = type();
    } else if (key == "fortran_order") {
      header.is_fortran_order = boolean();
    } else if (key == "shape") {
      header.shape = shape();
    } else {
      fail("unknown key '" + printable(key, 40) + "'");
    }
  }

  void skip_blanks() {
    const std::size_t first = text_.find_first_not_of(" \t\r\n");
    text_.remove_prefix(std::min(first, text_.size()));
  }
  bool skip(char wanted) {
    skip_blanks();
    if (!text_.starts_with(wanted)) return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) {
    if (skip(wanted)) return;
    const std::string found = text_.empty() ? "its end" : "'" + printable(text_, 20) + "'";
    fail(std::string("expected '") + wanted + "', found " + found);
  }
  bool skip_word(std::string_view word) {
    skip_blanks();
    if (!text_.starts_with(word)) return false;
    text_.remove_prefix(word.size());
    return true;
  }

  std::string_view quoted() {
    skip_blanks();
    const char quote = text_.empty() ? '\0' : text_.front();
    if (quote != '\'' && quote != '"') fail("expected a quoted string");
    const std::size_t end = text_.find(quote, 1);
    if (end == std::string_view::npos) fail("a string has no closing quote");
    const std::string_view inner = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    return inner;
  }

  bool boolean() {
    if (skip_word("True")) return true;
    if (skip_word("False")) return false;
    fail("fortran_order is neither True nor False");
  }

  NpyType type() {
    skip_blanks();
    if (text_.starts_with('[')) {
      refuse_npy(source_name_, "structured types are not supported; save one plain array per file");
    }
    const std::string_view description = quoted();
    const auto row = std::ranges::find(type_table, description, &TypeRow::description);
    if (row != std::end(type_table)) return row->type;
    if (description.starts_with('>')) {
      refuse_npy(source_name_, "it is big-endian (" + printable(description, 20) +
                                   "); save it with .astype('<" +
                                   printable(description.substr(1), 20) + "')");
    }
    std::string known;
    for (const TypeRow& each : type_table) known += ' ' + std::string(each.description);
    refuse_npy(source_name_, "its element type '" + printable(description, 20) +
                                 "' is not supported; known are" + known);
  }

  std::vector<std::size_t> shape() {
    std::vector<std::size_t> extents;
    expect('(');
    while (!skip(')')) {
      skip_blanks();
      std::size_t extent = 0;
      const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), extent);
      if (error != std::errc{}) fail("an extent of the shape is not a number that can be used");
      text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
      skip('L');  // Python 2 wrote long integers so
      extents.push_back(extent);
      if (extents.size() > most_dimensions) fail("the shape has more than 32 dimensions");
      if (skip(')')) break;
      expect(',');
    }
    return extents;
  }

  std::string_view text_;
  std::string_view source_name_;
};

}  // namespace

NpyHeader parse_npy_header(std::string_view bytes, std::string_view source_name) {
  if (!bytes.starts_with(magic)) refuse_npy(source_name, "it does not begin with \\x93NUMPY");
  if (bytes.size() < 10) refuse_npy(source_name, "it ends inside the header");
  const auto major = static_cast<unsigned char>(bytes[6]);
  if (major < 1 || major > 3) {
    refuse_npy(source_name, "format version " + std::to_string(major) + " is not known (1 to 3)");
  }
  const std::size_t length_bytes = major == 1 ? 2 : 4;
  const std::size_t begin = 8 + length_bytes;
  if (bytes.size() < begin) refuse_npy(source_name, "it ends inside the header");
  const std::size_t length = major == 1 ? little_endian_at<std::uint16_t>(bytes.substr(8))
                                        : little_endian_at<std::uint32_t>(bytes.substr(8));
  if (length > bytes.size() - begin) {
    refuse_npy(source_name, "its header claims " + std::to_string(length) +
                                " bytes, the file has " + std::to_string(bytes.size() - begin) +
                                " left");
  }
  NpyHeader header;
  header.data_begin = begin + length;
  DictReader(bytes.substr(begin, length), source_name).read(header);
  return header;
}

std::size_t element_bytes(NpyType type) {
  return std::ranges::find(type_table, type, &TypeRow::type)->bytes;
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text = "(";
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    text += (axis > 0 ? ", " : "") + std::to_string(shape[axis]);
  }
  return text + (shape.size() == 1 ? ",)" : ")");
}

void refuse_npy(std::string_view source_name, const std::string& why) {
  throw DocumentError("document.npy",
                      printable(source_name, 500) + ": cannot be read as a .npy array: " + why);
}

}  // namespace fiberloom::core
