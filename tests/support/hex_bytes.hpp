#pragma once

#include <string>
#include <string_view>

namespace fiberloom::test {

/// "4853 07 00" as bytes, spaces for the reader alone.
inline std::string from_hex(std::string_view text) {
  std::string bytes;
  std::string pair;
  for (const char c : text) {
    if (c != ' ' && c != '\n') {
      pair += c;
    }
    if (pair.size() == 2) {
      bytes += static_cast<char>(std::stoi(pair, nullptr, 16));
      pair.clear();
    }
  }
  return bytes;
}

/// The other way round, four bytes a word.
inline std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    text += i > 0 && i % 4 == 0 ? " " : "";
    text += digits[byte >> 4U];
    text += digits[byte & 0xfU];
  }
  return text;
}

}  // namespace fiberloom::test
