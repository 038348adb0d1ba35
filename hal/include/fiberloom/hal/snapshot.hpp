#pragma once

#include <fiberloom/core/fields.hpp>
#include <fiberloom/hal/bench.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// One number of an instrument by its unit-suffixed key.
struct SnapshotNumber {
  std::string key{};
  double value = 0.0;

  void fields(core::FieldVisitor& visit);
};

/// One instrument as it stood.
struct InstrumentSnapshot {
  std::string name{};
  std::string role{};
  Identity identity{};  ///< empty before it was configured
  LifeCycle life_cycle = LifeCycle::unconfigured;
  std::vector<SnapshotNumber> settings{};  ///< as the hardware took them
  std::vector<SnapshotNumber> readings{};

  void fields(core::FieldVisitor& visit);
};

/// A bench at one moment: who is there, what it is set to, what it measures.
struct Snapshot {
  static constexpr const char* schema = "fiberloom.snapshot/1";

  std::string rig{};
  std::string taken_at{};     ///< UTC
  double bench_time_s = 0.0;  ///< on the bench's clock
  std::vector<InstrumentSnapshot> instruments{};

  void fields(core::FieldVisitor& visit);
};

/// What a bench itself does not know of a snapshot.
struct SnapshotLabel {
  std::string rig{};
  std::string taken_at{};
};

/// Reads no setting back: they are as the hardware last said. Instruments that were never configured have none.
///
/// Throws:  InstrumentError from an instrument that does not measure.
[[nodiscard]] Snapshot take_snapshot(Bench& bench, const SnapshotLabel& label = {});

/// A setting that differs, or is known on one side only.
struct SettingDifference {
  std::string instrument{};
  std::string key{};
  std::optional<double> from{};
  std::optional<double> to{};
};

/// What is not the same in two snapshots. Readings scatter and are not compared.
struct SnapshotDifference {
  std::vector<SettingDifference> settings{};
  std::vector<std::string> only_from{};  ///< instruments
  std::vector<std::string> only_to{};
  std::vector<std::string> exchanged{};  ///< instruments of another identity, firmware included

  [[nodiscard]] bool empty() const noexcept {
    return settings.empty() && only_from.empty() && only_to.empty() && exchanged.empty();
  }
};

[[nodiscard]] SnapshotDifference difference(const Snapshot& from, const Snapshot& to);

/// What restore() did.
struct RestoreReport {
  struct Restored {
    std::string instrument{};
    std::string key{};
    Applied<double> value{};
  };
  struct Refused {
    std::string instrument{};
    std::string key{};
    double wanted = 0.0;
    std::string code{};  ///< as of an error: "interlock.photodiode", "input.setting"
    std::string reason{};
  };
  std::vector<Restored> restored{};
  std::vector<Refused> refused{};
};

/// Sets what differs from the snapshot, and nothing else: first what takes light away, then what does neither, last what
/// brings light, each in the order of the light. Nothing is armed, and nothing emits that did not.
///
/// Every write goes through Setting::set, so that interlocks and ramps hold. What an interlock refuses is tried again as
/// long as other writes succeed, since those may be what it waits for.
/// Throws:  InstrumentError from a driver, after which every source of the bench is safe; InterruptedError
///          "run.interrupted" when stopped, with the rest left as it is.
RestoreReport restore(Bench& bench, const Snapshot& snapshot, const std::stop_token& stop = {});

}  // namespace fiberloom::hal
