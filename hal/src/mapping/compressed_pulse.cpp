#include "mapping/compressed_pulse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <numbers>

#include "mapping/inventory.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// Time-bandwidth product of a Gaussian pulse, widths at half power: 2 ln 2 / pi.
constexpr double time_bandwidth = 2.0 * std::numbers::ln2 / std::numbers::pi;

const Part* shortest_pulse(const Inventory& inventory) {
  const Part* best = nullptr;
  for (const Part* part : inventory.available({PartKind::pulse_source})) {
    const auto& width = part->light_source.minimum_pulse_width_fs;
    if (width && (best == nullptr || *width < *best->light_source.minimum_pulse_width_fs)) {
      best = part;
    }
  }
  return best;
}

// Largest dispersion that two parts make with both signs: one stretches, the other compresses.
double stretch_ps2(const Inventory& inventory, core::Wavelength wavelength) {
  double best = 0.0;
  for (const Part* part : inventory.available({PartKind::chirped_grating})) {
    if (inventory.quantity(*part) >= 2 && part->reversible.value_or(false)) {
      const auto dispersion = *part->accumulated_dispersion_ps_per_nm * units::ps_per_nm;
      best = std::max(
          best, std::abs(core::group_delay_dispersion(dispersion, wavelength).in(units::ps2)));
    }
  }
  return best;
}

std::string obstacle(const core::Model& model, const RigDocument& rig, const Inventory& inventory,
                     double sample_ps) {
  const double frame_ns = sample_ps * 1e-3 * static_cast<double>(model.frame.padded_samples());
  const double stretch = stretch_ps2(inventory, rig.center_wavelength_nm * units::nm);
  // A slot of the spectrum has to last as long as one sample of the generator: 2 pi beta2 L df = 1/f.
  const double slot_thz = 1.0 / (1e3 * frame_ns);
  const double needed_ps2 =
      1e3 / rig.transmitter.sample_rate_gsa_per_s / (2.0 * std::numbers::pi * slot_thz);
  if (stretch < needed_ps2) {
    return fmt::format(
        "{} samples of {:.3g} ps want {:.3g} ps^2 to stretch the pulse and as much to compress it; "
        "the inventory has a pair of {:.3g} ps^2",
        model.frame.padded_samples(), sample_ps, needed_ps2, stretch);
  }
  if (model.readout.detect != core::Detection::spectrum) {
    return fmt::format(
        "the readout sees intensity over time, and samples of {:.3g} ps are beyond every "
        "photodiode; a spectrum readout or a time stretch in front of it is needed",
        sample_ps);
  }
  return "the spectrum of one pulse is to be read, and this bench has no spectrometer for it";
}

}  // namespace

ConsideredDesign consider_compressed_pulse(const core::Model& model, const RigDocument& rig,
                                           const Catalog& catalog) {
  const Inventory inventory(rig, catalog);
  ConsideredDesign design{.architecture = std::string(name_of(Architecture::all_optical_cascade)),
                          .front_end = std::string(name_of(FrontEnd::compressed_pulse)),
                          .sample_rate_gsa_per_s = rig.transmitter.sample_rate_gsa_per_s};
  const Part* pulse = shortest_pulse(inventory);
  if (pulse == nullptr) {
    design.verdict = "no pulse source in the inventory";
    return design;
  }
  const double sample_ps = *pulse->light_source.minimum_pulse_width_fs * 1e-3 / time_bandwidth;
  design.verdict = obstacle(model, rig, inventory, sample_ps);
  return design;
}

}  // namespace fiberloom::hal
