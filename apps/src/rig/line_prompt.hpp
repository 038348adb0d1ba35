#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fiberloom::app {

/// Lines from standard input behind a prompt, with a history that lives in a file.
///
/// `!!` is the last line once more, `!N` the Nth of those that `history()` counts; they are shown as what they stand
/// for. Nothing is asked where standard input is no terminal: the lines of a script come as they are.
class LinePrompt {
 public:
  LinePrompt(std::string prompt, std::filesystem::path history_file);

  /// Nothing at the end of input, or when stopped.
  [[nodiscard]] std::optional<std::string> next(const std::stop_token& stop);
  [[nodiscard]] const std::vector<std::string>& history() const noexcept { return history_; }

 private:
  [[nodiscard]] std::optional<std::string> read_line(const std::stop_token& stop);
  void remember(const std::string& line);

  std::string prompt_;
  std::filesystem::path history_file_;
  std::vector<std::string> history_{};
  std::string buffer_{};
};

/// What `!!` and `!N` stand for; the line itself where it is neither, and nothing where there is no such line.
[[nodiscard]] std::optional<std::string> recalled(const std::string& line,
                                                  const std::vector<std::string>& history);

}  // namespace fiberloom::app
