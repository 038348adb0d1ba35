#include "mapping/plan_assumptions.hpp"

#include <algorithm>
#include <fiberloom/hal/nonlinear_limits.hpp>

#include "mapping/nonlinear_margin.hpp"

namespace fiberloom::app {
namespace {

void add_bench_defaults(std::vector<Assumption>& all) {
  all.push_back({"power of the source", 13.0, "dBm", "power table; the rig has no bench"});
  all.push_back({"loss of the modulator", 3.5, "dB", "power table; the rig has no bench"});
  all.push_back({"loss of every connection", 0.3, "dB", "power table; the rig has no bench"});
}

void add_scattering(std::vector<Assumption>& all) {
  const hal::BrillouinScattering brillouin;
  all.push_back({"Brillouin gain", brillouin.gain.in(core::units::m_per_w), "m/W",
                 "thresholds; the cautious end, measured ones lie up to 6 dB higher"});
  all.push_back({"Brillouin linewidth", brillouin.linewidth.in(core::units::mhz), "MHz",
                 "how much a dithered carrier gains"});
  all.push_back({"polarisation factor of Brillouin scattering", brillouin.polarization_factor, "",
                 "1: aligned all along"});
  all.push_back({"Raman gain", raman_gain_m_per_w, "m/W", "Raman limit; orientation averaged"});
}

void add_electro_optics(std::vector<Assumption>& all) {
  all.push_back({"largest drive of a phase modulator", 8.0, "V", "largest nonlinear phase"});
  all.push_back({"mean power at a tap", 1.0, "mW", "drive of the phase modulators"});
  all.push_back({"loss of a tap", 0.5, "dB", "power table"});
}

}  // namespace

std::vector<Assumption> plan_assumptions(const MapResult& result) {
  std::vector<Assumption> all;
  if (!result.rig.bench) {
    add_bench_defaults(all);
  }
  all.push_back({"peak over mean power", 8.4, "dB",
                 "peaks: one sample in a thousand of a complex Gaussian field"});
  all.push_back({"least input of an amplifier", -15.0, "dBm", "so that converters bind, not it"});
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
