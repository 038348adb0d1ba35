#include "rig/line_prompt.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <iostream>
#include <utility>

namespace fiberloom::app {
namespace {

constexpr std::size_t longest_history = 1000;
constexpr int look_for_stop_ms = 100;

// Waits until there is something to read; false when stopped before.
bool has_input(const std::stop_token& stop) {
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  while (!stop.stop_requested()) {
    if (::poll(&input, 1, look_for_stop_ms) > 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

LinePrompt::LinePrompt(std::string prompt, std::filesystem::path history_file)
    : prompt_(::isatty(STDIN_FILENO) != 0 ? std::move(prompt) : std::string()),
      history_file_(std::move(history_file)) {
  std::ifstream file(history_file_);
  for (std::string line; std::getline(file, line);) {
    history_.push_back(line);
  }
  if (history_.size() > longest_history) {
    history_.erase(history_.begin(), history_.end() - static_cast<std::ptrdiff_t>(longest_history));
  }
}

std::optional<std::string> LinePrompt::next(const std::stop_token& stop) {
  std::cerr << prompt_ << std::flush;
  std::optional<std::string> line = read_line(stop);
  if (!line) {
    return line;
  }
  std::optional<std::string> meant = recalled(*line, history_);
  if (!meant) {
    std::cerr << *line << ": there is no such line; `history` shows which there are\n";
    return std::string();
  }
  if (*meant != *line) {
    std::cerr << *meant << '\n';
  }
  remember(*meant);
  return meant;
}

std::optional<std::string> LinePrompt::read_line(const std::stop_token& stop) {
  for (;;) {
    if (const std::size_t end = buffer_.find('\n'); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    std::array<char, 4096> bytes{};
    if (!has_input(stop)) {
      return std::nullopt;
    }
    const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count <= 0) {
      return buffer_.empty() ? std::nullopt : std::optional(std::exchange(buffer_, {}));
    }
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

// A history that cannot be written is no reason to keep quiet towards the instrument.
void LinePrompt::remember(const std::string& line) {
  if (line.empty() || (!history_.empty() && history_.back() == line)) {
    return;
  }
  history_.push_back(line);
  std::ofstream(history_file_, std::ios::app) << line << '\n';
}

std::optional<std::string> recalled(const std::string& line,
                                    const std::vector<std::string>& history) {
  if (line.size() < 2 || line.front() != '!') {
    return line;
  }
  if (line == "!!") {
    return history.empty() ? std::nullopt : std::optional(history.back());
  }
  std::size_t number = 0;
  const char* const end = line.data() + line.size();
  const auto [stop, error] = std::from_chars(line.data() + 1, end, number);
  if (error != std::errc{} || stop != end || number == 0 || number > history.size()) {
    return std::nullopt;
  }
  return history[number - 1];
}

}  // namespace fiberloom::app
