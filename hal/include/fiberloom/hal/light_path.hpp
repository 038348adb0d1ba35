#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/architecture.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// What a stage is asked to do: the two numbers of one layer, in physical units.
struct StageSetting {
  core::GroupDelayDispersion dispersion{};  ///< positive: normal dispersion
  core::Power launch_power{};               ///< at the nonlinear element, for a field of |u|^2 = 1
};

/// A fibre that is wound to a length of its own for this path.
struct WoundFiber {
  std::string part{};
  double length_m = 0.0;

  void fields(core::FieldVisitor& visit);
  bool operator==(const WoundFiber&) const = default;
};

/// A nonlinear element that is no fibre: light detected at a tap drives a phase modulator behind it.
///
/// Source:  physics, section 4.2; US 6,915,084; Williamson et al., IEEE JSTQE 26, 7700412 (2020).
struct ElectroOpticKerr {
  std::string photodiode{};    ///< id in the catalogue
  double bandwidth_ghz = 0.0;  ///< of photodiode, driver and modulator together
  double peak_drive_v = 0.0;   ///< that the driver gives at the largest launch power

  void fields(core::FieldVisitor& visit);
};

/// One realised layer: dispersive elements, amplifier and attenuator, nonlinear element.
struct StagePath {
  std::string name{};
  std::vector<std::string> dispersive_parts{};  ///< ids in the catalogue, in the order of the light
  std::vector<std::string> turned_parts{};      ///< those of them whose ports are exchanged
  std::vector<WoundFiber> wound_fibers{};       ///< those of them that are cut for this path
  double input_pad_db = 0.0;            ///< fixed attenuator in front, so that fibres stay linear
  double minimum_dispersion_ps2 = 0.0;  ///< what the fixed elements and the trim reach together
  double maximum_dispersion_ps2 = 0.0;
  double dispersion_step_ps2 = 0.0;  ///< 0: not tunable in steps, the fixed value alone
  std::string nonlinear_part{};      ///< id in the catalogue; empty for none
  double phase_per_watt_rad =
      0.0;  ///< gamma Leff; negative for an electro-optic element of that polarity
  std::optional<ElectroOpticKerr>
      electro_optic{};  ///< what `nonlinear_part` is driven by, if it is a modulator
  double maximum_launch_power_w = 0.0;

  void fields(core::FieldVisitor& visit);
};

/// The way of the light through a rig, as it was wired for one model.
///
/// T0, the time of one model sample, is oversampling / sample rate.
struct LightPath {
  Architecture architecture = Architecture::all_optical_cascade;
  double wavelength_nm = 0.0;  ///< that the laser is tuned to; 0: the rig's own
  double sample_rate_gsa_per_s = 0.0;
  std::size_t oversampling = 1;
  double optical_filter_ghz =
      0.0;  ///< half-width at half power of the filter in each stage; 0: none
  std::int64_t optical_filter_order = 4;
  std::vector<StagePath> stages{};

  /// Time of one model sample.
  [[nodiscard]] core::Time model_sample() const;
  void fields(core::FieldVisitor& visit);
};

/// Dispersion that realises b (samples squared) on this path, and back: b = beta2 L / T0^2.
core::GroupDelayDispersion dispersion_of(double b, const LightPath& path);
double b_of(core::GroupDelayDispersion dispersion, const LightPath& path);

/// Launch power that realises a nonlinear phase Gamma in this stage, and back: Gamma = gamma Leff P.
core::Power launch_power_of(double nonlinear_phase, const StagePath& stage);
double nonlinear_phase_of(core::Power launch_power, const StagePath& stage);

}  // namespace fiberloom::hal
