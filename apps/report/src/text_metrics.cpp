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

struct Word {
  std::string_view text{};
  bool is_glued = false;  ///< goes on without a blank
};

bool is_lower(char character) { return character >= 'a' && character <= 'z'; }
bool is_upper(char character) { return character >= 'A' && character <= 'Z'; }

/// Where a word that is too long may be cut: after a joining sign, or inside "SyntheticControl".
std::size_t cut_of(std::string_view word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    const char last = word[i - 1];
    const bool is_joint = last == '-' || last == '_' || last == '/';
    if (is_joint || (is_lower(last) && is_upper(word[i]))) return i;
  }
  return word.size();
}

std::vector<Word> words_of(std::string_view text, const WrapLimits& limits) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find_first_of(" \n\t", at), text.size());
    std::string_view rest = text.substr(at, end - at);
    for (bool is_glued = false; !rest.empty(); is_glued = true) {
      const bool fits = text_width(rest, limits.font_size) <= limits.width;
      const std::size_t cut = fits ? rest.size() : cut_of(rest);
      words.push_back({rest.substr(0, cut), is_glued});
      rest.remove_prefix(cut);
    }
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
  for (const Word& word : words_of(text, limits)) {
    const std::string more = (word.is_glued ? "" : " ") + std::string(word.text);
    const bool fits =
        !lines.empty() && text_width(lines.back() + more, limits.font_size) <= limits.width;
    if (fits || lines.size() == std::max<std::size_t>(limits.num_lines, 1)) {
      lines.back() += more;
    } else {
      lines.emplace_back(word.text);
    }
  }
  for (auto& line : lines) {
    if (text_width(line, limits.font_size) > limits.width) line = shorten(line, limits);
  }
  return lines;
}

}  // namespace fiberloom::report::detail
