#include "command_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fiberloom/core/worker_pool.hpp>
#include <iostream>
#include <utility>

#include "transform_wisdom.hpp"

namespace fiberloom::app {
namespace {

constexpr std::size_t most_threads = 1024;

bool is_terminal(int descriptor) {
  const char* kind = std::getenv("TERM");
  return ::isatty(descriptor) != 0 && (kind == nullptr || std::string_view(kind) != "dumb");
}

// The deepest command that the arguments reached before they stopped making sense.
std::string path_of(const CLI::App& app) {
  std::string path = app.get_name();
  for (const CLI::App* command : app.get_subcommands()) {
    path += " " + path_of(*command);
  }
  return path;
}

CLI::App& subcommand(CLI::App& parent, const CommandLine::Description& description) {
  CLI::App& command = *parent.add_subcommand(description.name, description.summary);
  command.footer("Example:\n  " + description.example);
  command.get_formatter()->column_width(34);
  return command;
}

// The command that was asked for: of a group, the one inside.
const CLI::App* chosen_command(const CLI::App& app) {
  const CLI::App* chosen = &app;
  while (!chosen->get_subcommands().empty()) {
    chosen = chosen->get_subcommands().front();
  }
  return chosen;
}

void add_common_options(CLI::App& command, CommonOptions& options) {
  const std::string group = "Common options";
  command.set_help_flag("-h,--help", "Print this help")->group(group);
  command.add_flag("--json", options.json, "Print one JSON document and nothing else")
      ->group(group);
  command.add_option("--seed", options.seed, "Seed of everything that is drawn (default 0)")
      ->type_name("N")
      ->check([](const std::string& text) {
        return text.starts_with('-') ? "must not be negative" : std::string();
      })
      ->group(group);
  command.add_option("--threads", options.threads, "Threads to compute with (default: all cores)")
      ->type_name("N")
      ->check([](const std::string& text) {
        const bool is_count =
            !text.empty() && text.size() <= 4 &&
            std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
        return is_count && std::stoul(text) <= most_threads ? std::string()
                                                            : "must be a number from 0 to 1024";
      })
      ->group(group);
  command.add_flag("-q,--quiet", options.quiet, "No progress and no remarks on standard error")
      ->group(group);
}

}  // namespace

std::string text_of(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Context::Context(const CommonOptions& options, std::ostream& out, std::ostream& err)
    : options_(options),
      out_(out),
      err_(err),
      shows_progress_(!options.quiet && &err == &std::cerr && is_terminal(STDERR_FILENO)),
      workers_(std::make_unique<core::WorkerPool>(options.threads)) {}

Context::~Context() = default;

void Context::say(std::string_view text) {
  if (!options_.json) {
    out_ << text << std::flush;
  }
}

void Context::note(std::string_view text) {
  if (!options_.quiet) {
    err_ << text << std::flush;
  }
}

CommandLine::CommandLine()
    : app_("Trained Nonlinear Schrödinger Networks, on paper and in fibre.", "fiberloom") {
  app_.require_subcommand(1);
  app_.set_version_flag("--version", "fiberloom " FIBERLOOM_VERSION);
  app_.get_formatter()->column_width(34);
  app_.footer("fiberloom COMMAND --help tells more, with an example.");
}

CLI::App& CommandLine::add(const Description& description, Action action) {
  return add_to(app_, description, std::move(action));
}

CLI::App& CommandLine::add_group(const Description& description) {
  CLI::App& group = subcommand(app_, description);
  group.require_subcommand(1);
  groups_.push_back(&group);
  return group;
}

CLI::App& CommandLine::add_to(CLI::App& group, const Description& description, Action action) {
  CLI::App& command = subcommand(group, description);
  actions_.emplace_back(&command, std::move(action));
  return command;
}

ExitCode CommandLine::run(const std::vector<std::string>& arguments, std::ostream& out,
                          std::ostream& err) {
  for (const auto& [command, action] : actions_) {
    add_common_options(*command,
                       options_);  // last, so that help lists a command's own options first
  }
  for (CLI::App* group : groups_) {
    add_common_options(*group, options_);
  }
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  reversed.pop_back();  // the program's name
  try {
    app_.parse(std::move(reversed));
  } catch (const CLI::Success& success) {  // help and version
    app_.exit(success, out, err);
    return ExitCode::done;
  } catch (const CLI::ParseError& error) {
    throw UsageError(std::string(error.what()) + "; see " + path_of(app_) + " --help");
  }
  const CLI::App* chosen = chosen_command(app_);
  const auto action =
      std::ranges::find(actions_, chosen, [](const auto& entry) { return entry.first; });
  options_.has_seed = chosen->count("--seed") > 0;
  Context context(options_, out, err);
  load_transform_wisdom(context);
  const Outcome outcome = action->second(context);
  if (options_.json) {
    out << text_of(outcome.document);
  }
  return outcome.exit_code;
}

}  // namespace fiberloom::app
