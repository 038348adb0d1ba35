#include "rig/missing_instruments.hpp"

#include <fmt/format.h>

#include "safe_main.hpp"

namespace fiberloom::app {

void tell_missing(const hal::Bench& bench, const Troubles& troubles, Context& context) {
  for (std::size_t i = 0; i < troubles.size(); ++i) {
    if (troubles[i]) {
      context.note(fmt::format("fiberloom: goes on without {}, which only measures: {}\n",
                               bench.instruments()[i]->name(), failure_of(troubles[i]).message));
    }
  }
}

}  // namespace fiberloom::app
