#include <fiberloom/core/diagnostics.hpp>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace fiberloom::core {

namespace {

constexpr std::size_t mistakes_told = 20;
constexpr std::size_t mistakes_kept = 1000;
constexpr std::size_t longest_compared = 64;

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& letter : result) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return result;
}

/// Levenshtein distance, one row of the table at a time.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0U : 1U);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

/// Number of bytes of the well-formed UTF-8 sequence at the front of `text`; 0 when it is broken.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char lead = byte(0);
  std::size_t length = 1;
  if (lead >= 0x80) length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (lead > 0xF4 || length > text.size()) return 0;
  for (std::size_t index = 1; index < length; ++index) {
    if ((byte(index) & 0xC0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

void Diagnostics::add(std::string pointer, std::string message) {
  ++count_;
  if (mistakes_.size() < mistakes_kept) {
    mistakes_.push_back({std::move(pointer), std::move(message)});
  }
}

std::string Diagnostics::one_line(std::string_view source_name) const {
  std::string line;
  const std::size_t told = std::min(mistakes_.size(), mistakes_told);
  const std::string source = printable(source_name, 500);
  for (std::size_t index = 0; index < told; ++index) {
    if (index > 0) line += "; ";
    line += source + '#' + printable(mistakes_[index].pointer, 300) + ": " +
            printable(mistakes_[index].message, 500);
  }
  if (told < count_) {
    line += "; and " + std::to_string(count_ - told) + " more mistakes";
  }
  return line;
}

InvalidDocument::InvalidDocument(std::string code, std::string_view source_name,
                                 Diagnostics diagnostics)
    : DocumentError(std::move(code), diagnostics.one_line(source_name)),
      diagnostics_(std::move(diagnostics)) {}

std::string pointer_to(std::string_view parent, std::string_view key) {
  std::string pointer(parent);
  pointer += '/';
  for (const char letter : key) {
    if (letter == '~') {
      pointer += "~0";
    } else if (letter == '/') {
      pointer += "~1";
    } else {
      pointer += letter;
    }
  }
  return pointer;
}

std::string pointer_to(std::string_view parent, std::size_t index) {
  return std::string(parent) + '/' + std::to_string(index);
}

std::string_view nearest_key(std::string_view key, std::span<const std::string> known) {
  if (key.size() < 2 || key.size() > longest_compared) return {};
  const std::string wanted = lower_case(key);
  std::string_view nearest;
  std::size_t best = std::max<std::size_t>(1, key.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::string other = lower_case(candidate);
    std::size_t distance = edit_distance(wanted, other);
    // Most often only the unit at the end of a key is forgotten or spelled otherwise.
    const bool is_prefix = wanted.size() >= 3 && other.starts_with(wanted);
    if (is_prefix) distance = std::min<std::size_t>(distance, 1);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (result.size() + std::max<std::size_t>(length, 1) > limit) return result + "...";
    const auto lead = static_cast<unsigned char>(text.front());
    const bool is_shown = length > 1 || (length == 1 && lead >= 0x20 && lead != 0x7F);
    result += is_shown ? text.substr(0, length) : std::string_view("?");
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

}  // namespace fiberloom::core
