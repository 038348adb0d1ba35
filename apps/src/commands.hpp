#pragma once

namespace fiberloom::app {

class CommandLine;

/// Every command of the program, in the order of the help.
void add_all_commands(CommandLine& line);

}  // namespace fiberloom::app
