#include <fiberloom/report/escape.hpp>

#include "utf8.hpp"

namespace fiberloom::report {
namespace {

std::string_view entity(char32_t character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  for (std::size_t at = 0; at < text.size();) {
    const auto point = detail::decode_at(text, at);
    const auto name = entity(point.value);
    if (!name.empty()) {
      result += name;
    } else if (point.valid && point.value == '\r') {
      // Half of a line end made elsewhere: the newline is enough.
    } else if (!point.valid || detail::is_forbidden(point.value)) {
      result += detail::replacement_character;
    } else {
      result += text.substr(at, point.length);
    }
    at += point.length;
  }
  return result;
}

std::string escape_markup(std::string_view text) {
  std::string result;
  for (const char character : text) {
    if (character == '\\' || character == '*' || character == '`') result += '\\';
    result += character;
  }
  return result;
}

}  // namespace fiberloom::report
