#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/bench/wired_path.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <utility>

#include "rig/instrument_view.hpp"
#include "rig/rig_commands.hpp"
#include "rig/setting_text.hpp"
#include "rig/take_over.hpp"
#include "shared_data.hpp"

namespace fiberloom::app {
namespace {

Json json_of_values(const BenchSession& session, const std::vector<InstrumentView>& views) {
  return {{"schema", "fiberloom.rig-status/1"},
          {"rig", session.rig().name},
          {"instruments", json_of(views)}};
}

// Settings and readings of that key; all of them for an empty one.
void keep_only(InstrumentView& view, const std::string& key) {
  if (key.empty()) {
    return;
  }
  std::string known;
  for (const SettingView& setting : view.settings) {
    known += (known.empty() ? "" : ", ") + setting.spec.key;
  }
  for (const hal::Reading& reading : view.readings) {
    known += (known.empty() ? "" : ", ") + reading.key;
  }
  std::erase_if(view.settings, [&key](const SettingView& one) { return one.spec.key != key; });
  std::erase_if(view.readings, [&key](const hal::Reading& one) { return one.key != key; });
  if (view.settings.empty() && view.readings.empty()) {
    throw core::InputError("input.unknown_setting",
                           fmt::format("{}: there is no setting and no reading \"{}\"; there is {}",
                                       view.spec.name, key, known.empty() ? "none" : known));
  }
}

// For scripts: values alone, one a line.
std::string bare_values(const InstrumentView& view) {
  std::string text;
  for (const SettingView& setting : view.settings) {
    text += setting_text(setting.spec.key, setting.applied.value_or(0.0)) + "\n";
  }
  for (const hal::Reading& reading : view.readings) {
    text += setting_text(reading.key, reading.value) + "\n";
  }
  return text;
}

std::vector<std::string> setting_keys(hal::RigDocument rig, const std::string& name) {
  rig.bench.value().watchdog.reset();  // nobody is spoken to
  const hal::Catalog catalog = hal::catalog_for(rig);
  const ConnectedBench connected = connect_bench(rig, wired_path(rig, catalog), catalog);
  std::vector<std::string> keys;
  for (const hal::Setting* setting : connected.bench->instrument(name).settings()) {
    keys.push_back(setting->spec().key);
  }
  return keys;
}

}  // namespace

Outcome show_status(const BenchChoice& choice, Context& context) {
  BenchSession session(choice, "status");
  session.leave_as_it_is();
  const Troubles troubles = take_over(session.bench());
  const std::vector<InstrumentView> views =
      read_all(session.bench(), troubles, last_writes(session.log().file()));
  context.say(table_of_values(views));
  const bool is_whole =
      std::ranges::all_of(views, [](const InstrumentView& view) { return view.trouble.empty(); });
  return {.document = json_of_values(session, views),
          .exit_code = is_whole ? ExitCode::done : ExitCode::instrument};
}

Outcome get_values(const BenchChoice& choice, const GetOptions& options, Context& context) {
  BenchSession session(choice, "get");
  session.leave_as_it_is();
  hal::Instrument& instrument = session.bench().instrument(options.name);
  const bool is_setting = std::ranges::any_of(instrument.settings(), [&](const auto* setting) {
    return setting->spec().key == options.key;
  });
  configure_if_needed(instrument);
  InstrumentView view = view_of(session.bench(), instrument, last_writes(session.log().file()));
  if (!is_setting) {
    view.readings = instrument.readings();
  }
  keep_only(view, options.key);
  context.say(options.key.empty() ? table_of_values({view}) : bare_values(view));
  return {.document = json_of_values(session, {std::move(view)})};
}

Outcome list_words(const BenchChoice& choice, const std::string& name, Context& context) {
  const hal::RigDocument rig = find_rig(choice.rig);
  std::vector<std::string> words;
  if (!name.empty()) {
    words = setting_keys(rig, name);
  } else if (rig.bench) {
    for (const hal::InstrumentSpec& spec : rig.bench->instruments) {
      words.push_back(spec.name);
    }
  }
  context.say(words.empty() ? "" : fmt::format("{}\n", fmt::join(words, "\n")));
  return {.document = {{"schema", "fiberloom.rig-words/1"}, {"words", words}}};
}

}  // namespace fiberloom::app
