#include <fmt/format.h>

#include <fiberloom/drivers/wire/message_scanner.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_text(char c) { return (c >= ' ' && c <= '~') || c == '\t' || c == '\r' || c == '\n'; }

// How many digits the count of a block has; 0 for "#0", nothing when it opens no block.
std::optional<std::size_t> count_digits(char c) {
  if (is_digit(c)) {
    return static_cast<std::size_t>(c - '0');
  }
  if (c == 'A' || (c >= 'C' && c <= 'F')) {
    return static_cast<std::size_t>(c - 'A') + 10;
  }
  return std::nullopt;
}

}  // namespace

MessageScanner::MessageScanner(MessageFormat format) : format_(std::move(format)) {}

void MessageScanner::check_length(std::size_t length, std::string_view where) const {
  if (length > format_.longest) {
    throw protocol_error(where, fmt::format("a message of more than {} bytes", format_.longest));
  }
}

MessageScanner::BlockStart MessageScanner::skip_block(std::string_view message,
                                                      std::string_view where) {
  if (message.size() < at_ + 2) {
    return BlockStart::unfinished;
  }
  const std::optional<std::size_t> digits = count_digits(message[at_ + 1]);
  if (!digits) {
    return BlockStart::none;
  }
  if (*digits == 0) {
    if (!format_.indefinite_bytes) {
      throw protocol_error(where,
                           "a block of indefinite length, whose end this wire does not mark");
    }
    check_length(at_ + *format_.indefinite_bytes, where);
    at_ += 2 + *format_.indefinite_bytes;
    return BlockStart::skipped;
  }
  std::size_t count = 0;
  for (std::size_t i = at_ + 2; i < at_ + 2 + *digits; ++i) {
    if (i >= message.size()) {
      return BlockStart::unfinished;
    }
    if (!is_digit(message[i])) {
      return BlockStart::none;
    }
    count = 10 * count + static_cast<std::size_t>(message[i] - '0');
  }
  check_length(count, where);
  at_ += 2 + *digits + count;
  check_length(at_, where);
  return BlockStart::skipped;
}

bool MessageScanner::is_terminated(std::string_view message) const {
  return message.substr(0, at_).ends_with(format_.terminator);
}

MessageScanner::Progress MessageScanner::scan(std::string_view message, std::string_view where) {
  while (at_ < message.size()) {
    const char c = message[at_];
    if (c == '#' && is_element_start_ && format_.has_blocks && quote_ == '\0') {
      const BlockStart start = skip_block(message, where);
      if (start == BlockStart::unfinished) {
        return {.missing = 1};
      }
      if (start == BlockStart::skipped) {
        is_element_start_ = false;
        continue;
      }
    }
    if (format_.is_text_only && !is_text(c)) {
      throw protocol_error(
          where, fmt::format("byte 0x{:02x} where text should be", static_cast<unsigned char>(c)));
    }
    ++at_;
    check_length(at_, where);
    if (c == format_.terminator.back() && is_terminated(message)) {
      return {.is_complete = true, .end = at_, .missing = 0};
    }
    if (quote_ != '\0') {
      quote_ = c == quote_ ? '\0' : quote_;
    } else if (c == '"' || c == '\'') {
      quote_ = c;
    }
    is_element_start_ = c == ' ' || c == ',' || c == ';' || c == '\t';
  }
  // Behind a block at least the terminator is still to come.
  return {.missing = at_ - message.size() + format_.terminator.size()};
}

}  // namespace fiberloom::drivers
