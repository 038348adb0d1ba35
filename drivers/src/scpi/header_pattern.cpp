#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/scpi/header_pattern.hpp>

namespace fiberloom::drivers {
namespace {

bool is_upper_or_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '*';
}

}  // namespace

HeaderPattern::Node HeaderPattern::make_node(std::string_view word, bool is_optional) {
  Node node{.is_optional = is_optional};
  if (word.ends_with('#')) {
    node.has_suffix = true;
    word.remove_suffix(1);
  }
  for (const char c : word) {
    if (is_upper_or_digit(c)) {
      node.short_form += c;
    }
    node.long_form += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return node;
}

HeaderPattern::HeaderPattern(std::string_view text) : text_(text) {
  if (text.ends_with('?')) {
    is_query_ = true;
    text.remove_suffix(1);
  }
  while (!text.empty()) {
    const bool is_optional = text.front() == '[';
    std::string_view word = text.substr(is_optional ? 1 : 0);
    if (word.starts_with(':')) {
      word.remove_prefix(1);
    }
    const std::size_t end = std::min(word.find_first_of(is_optional ? "]" : ":["), word.size());
    nodes_.push_back(make_node(word.substr(0, end), is_optional));
    if (nodes_.back().short_form.empty() ||
        nodes_.back().long_form.find_first_of("[]:?# ") != std::string::npos) {
      break;
    }
    text = word.substr(end);
    if (is_optional && text.starts_with(']')) {
      text.remove_prefix(1);
    }
  }
  if (nodes_.empty() || !text.empty()) {
    throw core::InputError("input.scpi_pattern", fmt::format("'{}' is no command pattern, such as "
                                                             "\"SOURce#:POWer[:LEVel]?\"",
                                                             text_));
  }
}

bool HeaderPattern::match_from(std::size_t node, std::span<const HeaderNode> header,
                               std::vector<std::uint32_t>& suffixes) const {
  if (node == nodes_.size()) {
    return header.empty();
  }
  const Node& wanted = nodes_[node];
  const std::size_t num_suffixes = suffixes.size();
  const bool is_same =
      !header.empty() &&
      (header.front().word == wanted.short_form || header.front().word == wanted.long_form) &&
      (wanted.has_suffix || !header.front().suffix);
  if (is_same) {
    if (wanted.has_suffix) {
      suffixes.push_back(header.front().suffix.value_or(1));
    }
    if (match_from(node + 1, header.subspan(1), suffixes)) {
      return true;
    }
    suffixes.resize(num_suffixes);
  }
  if (!wanted.is_optional) {
    return false;
  }
  if (wanted.has_suffix) {
    suffixes.push_back(1);
  }
  if (match_from(node + 1, header, suffixes)) {
    return true;
  }
  suffixes.resize(num_suffixes);
  return false;
}

std::optional<std::vector<std::uint32_t>> HeaderPattern::match(
    std::span<const HeaderNode> header) const {
  std::vector<std::uint32_t> suffixes;
  if (!match_from(0, header, suffixes)) {
    return std::nullopt;
  }
  return suffixes;
}

}  // namespace fiberloom::drivers
