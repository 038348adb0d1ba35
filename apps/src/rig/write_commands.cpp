#include <fmt/format.h>

#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/report/text_table.hpp>

#include "rig/missing_instruments.hpp"
#include "rig/rig_commands.hpp"
#include "rig/setting_text.hpp"
#include "rig/take_over.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {
namespace {

// One assignment of the command line.
struct Wish {
  hal::Setting* setting = nullptr;
  double value = 0.0;
};

Wish wish_of(const std::string& assignment, const hal::Instrument& instrument,
             double wavelength_nm) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw core::InputError("input.assignment",
                           fmt::format("\"{}\": write KEY=VALUE, such as attenuation_db=3",
                                       core::printable(assignment)));
  }
  const std::string key = assignment.substr(0, equals);
  hal::Setting& setting = instrument.setting(key);
  const hal::SettingSpec& spec = setting.spec();
  const double value = parse_setting_text(key, assignment.substr(equals + 1), wavelength_nm);
  if (!(value >= spec.minimum && value <= spec.maximum)) {
    throw core::InputError(
        "input.setting",
        fmt::format("{}: {} is outside the range of {}, {} to {}; nothing was set",
                    instrument.name(), setting_text(key, value), key,
                    setting_text(key, spec.minimum), setting_text(key, spec.maximum)));
  }
  return {.setting = &setting, .value = value};
}

}  // namespace

Outcome set_values(const BenchChoice& choice, const SetOptions& options, Context& context) {
  BenchSession session(choice, "set");
  session.leave_as_it_is();
  const hal::Instrument& instrument = session.bench().instrument(options.name);
  std::vector<Wish> wishes;  // all of them first: a wrong one leaves everything as it is
  for (const std::string& assignment : options.assignments) {
    wishes.push_back(wish_of(assignment, instrument, session.rig().center_wavelength_nm));
  }
  const StopSignal signal;
  tell_missing(session.bench(), take_over_for_writing(session.bench(), &instrument), context);
  report::Table table{.columns = {{.name = "instrument"},
                                  {.name = "key"},
                                  {.name = "asked", .align = report::Align::right},
                                  {.name = "applied", .align = report::Align::right}}};
  Json written = Json::array();
  for (const Wish& wish : wishes) {
    const std::string& key = wish.setting->spec().key;
    const hal::Applied<double> value = wish.setting->set(wish.value, signal.token());
    session.log_events();
    session.log().write_set(options.name,
                            {.key = key, .asked = value.requested, .applied = value.applied});
    table.rows.push_back({.cells = {options.name, key, setting_text(key, value.requested),
                                    setting_text(key, value.applied)}});
    written.push_back({{"key", key},
                       {"unit", unit_of(key)},
                       {"asked", value.requested},
                       {"applied", value.applied}});
  }
  instrument.wait_until_settled(signal.token());
  context.say(report::render_text(table));
  return {.document = {{"schema", "fiberloom.rig-set/1"},
                       {"rig", session.rig().name},
                       {"instrument", options.name},
                       {"settings", std::move(written)}}};
}

}  // namespace fiberloom::app
