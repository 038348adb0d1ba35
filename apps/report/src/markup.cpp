#include "markup.hpp"

#include <array>
#include <fiberloom/report/escape.hpp>
#include <fmt/format.h>

namespace fiberloom::report::detail {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr int max_depth = 4;

struct Mark {
  std::string_view sign;
  std::string_view tag;
};

constexpr std::array<Mark, 3> marks = {{{"**", "strong"}, {"*", "em"}, {"`", "code"}}};

bool is_escape(std::string_view text, std::size_t at) {
  return text[at] == '\\' && at + 1 < text.size() &&
         (text[at + 1] == '\\' || text[at + 1] == '*' || text[at + 1] == '`');
}

bool is_blank(char character) { return character == ' ' || character == '\n' || character == '\t'; }

/// The mark that opens at `at`, or marks.size().
std::size_t mark_at(std::string_view text, std::size_t at) {
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const auto sign = marks[i].sign;
    if (text.substr(at, sign.size()) == sign) return i;
  }
  return marks.size();
}

/// The end of a mark opened before `from`; a closing star may not follow a blank, nor a mark
/// enclose nothing.
std::size_t find_closing(std::string_view text, std::size_t from, const Mark& mark) {
  const bool is_code = mark.tag == "code";
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!is_code && is_escape(text, at)) {
      ++at;
      continue;
    }
    if (text.substr(at, mark.sign.size()) != mark.sign || at == from) continue;
    const bool is_longer = mark.sign == "*" && text.substr(at, 2) == "**";
    if (is_longer) {
      ++at;
      continue;
    }
    if (is_code || !is_blank(text[at - 1])) return at;
  }
  return npos;
}

class MarkupReader {
 public:
  explicit MarkupReader(std::string_view text, int depth) : text_(text), depth_(depth) {}

  std::string read() {
    while (at_ < text_.size()) step();
    return result_ + escape_html(text_.substr(plain_from_));
  }

 private:
  void step() {
    if (is_escape(text_, at_)) {
      flush();
      plain_from_ = at_ + 1;
      at_ += 2;
      return;
    }
    const std::size_t index = mark_at(text_, at_);
    if (index == marks.size() || depth_ >= max_depth) {
      ++at_;
      return;
    }
    const std::size_t inner = at_ + marks[index].sign.size();
    if (!take(index, inner)) at_ = inner;
  }

  bool take(std::size_t index, std::size_t inner) {
    const Mark& mark = marks[index];
    const bool is_code = mark.tag == "code";
    const bool opens = inner < text_.size() && (is_code || !is_blank(text_[inner]));
    if (!opens || is_hopeless_[index]) return false;
    const std::size_t end = find_closing(text_, inner, mark);
    if (end == npos) {
      is_hopeless_[index] = true;  // no later one can close either: keeps long hostile text linear
      return false;
    }
    flush();
    const auto body = text_.substr(inner, end - inner);
    result_ += fmt::format("<{0}>{1}</{0}>", mark.tag,
                           is_code ? escape_html(body) : MarkupReader(body, depth_ + 1).read());
    at_ = end + mark.sign.size();
    plain_from_ = at_;
    return true;
  }

  void flush() { result_ += escape_html(text_.substr(plain_from_, at_ - plain_from_)); }

  std::string_view text_;
  int depth_;
  std::size_t at_ = 0;
  std::size_t plain_from_ = 0;
  std::array<bool, marks.size()> is_hopeless_{};
  std::string result_;
};

}  // namespace

std::string render_markup(std::string_view text) { return MarkupReader(text, 0).read(); }

}  // namespace fiberloom::report::detail
