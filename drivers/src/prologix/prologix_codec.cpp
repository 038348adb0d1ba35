#include <algorithm>
#include <fiberloom/drivers/prologix/prologix_codec.hpp>

namespace fiberloom::drivers::prologix {
namespace {

constexpr char escape = '\x1b';

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

}  // namespace

std::string encode_data(std::string_view data) {
  std::string line;
  line.reserve(data.size() + 1);
  for (const char c : data) {
    if (is_line_end(c) || c == escape || c == '+') {
      line += escape;
    }
    line += c;
  }
  line += '\n';
  return line;
}

// True when this byte ends a line that is not empty.
bool LineAssembler::put(char c) {
  if (!is_escaped_ && c == escape) {
    is_escaped_ = true;
    return false;
  }
  if (!is_escaped_ && is_line_end(c)) {
    return line_.is_command || !line_.text.empty();
  }
  line_.text += c;
  // An unescaped "++" in front; plus signs of data come escaped.
  if (!is_escaped_ && !line_.is_command && line_.text == "++") {
    line_ = {.is_command = true, .text = ""};
  }
  is_escaped_ = false;
  return false;
}

std::vector<std::string> words_of(std::string_view command) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < command.size();) {
    const std::size_t begin = command.find_first_not_of(' ', at);
    if (begin == std::string_view::npos) {
      break;
    }
    const std::size_t end = std::min(command.find(' ', begin), command.size());
    words.emplace_back(command.substr(begin, end - begin));
    at = end;
  }
  return words;
}

}  // namespace fiberloom::drivers::prologix
