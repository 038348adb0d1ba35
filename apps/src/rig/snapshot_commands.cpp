#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/snapshot.hpp>
#include <fiberloom/report/text_table.hpp>

#include "output_checks.hpp"
#include "rig/missing_instruments.hpp"
#include "rig/rig_commands.hpp"
#include "rig/setting_text.hpp"
#include "rig/take_over.hpp"
#include "rig_run.hpp"
#include "stop_signal.hpp"

namespace fiberloom::app {
namespace {

hal::Snapshot read_snapshot_of(const BenchSession& session, const std::string& file) {
  auto snapshot = core::read_document<hal::Snapshot>(file);
  if (snapshot.rig != session.rig().name) {
    throw core::InputError("input.snapshot",
                           fmt::format("{}: taken of rig \"{}\", not of \"{}\"; nothing was set",
                                       file, snapshot.rig, session.rig().name));
  }
  return snapshot;
}

std::string value_text(const std::string& key, const std::optional<double>& value) {
  return value ? setting_text(key, *value) : "–";
}

std::string text_of(const hal::SnapshotDifference& difference) {
  report::Table table{.columns = {{.name = "instrument"},
                                  {.name = "key"},
                                  {.name = "stands at", .align = report::Align::right},
                                  {.name = "snapshot", .align = report::Align::right}}};
  for (const hal::SettingDifference& one : difference.settings) {
    table.rows.push_back({.cells = {one.instrument, one.key, value_text(one.key, one.from),
                                    value_text(one.key, one.to)}});
  }
  std::string text =
      difference.settings.empty() ? "no setting differs\n" : report::render_text(table);
  for (const std::string& name : difference.exchanged) {
    text += fmt::format("{}: another instrument, or other firmware, than in the snapshot\n", name);
  }
  for (const std::string& name : difference.only_from) {
    text += fmt::format("{}: not in the snapshot\n", name);
  }
  for (const std::string& name : difference.only_to) {
    text += fmt::format("{}: only in the snapshot\n", name);
  }
  return text;
}

Json json_of(const hal::SnapshotDifference& difference) {
  Json settings = Json::array();
  for (const hal::SettingDifference& one : difference.settings) {
    settings.push_back({{"instrument", one.instrument},
                        {"key", one.key},
                        {"from", one.from ? Json(*one.from) : Json()},
                        {"to", one.to ? Json(*one.to) : Json()}});
  }
  return {{"settings", std::move(settings)},
          {"exchanged", difference.exchanged},
          {"only_on_bench", difference.only_from},
          {"only_in_snapshot", difference.only_to}};
}

// What was refused, by interlocks before anything else.
ExitCode exit_code_of(const hal::RestoreReport& report) {
  if (report.refused.empty()) {
    return ExitCode::done;
  }
  const bool by_interlock = std::ranges::any_of(
      report.refused, [](const auto& refused) { return refused.code.starts_with("interlock."); });
  return by_interlock ? ExitCode::interlock : ExitCode::invalid;
}

std::string text_of(const hal::RestoreReport& report) {
  std::string text =
      fmt::format("{} set, {} refused\n", report.restored.size(), report.refused.size());
  for (const hal::RestoreReport::Refused& refused : report.refused) {
    text += fmt::format("{} {} = {}: {}\n", refused.instrument, refused.key,
                        setting_text(refused.key, refused.wanted), refused.reason);
  }
  return text;
}

Json json_of(const hal::RestoreReport& report) {
  Json restored = Json::array();
  for (const hal::RestoreReport::Restored& one : report.restored) {
    restored.push_back({{"instrument", one.instrument},
                        {"key", one.key},
                        {"asked", one.value.requested},
                        {"applied", one.value.applied}});
  }
  Json refused = Json::array();
  for (const hal::RestoreReport::Refused& one : report.refused) {
    refused.push_back({{"instrument", one.instrument},
                       {"key", one.key},
                       {"wanted", one.wanted},
                       {"code", one.code},
                       {"reason", one.reason}});
  }
  return {{"restored", std::move(restored)}, {"refused", std::move(refused)}};
}

}  // namespace

Outcome save_snapshot(const BenchChoice& choice, const std::string& output, Context& context) {
  require_writable(output);
  BenchSession session(choice, "snapshot");
  session.leave_as_it_is();
  if (const std::exception_ptr trouble = first_of(take_over(session.bench()))) {
    std::rethrow_exception(trouble);
  }
  hal::Snapshot snapshot =
      hal::take_snapshot(session.bench(), {.rig = session.rig().name, .taken_at = utc_now()});
  core::save_document(output, snapshot);
  context.say(fmt::format("{}: {} instruments of rig {}\n", output, snapshot.instruments.size(),
                          snapshot.rig));
  return {.document = {{"schema", "fiberloom.rig-snapshot/1"},
                       {"rig", snapshot.rig},
                       {"file", output},
                       {"instruments", snapshot.instruments.size()}}};
}

Outcome restore_snapshot(const BenchChoice& choice, const RestoreOptions& options,
                         Context& context) {
  BenchSession session(choice, "restore");
  session.leave_as_it_is();
  const hal::Snapshot wanted = read_snapshot_of(session, options.file);
  const StopSignal signal;
  tell_missing(session.bench(), take_over_for_writing(session.bench()), context);
  const hal::SnapshotDifference difference =
      hal::difference(hal::take_snapshot(session.bench()), wanted);
  context.say(text_of(difference));
  Json document{{"schema", "fiberloom.rig-restore/1"},
                {"rig", session.rig().name},
                {"dry_run", options.is_dry_run},
                {"difference", json_of(difference)}};
  if (options.is_dry_run) {
    return {.document = std::move(document)};
  }
  const hal::RestoreReport report = hal::restore(session.bench(), wanted, signal.token());
  for (const hal::RestoreReport::Restored& one : report.restored) {
    session.log().write_set(
        one.instrument,
        {.key = one.key, .asked = one.value.requested, .applied = one.value.applied});
  }
  context.say(text_of(report));
  document.update(json_of(report));
  return {.document = std::move(document), .exit_code = exit_code_of(report)};
}

}  // namespace fiberloom::app
