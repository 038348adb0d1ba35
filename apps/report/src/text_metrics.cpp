#include "text_metrics.hpp"

#include <algorithm>

#include "utf8.hpp"

namespace fiberloom::report::detail {
namespace {

/// Width of a character as a share of the font size (Helvetica's metrics, rounded up by class).
double advance(char32_t character) {
  static constexpr std::string_view thin = "iljI|!.,:;'`()[] tfr/";
  static constexpr std::string_view broad = "mwMW@%";
  if (character < 0x80) {
    const char ascii = static_cast<char>(character);
    if (thin.find(ascii) != std::string_view::npos) return 0.34;
    if (broad.find(ascii) != std::string_view::npos) return 0.88;
    return (ascii >= 'A' && ascii <= 'Z') ? 0.70 : 0.57;
  }
  if (character >= 0x0300 && character <= 0x036F) return 0.0;
  if (character >= 0x2070 && character <= 0x209F) return 0.40;
  return character >= 0x2E80 ? 1.0 : 0.62;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_of(" \n\t", at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

/// The longest beginning of a text that leaves room for an ellipsis, and the ellipsis.
std::string shorten(std::string_view text, const WrapLimits& limits) {
  const double room = limits.width - text_width("…", limits.font_size);
  std::size_t end = 0;
  for (double width = 0.0; end < text.size();) {
    const auto point = decode_at(text, end);
    width += advance(point.value) * limits.font_size;
    if (width > room) break;
    end += point.length;
  }
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace

double text_width(std::string_view text, double font_size) {
  double width = 0.0;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = decode_at(text, at);
    width += advance(point.valid ? point.value : U'\uFFFD');
    at += point.length;
  }
  return width * font_size;
}

std::vector<std::string> wrap_text(std::string_view text, const WrapLimits& limits) {
  std::vector<std::string> lines;
  for (const auto word : words_of(text)) {
    const bool fits = !lines.empty() && text_width(lines.back() + " " + std::string(word),
                                                   limits.font_size) <= limits.width;
    if (fits || lines.size() == std::max<std::size_t>(limits.num_lines, 1)) {
      lines.back() += ' ';
      lines.back() += word;
    } else {
      lines.emplace_back(word);
    }
  }
  for (auto& line : lines) {
    if (text_width(line, limits.font_size) > limits.width) line = shorten(line, limits);
  }
  return lines;
}

}  // namespace fiberloom::report::detail
