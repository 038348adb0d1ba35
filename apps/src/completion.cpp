#include "completion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fiberloom/core/error.hpp>

namespace fiberloom::app {
namespace {

// One option or argument, as far as a shell cares.
struct Entry {
  std::vector<std::string> flags;  // "-o", "--output"; empty for an argument by position
  std::string description;
  std::vector<std::string> words;  // that may follow
  bool takes_value = false;
  bool takes_file = false;
};

struct Command {
  std::string name;
  std::string description;
  std::vector<Entry> entries;
  bool tells_words = false;  // by a hidden command, for what stands in front
};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// The name of a value says what it may be: words in lower case stand for themselves.
Entry entry_of(const CLI::Option& option) {
  Entry entry;
  for (const std::string& name : option.get_snames()) entry.flags.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) entry.flags.push_back("--" + name);
  entry.description = option.get_description();
  entry.takes_value = option.get_type_size() > 0;
  if (!entry.takes_value) {
    return entry;
  }
  for (const std::string& part : split(option.get_type_name(), '|')) {
    if (part == "FILE" || part == "DIR" || part == "PATH" || part == "MODEL" || part == "PLAN" ||
        part == "RIG") {
      entry.takes_file = true;
    } else if (!part.empty() && std::islower(static_cast<unsigned char>(part.front())) != 0) {
      entry.words.push_back(part);
    }
  }
  return entry;
}

std::vector<const CLI::App*> subcommands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

// What may follow a group: its commands, and whatever may follow any of them.
std::vector<Entry> entries_of_group(const CLI::App& group) {
  std::vector<Entry> entries;
  Entry positional{.flags = {}, .description = "command", .words = {}};
  positional.takes_value = true;
  const auto add = [&](const CLI::App& command) {
    for (const CLI::Option* option : command.get_options()) {
      Entry entry = entry_of(*option);
      if (entry.flags.empty()) {
        positional.takes_file = positional.takes_file || entry.takes_file;
      } else if (std::ranges::find(entries, entry.flags, &Entry::flags) == entries.end()) {
        entries.push_back(std::move(entry));
      }
    }
  };
  for (const CLI::App* command : subcommands_of(group)) {
    if (!command->get_group().empty()) {  // else it is not for people
      positional.words.push_back(command->get_name());
      add(*command);
    }
  }
  add(group);
  entries.push_back(std::move(positional));
  return entries;
}

std::vector<Command> commands_of(const CLI::App& app) {
  std::vector<Command> commands;
  for (const CLI::App* sub : subcommands_of(app)) {
    Command command{.name = sub->get_name(), .description = sub->get_description(), .entries = {}};
    if (!subcommands_of(*sub).empty()) {
      command.entries = entries_of_group(*sub);
      command.tells_words = std::ranges::any_of(subcommands_of(*sub), [](const CLI::App* inner) {
        return inner->get_group().empty() && inner->get_name() == "words";
      });
    } else {
      for (const CLI::Option* option : sub->get_options()) {
        command.entries.push_back(entry_of(*option));
      }
    }
    commands.push_back(std::move(command));
  }
  return commands;
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

std::string shell_word(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return result + "'";
}

std::string bash_reply(const Entry& entry) {
  std::string reply;
  if (!entry.words.empty()) {
    reply = fmt::format("COMPREPLY=($(compgen -W {} -- \"$current\"))",
                        shell_word(joined(entry.words, " ")));
  }
  if (entry.takes_file) {
    reply += reply.empty() ? "" : "; ";
    reply += "_fiberloom_files";
  }
  return reply.empty() ? ":" : reply;
}

// A group whose hidden `words` tells what may stand behind its commands, for what stands in front of them:
// fiberloom rig RIG COMMAND NAME KEY.
std::string bash_words(const Command& command, const Entry& positional) {
  return fmt::format(
      "if ((COMP_CWORD == 2)); then _fiberloom_files; elif ((COMP_CWORD == 3)); then "
      "COMPREPLY=($(compgen -W {} -- \"$current\")); else COMPREPLY=($(compgen -W "
      "\"$(\"${{COMP_WORDS[0]}}\" {} \"${{COMP_WORDS[2]}}\" words "
      "\"${{COMP_WORDS[@]:4:COMP_CWORD>4}}\" 2>/dev/null)\" -- \"$current\")); "
      "[[ ${{COMPREPLY[0]-}} ]] || _fiberloom_files; fi",
      shell_word(joined(positional.words, " ")), command.name);
}

std::string bash_command(const Command& command) {
  std::string cases;
  std::string flags;
  std::string others = ":";
  for (const Entry& entry : command.entries) {
    flags += flags.empty() ? joined(entry.flags, " ") : " " + joined(entry.flags, " ");
    if (entry.flags.empty()) {
      others = command.tells_words ? bash_words(command, entry) : bash_reply(entry);
    } else if (entry.takes_value) {
      cases +=
          fmt::format("        {}) {}; return ;;\n", joined(entry.flags, "|"), bash_reply(entry));
    }
  }
  return fmt::format(
      "    {}) case $previous in\n{}      esac\n"
      "      if [[ $current == -* ]]; then COMPREPLY=($(compgen -W {} -- \"$current\")); else {}; "
      "fi ;;\n",
      command.name, cases, shell_word(flags), others);
}

std::string bash_script(const std::vector<Command>& commands) {
  std::string names;
  std::string cases;
  for (const Command& command : commands) {
    names += command.name + " ";
    cases += bash_command(command);
  }
  return fmt::format(
      "# bash completion of fiberloom: source <(fiberloom completion bash)\n"
      "_fiberloom_files() {{\n"
      "  compopt -o filenames 2>/dev/null\n"
      "  local name\n"
      "  while IFS= read -r name; do COMPREPLY+=(\"$name\"); done < <(compgen -f -- \"$current\")\n"
      "}}\n"
      "_fiberloom() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    COMPREPLY=($(compgen -W {} -- \"$current\")); return\n"
      "  fi\n"
      "  case ${{COMP_WORDS[1]}} in\n{}  esac\n"
      "}}\n"
      "complete -F _fiberloom fiberloom\n",
      shell_word(names + "--help --version"), cases);
}

// Inside '...' of _arguments: brackets and colons have a meaning of their own.
std::string zsh_text(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return result;
}

std::string zsh_action(const Entry& entry) {
  if (entry.takes_file && entry.words.empty()) return "_files";
  if (!entry.takes_file) return "(" + joined(entry.words, " ") + ")";
  return "{ compadd -- " + joined(entry.words, " ") + "; _files }";
}

std::string zsh_command(const Command& command) {
  std::string text = "    " + command.name + ") _arguments";
  for (const Entry& entry : command.entries) {
    if (entry.flags.empty()) {
      text += fmt::format(" \\\n      '*:{}:{}'", zsh_text(entry.description), zsh_action(entry));
    }
    for (const std::string& flag : entry.flags) {
      text += fmt::format(" \\\n      '{}[{}]{}'", flag, zsh_text(entry.description),
                          entry.takes_value ? ":value:" + zsh_action(entry) : "");
    }
  }
  return text + " ;;\n";
}

std::string zsh_script(const std::vector<Command>& commands) {
  std::string names;
  std::string cases;
  for (const Command& command : commands) {
    names += fmt::format("      '{}:{}'\n", command.name, zsh_text(command.description));
    cases += zsh_command(command);
  }
  return fmt::format(
      "#compdef fiberloom\n"
      "# zsh completion of fiberloom: source <(fiberloom completion zsh)\n"
      "_fiberloom() {{\n"
      "  local -a commands\n"
      "  if ((CURRENT == 2)); then\n"
      "    commands=(\n{}    )\n"
      "    _describe command commands; return\n"
      "  fi\n"
      "  local chosen=$words[2]\n"
      "  shift words; ((CURRENT--))\n"
      "  case $chosen in\n{}  esac\n"
      "}}\n"
      "compdef _fiberloom fiberloom\n",
      names, cases);
}

std::string fish_script(const std::vector<Command>& commands) {
  std::string text =
      "# fish completion of fiberloom: fiberloom completion fish | source\n"
      "complete -c fiberloom -f\n";
  for (const Command& command : commands) {
    text += fmt::format("complete -c fiberloom -n __fish_use_subcommand -a {} -d {}\n",
                        command.name, shell_word(command.description));
    const std::string seen =
        fmt::format("complete -c fiberloom -n '__fish_seen_subcommand_from {}'", command.name);
    for (const Entry& entry : command.entries) {
      text += seen;
      for (const std::string& flag : entry.flags) {
        text += flag.starts_with("--") ? " -l " + flag.substr(2) : " -s " + flag.substr(1);
      }
      text += entry.takes_value && !entry.flags.empty() ? " -r" : "";
      text += entry.takes_file ? " -F" : "";
      text += entry.words.empty() ? "" : " -a " + shell_word(joined(entry.words, " "));
      text += " -d " + shell_word(entry.description) + "\n";
    }
  }
  return text;
}

}  // namespace

std::vector<std::string> completed_shells() { return {"bash", "zsh", "fish"}; }

std::string completion_script(const CLI::App& app, std::string_view shell) {
  const std::vector<Command> commands = commands_of(app);
  if (shell == "bash") return bash_script(commands);
  if (shell == "zsh") return zsh_script(commands);
  if (shell == "fish") return fish_script(commands);
  throw core::InputError("input.shell", "completion: the shell is bash, zsh or fish");
}

}  // namespace fiberloom::app
