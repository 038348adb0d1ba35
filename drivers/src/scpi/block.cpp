#include <fiberloom/drivers/scpi/block.hpp>
#include <string>

namespace fiberloom::drivers {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What stands behind "#": how many digits of count, or nothing when this is no block.
std::optional<std::size_t> count_digits(char c) {
  if (is_digit(c)) {
    return static_cast<std::size_t>(c - '0');
  }
  return c == 'A' || (c >= 'C' && c <= 'F') ? std::optional(static_cast<std::size_t>(c - 'A') + 10)
                                            : std::nullopt;
}

std::optional<BlockView> indefinite(std::string_view message, std::size_t at) {
  std::string_view data = message.substr(at + 2);
  std::string_view after;
  if (data.ends_with('\n')) {
    after = data.substr(data.size() - 1);
    data.remove_suffix(1);
  }
  return BlockView{.before = message.substr(0, at), .data = data, .after = after};
}

std::optional<BlockView> block_at(std::string_view message, std::size_t at) {
  if (message.size() < at + 2) {
    return std::nullopt;
  }
  const std::optional<std::size_t> digits = count_digits(message[at + 1]);
  if (!digits) {
    return std::nullopt;
  }
  if (*digits == 0) {
    return indefinite(message, at);
  }
  const std::size_t begin = at + 2 + *digits;
  if (message.size() < begin) {
    return std::nullopt;
  }
  std::size_t count = 0;
  for (std::size_t i = at + 2; i < begin; ++i) {
    if (!is_digit(message[i])) {
      return std::nullopt;
    }
    count = 10 * count + static_cast<std::size_t>(message[i] - '0');
  }
  if (message.size() - begin < count) {
    return std::nullopt;
  }
  return BlockView{.before = message.substr(0, at),
                   .data = message.substr(begin, count),
                   .after = message.substr(begin + count)};
}

}  // namespace

std::string block_header(std::size_t num_bytes) {
  const std::string count = std::to_string(num_bytes);
  // Beyond nine digits IEEE 488.2 has no definite block; the digit goes on in hexadecimal, as instruments do.
  constexpr std::string_view hexadecimal = "0123456789ABCDEF";
  return std::string("#") + hexadecimal[count.size()] + count;
}

std::optional<BlockView> find_block(std::string_view message) {
  char quote = '\0';
  bool is_element_start = true;
  for (std::size_t at = 0; at < message.size(); ++at) {
    const char c = message[at];
    if (c == '#' && is_element_start && quote == '\0') {
      if (const std::optional<BlockView> block = block_at(message, at)) {
        return block;
      }
    }
    if (quote != '\0') {
      quote = c == quote ? '\0' : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    }
    is_element_start = c == ' ' || c == ',' || c == ';' || c == '\t';
  }
  return std::nullopt;
}

}  // namespace fiberloom::drivers
