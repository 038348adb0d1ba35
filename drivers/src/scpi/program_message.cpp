#include <algorithm>
#include <charconv>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/scpi/program_message.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr std::size_t longest_word = 12;    // IEEE 488.2, 7.6.1.4.1
constexpr std::size_t most_nodes = 16;      // deeper trees exist nowhere
constexpr std::size_t longest_detail = 64;  // of what was sent, in an error

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// A recursive-descent parser over one message; the first thing that is wrong is thrown and ends it.
class Parser {
 public:
  explicit Parser(std::string_view message) : message_(message) {}

  ProgramMessage parse() {
    ProgramMessage result;
    try {
      skip_spaces();
      while (!is_over()) {
        if (peek() == ';') {  // an empty unit is allowed
          ++at_;
        } else {
          result.units.push_back(unit());
          if (!is_over() && peek() != ';') {
            throw ScpiFailure(-103, rest());
          }
        }
        skip_spaces();
      }
    } catch (const ScpiFailure& failure) {
      result.error = failure.error();
    }
    return result;
  }

 private:
  [[nodiscard]] bool is_over() const { return at_ >= message_.size(); }
  [[nodiscard]] char peek() const { return is_over() ? '\0' : message_[at_]; }
  // What is left, as far as an error may quote it.
  [[nodiscard]] std::string rest() const {
    std::string text(message_.substr(std::min(at_, message_.size()), longest_detail));
    std::ranges::replace_if(
        text, [](char c) { return c < ' ' || c > '~'; }, '.');
    return text;
  }
  void skip_spaces() {
    while (!is_over() && is_space(peek())) {
      ++at_;
    }
  }

  ProgramUnit unit() {
    ProgramUnit result;
    if (peek() == '*') {
      ++at_;
      HeaderNode node = word();
      node.word.insert(0, "*");
      result.header.push_back(std::move(node));
    } else {
      result.header = header();
    }
    if (peek() == '?') {
      result.is_query = true;
      ++at_;
    }
    if (!is_over() && !is_space(peek()) && peek() != ';') {
      throw ScpiFailure(peek() < ' ' || peek() > '~' ? -101 : -102, rest());
    }
    skip_spaces();
    if (!is_over() && peek() != ';') {
      result.parameters = parameters();
    }
    return result;
  }

  std::vector<HeaderNode> header() {
    std::vector<HeaderNode> nodes;
    if (peek() == ':') {
      ++at_;
    } else {
      nodes = place_;
    }
    nodes.push_back(word());
    while (peek() == ':') {
      ++at_;
      nodes.push_back(word());
      if (nodes.size() > most_nodes) {
        throw ScpiFailure(-113, rest());
      }
    }
    place_.assign(nodes.begin(), nodes.end() - 1);
    return nodes;
  }

  HeaderNode word() {
    if (!is_letter(peek())) {
      throw ScpiFailure(is_over() || (peek() >= ' ' && peek() <= '~') ? -102 : -101, rest());
    }
    HeaderNode node;
    while (is_letter(peek()) || peek() == '_' || (is_digit(peek()) && !ends_in_number())) {
      node.word += upper(peek());
      ++at_;
      if (node.word.size() > longest_word) {
        throw ScpiFailure(-112, node.word);
      }
    }
    if (is_digit(peek())) {
      node.suffix = suffix();
    }
    return node;
  }

  // Digits at the end of a word are its suffix; inside they belong to it.
  [[nodiscard]] bool ends_in_number() const {
    std::size_t end = at_;
    while (end < message_.size() && is_digit(message_[end])) {
      ++end;
    }
    return end >= message_.size() || !(is_letter(message_[end]) || message_[end] == '_');
  }

  std::uint32_t suffix() {
    std::uint32_t value = 0;
    const char* begin = message_.data() + at_;
    const auto [end, trouble] = std::from_chars(begin, message_.data() + message_.size(), value);
    if (trouble != std::errc{}) {
      throw ScpiFailure(-114, rest());
    }
    at_ += static_cast<std::size_t>(end - begin);
    return value;
  }

  std::vector<ScpiParameter> parameters() {
    std::vector<ScpiParameter> result;
    for (;;) {
      result.push_back(parameter());
      skip_spaces();
      if (peek() != ',') {
        return result;
      }
      ++at_;
      skip_spaces();
    }
  }

