#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/report/text_table.hpp>
#include <mutex>

#include "rig/rig_commands.hpp"
#include "rig/take_over.hpp"
#include "safe_main.hpp"

namespace fiberloom::app {
namespace {

// What an instrument moves while it looks at itself must not meet light.
void require_dark(const hal::Bench& bench, const Troubles& troubles) {
  for (std::size_t i = 0; i < troubles.size(); ++i) {
    const hal::Instrument* instrument = bench.instruments()[i].get();
    if (troubles[i] && dynamic_cast<const hal::EmittingInstrument*>(instrument) != nullptr) {
      throw core::InterlockError(
          "interlock.not_dark", fmt::format("{}: not known to be dark, so nothing tests itself: {}",
                                            instrument->name(), failure_of(troubles[i]).message));
    }
  }
}

// With who was tested: a log is read when nobody remembers what stood on the bench.
hal::Event event_of(const hal::Instrument& instrument, const hal::SelfTest& test) {
  const hal::Identity& who = instrument.identity();
  return {.time = instrument.bench().clock->now(),
          .kind = hal::EventKind::self_test,
          .instrument = instrument.name(),
          .text = fmt::format("{}{}{}; {} {}, serial number {}, firmware {}",
                              test.has_passed ? "passed" : "FAILED", test.words.empty() ? "" : ": ",
                              test.words, who.vendor, who.model, who.serial_number, who.firmware)};
}

}  // namespace

Outcome test_instruments(const BenchChoice& choice, Context& context) {
  BenchSession session(choice, "selftest");
  session.leave_as_it_is();
  const hal::Bench& bench = session.bench();
  Troubles troubles = take_over(bench);
  require_dark(bench, troubles);
  std::map<std::string, hal::SelfTest> tests;
  std::mutex mutex;
  const Troubles test_troubles = on_each_instrument(bench, [&](hal::Instrument& instrument) {
    if (instrument.life_cycle() != hal::LifeCycle::standby) {
      return;  // told below why
    }
    hal::SelfTest test = instrument.self_test();
    instrument.bench().events->push(event_of(instrument, test));
    const std::scoped_lock lock(mutex);
    tests[instrument.name()] = std::move(test);
  });
  report::Table table{
      .columns = {{.name = "instrument"}, {.name = "self-test"}, {.name = "words"}}};
  Json list = Json::array();
  bool have_all_passed = true;
  for (std::size_t i = 0; i < troubles.size(); ++i) {
    const std::string& name = bench.instruments()[i]->name();
    const std::exception_ptr trouble = troubles[i] ? troubles[i] : test_troubles[i];
    const bool has_passed = !trouble && tests[name].has_passed;
    const std::string words = trouble ? failure_of(trouble).message : tests[name].words;
    table.rows.push_back({.cells = {name,
                                    trouble      ? "none"
                                    : has_passed ? "passed"
                                                 : "FAILED",
                                    words}});
    list.push_back({{"name", name}, {"passed", has_passed}, {"words", words}});
    have_all_passed = have_all_passed && has_passed;
  }
  context.say(report::render_text(table));
  return {.document = {{"schema", "fiberloom.rig-selftest/1"},
                       {"rig", session.rig().name},
                       {"instruments", std::move(list)}},
          .exit_code = have_all_passed ? ExitCode::done : ExitCode::instrument};
}

}  // namespace fiberloom::app
