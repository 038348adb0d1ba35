#pragma once

#include <fiberloom/hal/bench.hpp>

#include "command_line.hpp"
#include "rig/take_over.hpp"

namespace fiberloom::app {

/// A remark for each instrument that does not answer and may be missing.
void tell_missing(const hal::Bench& bench, const Troubles& troubles, Context& context);

}  // namespace fiberloom::app
