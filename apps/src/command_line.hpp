#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "exit_code.hpp"

namespace fiberloom::core {
class WorkerPool;
}

namespace fiberloom::app {

/// Results for programs: members keep the order in which they were written.
using Json = nlohmann::ordered_json;

/// Indented text with a final newline; bytes that are no UTF-8 are replaced.
std::string text_of(const Json& document);

/// The options that every command has.
struct CommonOptions {
  bool json = false;
  bool quiet = false;
  std::int64_t seed = 0;
  bool has_seed = false;    ///< given, not the default
  std::size_t threads = 0;  ///< 0: one per core
};

/// What a command works with.
///
/// Threads: one.
class Context {
 public:
  Context(const CommonOptions& options, std::ostream& out, std::ostream& err);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();

  [[nodiscard]] const CommonOptions& options() const noexcept { return options_; }
  [[nodiscard]] core::WorkerPool& workers() noexcept { return *workers_; }

  /// A result for people: on standard output, unless it is to carry the JSON document alone.
  void say(std::string_view text);
  /// A remark by the way: on standard error, unless --quiet.
  void note(std::string_view text);
  /// Whether a progress bar may be drawn on standard error.
  [[nodiscard]] bool shows_progress() const noexcept { return shows_progress_; }
  [[nodiscard]] std::ostream& progress_stream() noexcept { return err_; }

 private:
  const CommonOptions& options_;
  std::ostream& out_;
  std::ostream& err_;
  bool shows_progress_;
  std::unique_ptr<core::WorkerPool> workers_;
};

/// How a command ended, and its result for programs (printed with --json).
struct Outcome {
  Json document;
  ExitCode exit_code = ExitCode::done;
};

/// Wrong usage: the message says which command to ask for help.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The tree of commands.
class CommandLine {
 public:
  using Action = std::function<Outcome(Context&)>;

  struct Description {
    std::string name;
    std::string summary;  ///< one sentence
    std::string example;  ///< command lines, without "Example:"
  };

  CommandLine();

  /// A command with the common options; the caller adds its own to the result. The names of arguments tell what
  /// completes them: FILE, DIR or PATH by files, "a|b|FILE" by these words as well.
  CLI::App& add(const Description& description, Action action);

  /// A command that is nothing by itself: what add_to() puts into it is called by both names.
  CLI::App& add_group(const Description& description);
  CLI::App& add_to(CLI::App& group, const Description& description, Action action);

  /// Throws:  UsageError for arguments that cannot be parsed; whatever the command throws.
  ExitCode run(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

  [[nodiscard]] const CLI::App& app() const noexcept { return app_; }

 private:
  CLI::App app_;
  CommonOptions options_;
  std::vector<CLI::App*> groups_;
  std::vector<std::pair<CLI::App*, Action>> actions_;
};

}  // namespace fiberloom::app
