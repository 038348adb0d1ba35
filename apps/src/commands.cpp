#include "commands.hpp"

// One line a command: `command(NAME)` is void add_NAME(CommandLine&), defined in commands/NAME.cpp.
#define FIBERLOOM_COMMANDS(command)                                                             \
  command(train) command(eval) command(propagate) command(gradient) command(map) command(fiber) \
      command(calibrate) command(run) command(finetune) command(ablate) command(compare)        \
          command(interpret) command(check) command(impairments) command(parts) command(demo)   \
              command(virtual_bench) command(rig) command(plan_transforms) command(completion)

namespace fiberloom::app {

#define FIBERLOOM_DECLARE(name) void add_##name(CommandLine& line);
FIBERLOOM_COMMANDS(FIBERLOOM_DECLARE)
#undef FIBERLOOM_DECLARE

void add_all_commands(CommandLine& line) {
#define FIBERLOOM_ADD(name) add_##name(line);
  FIBERLOOM_COMMANDS(FIBERLOOM_ADD)
#undef FIBERLOOM_ADD
}

}  // namespace fiberloom::app
