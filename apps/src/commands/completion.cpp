#include <memory>

#include "command_line.hpp"
#include "completion.hpp"

namespace fiberloom::app {

void add_completion(CommandLine& line) {
  // shared_ptr: the parser writes what the action reads later, and neither outlives the other for certain.
  const auto shell = std::make_shared<std::string>();
  CLI::App& command = line.add({.name = "completion",
                                .summary = "Print a script that completes commands in a shell",
                                .example = "source <(fiberloom completion bash)"},
                               [shell, &line](Context& context) {
                                 const std::string script = completion_script(line.app(), *shell);
                                 context.say(script);
                                 return Outcome{.document = {{"schema", "fiberloom.completion/1"},
                                                             {"shell", *shell},
                                                             {"script", script}}};
                               });
  command.add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember(completed_shells()).description(""))
      ->type_name("bash|zsh|fish");
}

}  // namespace fiberloom::app
