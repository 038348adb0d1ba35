#include <fmt/format.h>

#include "rig/discovery.hpp"
#include "rig/instrument_view.hpp"
#include "rig/rig_commands.hpp"
#include "rig/take_over.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {

Outcome list_bench(const BenchChoice& choice, const ListOptions& options, Context& context) {
  BenchSession session(choice, "list");
  session.leave_as_it_is();
  const StopSignal signal;
  const Troubles troubles = take_over(session.bench());
  std::vector<InstrumentView> views;
  for (std::size_t i = 0; i < troubles.size(); ++i) {
    views.push_back(view_of(session.bench(), *session.bench().instruments()[i]));
    if (troubles[i]) {
      add_trouble(views.back(), troubles[i]);
    }
  }
  context.say(table_of_identities(views));
  Json document{{"schema", "fiberloom.rig-list/1"},
                {"rig", session.rig().name},
                {"instruments", json_of(views)}};
  if (options.discovers) {
    const std::vector<DiscoveredInstrument> found = discover_instruments(
        {.interfaces = options.interfaces, .identifies = options.identifies}, signal.token());
    context.say(fmt::format("\n{} found on the network\n{}", found.size(),
                            found.empty() ? "" : table_of(found)));
    document["discovered"] = json_of(found);
  }
  return {.document = std::move(document),
          .exit_code = first_of(troubles) ? ExitCode::instrument : ExitCode::done};
}

}  // namespace fiberloom::app
