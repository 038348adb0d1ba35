#pragma once

#include <algorithm>
#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/mapper.hpp>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "rows.hpp"

namespace fiberloom::test {

/// A lossless model of so many layers behind an intensity readout; two grid points for each sample.
inline core::Model model_to_map(std::vector<double> b, std::vector<double> nonlinear_phase) {
  core::Model model;
  model.frame = {.samples = 32, .oversampling = 2};
  model.readout = {.detect = core::Detection::intensity, .pool = 4};
  model.layers = lossless(std::move(b), std::move(nonlinear_phase));
  return model;
}

/// A bench with a cupboard: 120 GSa/s at 1550 nm, four stages, 0.5 W amplifiers, carrier broadened to 300 MHz.
///
/// Two points a sample at 120 GSa/s: T0 = 16.6667 ps, T0^2 = 277.778 ps^2.
inline hal::RigDocument bench_with(std::vector<hal::InventoryItem> inventory) {
  hal::RigDocument rig;
  rig.name = "bench";
  rig.transmitter.sample_rate_gsa_per_s = 120.0;
  rig.maximum_stages = 4;
  rig.inventory = std::move(inventory);
  rig.amplifier_maximum_output_w = 0.5;
  rig.line_broadening_mhz = 300.0;
  return rig;
}

inline const std::vector<hal::InventoryItem>& full_cupboard() {
  static const std::vector<hal::InventoryItem> items{
      {"teraxion-tdcmx", 4}, {"proximion-dcm-hdc-520", 1}, {"ofs-hnlf-507", 4}};
  return items;
}

inline constexpr double t0_squared_ps2 = 1e6 / 3600.0;
// beta2 L = -D L lambda^2/(2 pi c): at 1550 nm 1 ps/nm is -1.27545 ps^2 (conventions).
inline constexpr double ps2_per_ps_per_nm = -1.27545;

/// The same to the last digit.
inline double ps2_per_ps_per_nm_exact() {
  return -1550.0 * 1550.0 / (2.0 * std::numbers::pi * 299792.458);
}

inline hal::Plan mapped(const core::Model& model, const hal::RigDocument& rig) {
  return hal::map_model(model, rig, hal::builtin_catalog());
}

/// Whether a problem at this place mentions the word in its reason.
inline const hal::MappingProblem* problem_of(const hal::Plan& plan, const std::string& where,
                                             const std::string& parameter) {
  const auto found = std::find_if(
      plan.problems.begin(), plan.problems.end(),
      [&](const hal::MappingProblem& p) { return p.where == where && p.parameter == parameter; });
  return found == plan.problems.end() ? nullptr : &*found;
}

}  // namespace fiberloom::test
