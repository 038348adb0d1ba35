#include "amplifier_powers.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instrument_figures.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/hal/optical_chain.hpp>
#include <string>

#include "transmitter_drive.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;
constexpr double headroom_db = 1.0;  // that power control leaves to an attenuator

double tap_loss_db(double ratio) { return -10.0 * std::log10(1.0 - ratio); }

// What an instrument or a fixed part takes away, nothing set on it.
class OpenLosses {
 public:
  OpenLosses(const RigDocument& rig, const Catalog& catalog, const OpticalChain& chain)
      : bench_(*rig.bench), catalog_(catalog), chain_(chain) {}

  [[nodiscard]] double of(const std::string& name) const {
    if (const double ratio = chain_.tap_ratio(name); ratio > 0.0) {
      return tap_loss_db(ratio);
    }
    const std::size_t slash = name.find('/');
    const Part* part = slash == std::string::npos ? sheet_of(bench_, catalog_, name)
                                                  : &catalog_.find(name.substr(slash + 1));
    return part == nullptr ? 0.0 : part->insertion_loss_db.value_or(0.0);
  }

 private:
  const BenchDocument& bench_;
  const Catalog& catalog_;
  const OpticalChain& chain_;
};

SettingSpec output_range(const RigDocument& rig, const Catalog& catalog,
                         const std::string& amplifier) {
  SettingSpec range = OpticalAmplifierRanges{}.output_power;
  range.maximum = core::to_dbm(rig.amplifier_maximum_output_w * units::w);
  if (const Part* sheet = sheet_of(*rig.bench, catalog, amplifier);
      sheet != nullptr && sheet->maximum_output_power_dbm) {
    range.maximum = std::min(range.maximum, *sheet->maximum_output_power_dbm);
  }
  const auto& instruments = rig.bench->instruments;
  const auto spec = std::ranges::find(instruments, amplifier, &InstrumentSpec::name);
  for (const SettingLimit& limit : spec->limits) {
    if (limit.key == range.key) {
      range.minimum = std::max(range.minimum, limit.minimum);
      range.maximum = std::min(range.maximum, limit.maximum);
    }
  }
  return range;
}

// Walks down the light once, a decibel figure in hand.
class PowerWalk {
 public:
  PowerWalk(const Plan& plan, const RigDocument& rig, const Catalog& catalog)
      : plan_(plan),
        rig_(rig),
        catalog_(catalog),
        chain_(*rig.bench, plan.light_path, catalog),
        losses_(rig, catalog, chain_),
        powers_(plan.light_path.stages.size()) {}

  std::vector<AmplifierPowers> run() {
    const TransmitterWiring& transmitter = rig_.bench->transmitter;
    for (const std::string& name : chain_.names()) {
      dbm_ -= chain_.loss_before_db(name);
      if (name == transmitter.source) {
        dbm_ = transmitter.source_power_dbm;
      } else if (name == "modulator") {
        dbm_ += 10.0 * std::log10(reference_transmission(rig_.transmitter.full_scale)) -
                modulator_figures(*rig_.bench, catalog_).insertion_loss_db;
      } else if (!meets_stage(name)) {
        dbm_ -= losses_.of(name);
      }
    }
    return powers_;
  }

 private:
  // Whether the name is that of a stage's amplifier or spool, behind which the plan tells the power.
  bool meets_stage(const std::string& name) {
    for (std::size_t m = 0; m < powers_.size(); ++m) {
      const StagePath& stage = plan_.light_path.stages[m];
      if (name == rig_.bench->stages.at(m).amplifier) {
        powers_[m].input_w = 1e-3 * std::pow(10.0, dbm_ / 10.0);
        dbm_ = std::min(output_dbm(m), most_dbm(m));
        powers_[m].output_w = 1e-3 * std::pow(10.0, dbm_ / 10.0);
        return true;
      }
      if (name == stage.name + "/" + stage.nonlinear_part) {
        const HighlyNonlinearFiber spool =
            highly_nonlinear_fiber(catalog_.find(stage.nonlinear_part));
        dbm_ = launch_dbm(m) - spool.insertion_loss.value() + end_loss(spool).value();
        return true;
      }
    }
    return false;
  }

  // What the amplifier's gain makes of what it gets.
  [[nodiscard]] double most_dbm(std::size_t m) const {
    const AmplifierLimits limits =
        amplifier_limits(*rig_.bench, catalog_, rig_.bench->stages.at(m).amplifier);
    return limits.maximum_gain_db > 0.0 ? dbm_ + limits.maximum_gain_db : HUGE_VAL;
  }

  [[nodiscard]] double launch_dbm(std::size_t m) const {
    const double launch_w = plan_.stages[m].launch_power_w;
    return launch_w > 0.0 ? core::to_dbm(launch_w * units::w) : -300.0;
  }

  [[nodiscard]] double output_dbm(std::size_t m) const {
    const StageWiring& wiring = rig_.bench->stages.at(m);
    const SettingSpec range = output_range(rig_, catalog_, wiring.amplifier);
    const StagePath& stage = plan_.light_path.stages[m];
    if (stage.nonlinear_part.empty()) {
      return range.minimum;
    }
    const HighlyNonlinearFiber spool = highly_nonlinear_fiber(catalog_.find(stage.nonlinear_part));
    const double loss_db =
        chain_.loss_before_db(wiring.attenuator) + chain_.loss_through_db(wiring.attenuator) +
        chain_.loss_before_db(wiring.launch_meter) + tap_loss_db(wiring.launch_tap_ratio) +
        chain_.loss_before_db(stage.name + "/" + stage.nonlinear_part) + end_loss(spool).value();
    return std::clamp(std::ceil(launch_dbm(m) + loss_db + headroom_db), range.minimum,
                      range.maximum);
  }

  const Plan& plan_;
  const RigDocument& rig_;
  const Catalog& catalog_;
  OpticalChain chain_;
  OpenLosses losses_;
  std::vector<AmplifierPowers> powers_;
  double dbm_ = -300.0;
};

}  // namespace

std::vector<AmplifierPowers> amplifier_powers(const Plan& plan, const RigDocument& rig,
                                              const Catalog& catalog) {
  return PowerWalk(plan, rig, catalog).run();
}

}  // namespace fiberloom::hal
