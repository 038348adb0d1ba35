#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command_line.hpp"

namespace fiberloom::app {

/// The shells that completion_script knows.
std::vector<std::string> completed_shells();

/// A script for one shell that completes the commands, options and arguments of `app`, made from its tree.
///
/// Throws:  InputError "input.shell".
std::string completion_script(const CLI::App& app, std::string_view shell);

}  // namespace fiberloom::app
