#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/planning_assumptions.hpp>
#include <numbers>

#include "mapping/hardest_first.hpp"
#include "mapping/kerr_choice.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// Largest |u|^2 in a thousand samples of a Gaussian field: ln 1000.
constexpr double peak_factor = 6.9;
constexpr double default_modulator_loss_db = 3.0;
constexpr double default_modulator_bandwidth_ghz = 40.0;

// Error of a phase Gamma = 1 on light of the full optical width B, over the electrical bandwidth: -20 dB at B, -31 at
// 2 B, -43 at 4 B (physics, section 4.2), straight in the logarithm between and beyond.
double bandwidth_error(double bandwidth_over_width) {
  constexpr std::array decibels{-20.0, -31.0, -43.0};
  const double octaves = std::log2(bandwidth_over_width);
  const double at = std::clamp(std::floor(octaves), 0.0, 1.0);
  const auto i = static_cast<std::size_t>(at);
  return std::pow(10.0, (decibels[i] + (octaves - at) * (decibels[i + 1] - decibels[i])) / 10.0);
}

const Part* fastest_photodiode(const Inventory& inventory) {
  const Part* best = nullptr;
  for (const Part* part : inventory.available({PartKind::photodiode})) {
    const bool is_dc_coupled = !part->photodiode.lower_cutoff_khz;
    if (is_dc_coupled && part->bandwidth_ghz &&
        (best == nullptr || *part->bandwidth_ghz > *best->bandwidth_ghz)) {
      best = part;
    }
  }
  return best;
}

const Part* strongest_modulator(const Inventory& inventory) {
  const Part* best = nullptr;
  for (const Part* part : inventory.available({PartKind::phase_modulator})) {
    if (part->modulator.half_wave_voltage_v &&
        (best == nullptr ||
         *part->modulator.half_wave_voltage_v < *best->modulator.half_wave_voltage_v)) {
      best = part;
    }
  }
  return best;
}

MappingProblem problem_of(std::size_t layer, double wanted, double limit, std::string reason) {
  return {.where = fmt::format("layer {}", layer + 1),
          .parameter = "gamma",
          .wanted = wanted,
          .limit = limit,
          .reason = std::move(reason),
          .alternative =
              "put a fast photodiode and a phase modulator for this layer into the inventory, or "
              "retrain with a smaller |gamma|"};
}

KerrChoice layer_of(std::size_t m, double wanted, const LightPath& path, Inventory& inventory) {
  const Part* diode = fastest_photodiode(inventory);
  const Part* modulator = strongest_modulator(inventory);
  if (diode == nullptr || modulator == nullptr) {
    return {
        .layer = m,
        .residual_rad = -wanted,
        .problem = problem_of(m, wanted, 0.0,
                              diode == nullptr ? "no DC-coupled photodiode is left in the inventory"
                                               : "no phase modulator is left in the inventory")};
  }
  inventory.take(*diode);
  inventory.take(*modulator);
  const double volts_per_radian = *modulator->modulator.half_wave_voltage_v / std::numbers::pi;
  const double limit = assumed::largest_drive_v / (volts_per_radian * peak_factor);
  const double taken = std::clamp(wanted, -limit, limit);
  const double bandwidth = std::min(
      *diode->bandwidth_ghz, modulator->bandwidth_ghz.value_or(default_modulator_bandwidth_ghz));
  // Light of a signal of half the band is half a cycle a sample wide.
  const double width_ghz = 0.5 / path.model_sample().in(units::ns);
  KerrChoice choice{
      .layer = m,
      .part = modulator,
      .phase_per_watt_rad = std::copysign(limit, wanted) / assumed::tapped_power_w,
      .maximum_power_w = assumed::tapped_power_w,
      .insertion_loss_db =
          assumed::tap_loss_db + modulator->insertion_loss_db.value_or(default_modulator_loss_db),
      .launch_power_w = assumed::tapped_power_w * std::abs(taken) / limit,
      .residual_rad = taken - wanted,
      .imperfection_nmse = taken * taken * bandwidth_error(bandwidth / width_ghz),
      .electro_optic = ElectroOpticKerr{.photodiode = diode->id,
                                        .bandwidth_ghz = bandwidth,
                                        .peak_drive_v = assumed::largest_drive_v}};
  if (taken != wanted) {
    choice.problem = problem_of(
        m, wanted, taken,
        fmt::format("a driver of {:.3g} V and {} make {:.3g} rad at most for peaks of {:.2g} times "
                    "the mean power",
                    assumed::largest_drive_v, modulator->id, limit, peak_factor));
  }
  return choice;
}

}  // namespace

std::vector<KerrChoice> choose_electro_optic(const KerrQuestion& question, Inventory& inventory) {
  std::vector<KerrChoice> result;
  for (const std::size_t m : hardest_first(question.nonlinear_phases)) {
    result.push_back(layer_of(m, question.nonlinear_phases[m], question.path, inventory));
  }
  return result;
}

}  // namespace fiberloom::hal
