#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/wire/until.hpp>
#include <fiberloom/hal/rig_backend.hpp>
#include <fiberloom/report/text_table.hpp>

#include "rig/instrument_view.hpp"
#include "rig/rig_commands.hpp"
#include "rig/take_over.hpp"
#include "safe_main.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {
namespace {

using namespace std::chrono_literals;

constexpr auto time_between_looks = 1s;

double reading_of(const InstrumentView& view, std::string_view key) {
  const auto found = std::ranges::find(view.readings, key, &hal::Reading::key);
  return found == view.readings.end() ? std::nan("") : found->value;
}

// Light that nobody looks after is none that may stay: whoever is silent may be what has failed.
void require_light_is_well(const BenchSession& session, const std::vector<InstrumentView>& views) {
  for (const InstrumentView& view : views) {
    if (!view.trouble.empty()) {
      throw core::InstrumentError(view.code, view.trouble + "; all light is off");
    }
  }
  for (const hal::InterlockSpec& interlock : session.bench().document().interlocks) {
    const auto guarded = std::ranges::find_if(views, [&interlock](const InstrumentView& view) {
      return view.spec.name == interlock.guards;
    });
    if (interlock.kind != hal::InterlockKind::seed || guarded == views.end()) {
      continue;
    }
    const double seed_w = reading_of(*guarded, "input_power_w");
    if (seed_w < 1e-3 * std::pow(10.0, interlock.limit_dbm / 10.0)) {
      throw core::InterlockError(
          "interlock.seed_lost",
          fmt::format("{}: {:.3g} W at its input, {:.2f} dBm are needed; all light is off; look "
                      "for a break between it and the source",
                      interlock.guards, seed_w, interlock.limit_dbm));
    }
  }
}

std::vector<InstrumentView> look(const BenchSession& session) {
  const Troubles none(session.bench().instruments().size());
  std::vector<InstrumentView> views = read_all(session.bench(), none);
  require_light_is_well(session, views);
  return views;
}

// Opened, answered with an error: it may be worth another try. A wire that is dead is not.
bool is_worth_another_try(const std::exception_ptr& trouble) {
  return trouble && !failure_of(trouble).code.starts_with("transport.");
}

}  // namespace

Outcome arm_bench(const BenchChoice& choice, Context& context) {
  BenchSession session(choice, "arm");
  const StopSignal signal;
  if (const std::exception_ptr trouble = first_of(take_over(session.bench()))) {
    std::rethrow_exception(trouble);
  }
  const std::unique_ptr<hal::Rig> rig = hal::make_instrument_rig(
      session.shared_bench(), session.rig(), session.path(), session.catalog());
  const hal::EmissionPermit permit = rig->arm();
  session.log_events();
  const std::vector<InstrumentView> views = look(session);
  context.say(table_of_values(views));
  context.say(fmt::format("LIGHT IS ON: rig {}. Ctrl-C, or the end of this process, puts it out.\n",
                          session.rig().name));
  while (permit.is_valid() && !signal.token().stop_requested()) {
    drivers::pause(time_between_looks, signal.token());
    static_cast<void>(look(session));
    session.log_events();
  }
  permit.revoke();
  context.say("light is off\n");
  return {.document = {{"schema", "fiberloom.rig-arm/1"},
                       {"rig", session.rig().name},
                       {"instruments", json_of(views)}}};
}

Outcome make_bench_safe(const BenchChoice& choice, Context& context) {
  BenchSession session(choice, "safe");
  session.leave_as_it_is();  // everything is made safe below, where it is seen whether that works
  hal::Bench& bench = session.bench();
  Troubles troubles = take_over(bench);
  if (std::ranges::any_of(troubles, is_worth_another_try)) {
    troubles = take_over(bench);
  }
  static_cast<void>(
      on_each_instrument(bench, [](hal::Instrument& instrument) { instrument.make_safe(); }));
  report::Table table{.columns = {{.name = "instrument"}, {.name = "state"}, {.name = "why"}}};
  Json list = Json::array();
  for (std::size_t i = 0; i < troubles.size(); ++i) {
    const std::string& name = bench.instruments()[i]->name();
    const std::string why = troubles[i] ? failure_of(troubles[i]).message : "";
    table.rows.push_back({.cells = {name, troubles[i] ? "NOT REACHED" : "safe", why}});
    list.push_back({{"name", name}, {"safe", troubles[i] == nullptr}, {"why", why}});
  }
  context.say(report::render_text(table));
  return {.document = {{"schema", "fiberloom.rig-safe/1"},
                       {"rig", session.rig().name},
                       {"instruments", std::move(list)}},
          .exit_code = first_of(troubles) ? ExitCode::instrument : ExitCode::done};
}

}  // namespace fiberloom::app
