#include "rig/instrument_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/report/text_table.hpp>

#include "rig/bench_session.hpp"
#include "rig/setting_text.hpp"
#include "rig/take_over.hpp"
#include "safe_main.hpp"

namespace fiberloom::app {
namespace {

using report::Align;

std::string text_or_dash(const hal::SettingSpec& spec, const std::optional<double>& value) {
  return value ? setting_text(spec.key, *value) : "–";
}

std::string range_text(const hal::SettingSpec& spec) {
  const std::string step =
      spec.resolution > 0.0 ? fmt::format(", in steps of {:.4g}", spec.resolution) : "";
  return fmt::format("{:.6g} to {:.6g}{}", spec.minimum, spec.maximum, step);
}

// A value that went through decimal text is the same one.
bool is_same(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

Json json_of(const SettingView& setting) {
  Json json{{"key", setting.spec.key}, {"unit", unit_of(setting.spec.key)}};
  json["asked"] = setting.asked ? Json(*setting.asked) : Json();
  json["applied"] = setting.applied ? Json(*setting.applied) : Json();
  json["minimum"] = setting.spec.minimum;
  json["maximum"] = setting.spec.maximum;
  json["resolution"] = setting.spec.resolution;
  return json;
}

void add_rows(report::Table& table, const InstrumentView& view) {
  std::string name = view.spec.name;
  std::string state(name_of(view.life_cycle));
  const auto add = [&](std::vector<std::string> cells) {
    cells.insert(cells.begin(), {std::exchange(name, {}), std::exchange(state, {})});
    table.rows.push_back({.cells = std::move(cells)});
  };
  for (const SettingView& setting : view.settings) {
    if (setting.applied) {
      add({setting.spec.key, text_or_dash(setting.spec, setting.asked),
           text_or_dash(setting.spec, setting.applied), range_text(setting.spec)});
    }
  }
  for (const hal::Reading& reading : view.readings) {
    add({reading.key, "reads", setting_text(reading.key, reading.value), ""});
  }
  if (!view.trouble.empty()) {
    add({view.code, "", "", view.trouble});
  } else if (!name.empty()) {
    add({"", "", "", ""});
  }
}

}  // namespace

InstrumentView view_of(const hal::Bench& bench, const hal::Instrument& instrument,
                       const LastWrites& last_writes) {
  InstrumentView view{.spec = spec_of(bench, instrument.name()),
                      .life_cycle = instrument.life_cycle(),
                      .identity = instrument.identity()};
  for (const hal::Setting* setting : instrument.settings()) {
    SettingView one{.spec = setting->spec(), .applied = setting->applied()};
    const auto last = last_writes.find({instrument.name(), setting->spec().key});
    if (last != last_writes.end() && one.applied && is_same(last->second.applied, *one.applied)) {
      one.asked = last->second.asked;
    }
    view.settings.push_back(std::move(one));
  }
  return view;
}

void add_trouble(InstrumentView& view, const std::exception_ptr& trouble) {
  const Failure failure = failure_of(trouble);
  view.code = failure.code;
  view.trouble = failure.message;
}

std::vector<InstrumentView> read_all(const hal::Bench& bench, const Troubles& troubles,
                                     const LastWrites& last_writes) {
  const auto& instruments = bench.instruments();
  std::vector<std::vector<hal::Reading>> readings(instruments.size());
  const auto place_of = [&instruments](const hal::Instrument& instrument) {
    const auto found =
        std::ranges::find(instruments, &instrument, [](const auto& owned) { return owned.get(); });
    return static_cast<std::size_t>(found - instruments.begin());
  };
  const Troubles reading_troubles = on_each_instrument(bench, [&](hal::Instrument& instrument) {
    const std::size_t place = place_of(instrument);
    if (!troubles[place]) {
      readings[place] = instrument.readings();
    }
  });
  std::vector<InstrumentView> views;
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    views.push_back(view_of(bench, *instruments[i], last_writes));
    views.back().readings = std::move(readings[i]);
    if (const std::exception_ptr trouble = troubles[i] ? troubles[i] : reading_troubles[i]) {
      add_trouble(views.back(), trouble);
    }
  }
  return views;
}

std::string table_of_values(const std::vector<InstrumentView>& views) {
  report::Table table{.columns = {{.name = "instrument"},
                                  {.name = "state"},
                                  {.name = "key"},
                                  {.name = "asked", .align = Align::right},
                                  {.name = "applied", .align = Align::right},
                                  {.name = "range"}}};
  for (const InstrumentView& view : views) {
    add_rows(table, view);
  }
  return report::render_text(table);
}

std::string table_of_identities(const std::vector<InstrumentView>& views) {
  report::Table table{.columns = {{.name = "instrument"},
                                  {.name = "role"},
                                  {.name = "driver"},
                                  {.name = "address"},
                                  {.name = "who answers"},
                                  {.name = "serial number"},
                                  {.name = "firmware"}}};
  for (const InstrumentView& view : views) {
    const std::string who = view.trouble.empty()
                                ? fmt::format("{} {}", view.identity.vendor, view.identity.model)
                                : fmt::format("{}: {}", view.code, view.trouble);
    table.rows.push_back(
        {.cells = {view.spec.name, view.spec.role, view.spec.driver, view.spec.address, who,
                   view.identity.serial_number, view.identity.firmware}});
  }
  return report::render_text(table);
}

Json json_of(const InstrumentView& view) {
  Json json{{"name", view.spec.name},
            {"role", view.spec.role},
            {"driver", view.spec.driver},
            {"address", view.spec.address},
            {"life_cycle", name_of(view.life_cycle)},
            {"identity",
             {{"vendor", view.identity.vendor},
              {"model", view.identity.model},
              {"serial_number", view.identity.serial_number},
              {"firmware", view.identity.firmware}}}};
  json["settings"] = Json::array();
  for (const SettingView& setting : view.settings) {
    json["settings"].push_back(json_of(setting));
  }
  json["readings"] = Json::array();
  for (const hal::Reading& reading : view.readings) {
    json["readings"].push_back({{"key", reading.key}, {"value", reading.value}});
  }
  json["error"] =
      view.trouble.empty() ? Json() : Json{{"code", view.code}, {"message", view.trouble}};
  return json;
}

Json json_of(const std::vector<InstrumentView>& views) {
  Json list = Json::array();
  for (const InstrumentView& view : views) {
    list.push_back(json_of(view));
  }
  return list;
}

}  // namespace fiberloom::app