  ScpiParameter parameter() {
    const char c = peek();
    if (c == '"' || c == '\'') {
      return string(c);
    }
    if (c == '(') {
      return expression();
    }
    if (c == '#') {
      return block_or_number();
    }
    if (is_digit(c) || c == '+' || c == '-' || c == '.') {
      return number();
    }
    if (is_letter(c)) {
      return character_data();
    }
    if (is_over() || c == ',' || c == ';') {
      throw ScpiFailure(-109, rest());
    }
    throw ScpiFailure(c < ' ' || c > '~' ? -101 : -102, rest());
  }

  ScpiParameter string(char quote) {
    const std::size_t begin = at_++;
    for (;;) {
      if (is_over()) {
        throw ScpiFailure(-151, "the closing quote is missing");
      }
      const char c = message_[at_++];
      if (c == quote) {
        if (peek() != quote) {  // a doubled quote is one of the string
          break;
        }
        ++at_;
      }
    }
    return {.kind = ParameterKind::string, .text = message_.substr(begin, at_ - begin)};
  }

  ScpiParameter expression() {
    const std::size_t begin = at_;
    const std::size_t end = message_.find(')', at_);
    if (end == std::string_view::npos) {
      throw ScpiFailure(-171, rest());
    }
    at_ = end + 1;
    return {.kind = ParameterKind::expression, .text = message_.substr(begin, at_ - begin)};
  }

  // "#H1F", "#Q17" and "#B101" are numbers; a digit opens a block.
  ScpiParameter block_or_number() {
    const char kind = at_ + 1 < message_.size() ? upper(message_[at_ + 1]) : '\0';
    if (kind == 'H' || kind == 'Q' || kind == 'B') {
      const std::size_t begin = at_;
      at_ += 2;
      while (is_digit(peek()) || is_letter(peek())) {
        ++at_;
      }
      return {.kind = ParameterKind::number, .text = message_.substr(begin, at_ - begin)};
    }
    const std::optional<BlockView> block = find_block(message_.substr(at_));
    if (!block || !block->before.empty()) {
      throw ScpiFailure(-161, rest());
    }
    at_ = message_.size() - block->after.size();
    return {.kind = ParameterKind::block, .text = block->data};
  }

  ScpiParameter number() {
    ScpiParameter result{.kind = ParameterKind::number};
    const std::size_t begin = at_;
    if (peek() == '+' || peek() == '-') {
      ++at_;
    }
    const std::size_t digits = at_;
    while (is_digit(peek()) || peek() == '.') {
      ++at_;
    }
    if (at_ == digits) {
      throw ScpiFailure(-121, rest());
    }
    exponent();
    result.text = message_.substr(begin, at_ - begin);
    skip_spaces();
    const std::size_t suffix_begin = at_;
    while ((at_ > suffix_begin || !is_digit(peek())) &&
           (is_letter(peek()) || is_digit(peek()) || peek() == '/' || peek() == '%')) {
      ++at_;
    }
    result.suffix = message_.substr(suffix_begin, at_ - suffix_begin);
    return result;
  }

  // An E belongs to the number only when digits follow: "1EX" is one exa-something.
  void exponent() {
    if (upper(peek()) != 'E') {
      return;
    }
    std::size_t digits = at_ + 1;
    if (digits < message_.size() && (message_[digits] == '+' || message_[digits] == '-')) {
      ++digits;
    }
    if (digits >= message_.size() || !is_digit(message_[digits])) {
      return;
    }
    at_ = digits;
    while (is_digit(peek())) {
      ++at_;
    }
  }

  ScpiParameter character_data() {
    const std::size_t begin = at_;
    while (is_letter(peek()) || is_digit(peek()) || peek() == '_') {
      ++at_;
    }
    return {.kind = ParameterKind::word, .text = message_.substr(begin, at_ - begin)};
  }

  std::string_view message_;
  std::size_t at_ = 0;
  std::vector<HeaderNode> place_{};
};

}  // namespace

ProgramMessage parse_program_message(std::string_view message) { return Parser(message).parse(); }

}  // namespace fiberloom::drivers
