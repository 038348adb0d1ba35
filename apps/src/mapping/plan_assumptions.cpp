#include "mapping/plan_assumptions.hpp"

#include <algorithm>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/hal/planning_assumptions.hpp>
#include <fiberloom/hal/raman_scattering.hpp>

namespace fiberloom::app {
namespace {

namespace assumed = hal::assumed;

void add_bench_defaults(std::vector<Assumption>& all) {
  all.push_back({"power of the source", assumed::source_power_dbm, "dBm",
                 "power table; the rig has no bench"});
  all.push_back({"loss of the modulator", assumed::modulator_loss_db, "dB",
                 "power table; the rig has no bench"});
  all.push_back({"loss of every connection", assumed::connector_loss_db, "dB",
                 "power table; the rig has no bench"});
}

void add_scattering(std::vector<Assumption>& all) {
  const hal::BrillouinScattering brillouin;
  all.push_back({"Brillouin gain", brillouin.gain.in(core::units::m_per_w), "m/W",
                 "thresholds; the cautious end, measured ones lie up to 6 dB higher"});
  all.push_back({"Brillouin linewidth", brillouin.linewidth.in(core::units::mhz), "MHz",
                 "how much a dithered carrier gains"});
  all.push_back({"polarisation factor of Brillouin scattering", brillouin.polarization_factor, "",
                 "1: aligned all along"});
  all.push_back(
      {"Raman gain", hal::raman_gain_m_per_w, "m/W", "Raman limit; orientation averaged"});
}

void add_electro_optics(std::vector<Assumption>& all) {
  all.push_back({"largest drive of a phase modulator", assumed::largest_drive_v, "V",
                 "largest nonlinear phase"});
  all.push_back({"mean power at a tap", 1e3 * assumed::tapped_power_w, "mW",
                 "drive of the phase modulators"});
  all.push_back({"loss of a tap", assumed::tap_loss_db, "dB", "power table"});
}

}  // namespace

std::vector<Assumption> plan_assumptions(const MapResult& result) {
  std::vector<Assumption> all;
  if (!result.rig.bench) {
    add_bench_defaults(all);
  }
  all.push_back({"peak over mean power", assumed::peak_over_mean_db, "dB",
                 "peaks: one sample in a thousand of a complex Gaussian field"});
  all.push_back({"least input of an amplifier", assumed::least_amplifier_input_dbm, "dBm",
                 "so that converters bind, not it"});
  const std::vector<hal::StagePath>& stages = result.plan.light_path.stages;
  const auto is_electro_optic = [](const auto& stage) { return stage.electro_optic.has_value(); };
  if (std::ranges::any_of(stages, is_electro_optic)) {
    add_electro_optics(all);
  }
  if (!std::ranges::all_of(stages, is_electro_optic)) {
    add_scattering(all);
  }
  all.push_back({"group index of fibre", 1.468, "", "latency"});
  return all;
}

std::vector<UnsourcedNumber> unsourced_numbers(const std::vector<BillItem>& bill) {
  std::vector<UnsourcedNumber> all;
  for (const BillItem& item : bill) {
    for (const hal::PartNumber& number : item.unsourced()) {
      all.push_back({item.name, std::string(number.key), number.value});
    }
  }
  return all;
}

}  // namespace fiberloom::app
