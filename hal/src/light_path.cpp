#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/light_path.hpp>

#include "optional_fields.hpp"

namespace fiberloom::hal {

namespace units = core::units;

void WoundFiber::fields(core::FieldVisitor& visit) {
  visit.field("part", part, {.description = "Id in the catalogue.", .minimum_length = 1});
  visit.field("length_m", length_m,
              {.description = "Length that is wound.",
               .minimum = 0.0,
               .exclusive_minimum = true,
               .exact = true});
}

void StagePath::fields(core::FieldVisitor& visit) {
  visit.field("name", name,
              {.description = "What the stage is called on the bench.", .minimum_length = 1});
  visit.field(
      "dispersive_parts", dispersive_parts,
      {.description = "Catalogue ids of the dispersive elements, in the order of the light."});
  field_unless_empty(visit, "turned_parts", turned_parts,
                     {.description = "Those of them whose ports are exchanged."});
  field_unless_empty(visit, "wound_fibers", wound_fibers,
                     {.description = "Those of them that are wound to a length of their own."});
  field_unless_zero(visit, "input_pad_db", input_pad_db,
                    {.description = "Fixed attenuator in front of the dispersive elements; absent "
                                    "for none.",
                     .minimum = 0.0});
  visit.field("minimum_dispersion_ps2", minimum_dispersion_ps2,
              {.description = "Smallest group-delay dispersion that the elements reach together."});
  visit.field("maximum_dispersion_ps2", maximum_dispersion_ps2,
              {.description = "Largest group-delay dispersion that the elements reach together."});
  visit.field("dispersion_step_ps2", dispersion_step_ps2,
              {.description = "Setting step of the tunable element; 0 when nothing is tunable.",
               .minimum = 0.0});
  visit.field("nonlinear_part", nonlinear_part,
              {.description = "Catalogue id of the nonlinear fibre; empty for none."});
  visit.field(
      "phase_per_watt_rad", phase_per_watt_rad,
      {.description = "Nonlinear phase per watt of launch power: gamma times effective length; "
                      "negative for an electro-optic element of that polarity."});
  visit.field("electro_optic", electro_optic,
              {.description = "What drives the nonlinear part, if that is a phase modulator."});
  visit.field("maximum_launch_power_w", maximum_launch_power_w,
              {.description = "Limit of the launch power: amplifier, SBS or damage, the lowest.",
               .minimum = 0.0});
  visit.require(minimum_dispersion_ps2 <= maximum_dispersion_ps2, "maximum_dispersion_ps2",
                "is below minimum_dispersion_ps2");
}

void ElectroOpticKerr::fields(core::FieldVisitor& visit) {
  visit.field("photodiode", photodiode,
              {.description = "Catalogue id of the photodiode at the tap.", .minimum_length = 1});
  visit.field("bandwidth_ghz", bandwidth_ghz,
              {.description = "3-dB bandwidth of photodiode, driver and modulator together.",
               .minimum = 0.0,
               .exclusive_minimum = true});
  visit.field("peak_drive_v", peak_drive_v,
              {.description = "Largest voltage at the modulator.", .minimum = 0.0});
}

void LightPath::fields(core::FieldVisitor& visit) {
  visit_architecture(visit, architecture);
  field_unless_zero(visit, "wavelength_nm", wavelength_nm,
                    {.description = "Vacuum wavelength that the laser is tuned to; absent for the "
                                    "rig's own.",
                     .minimum = 0.0,
                     .exact = true});
  visit.field(
      "sample_rate_gsa_per_s", sample_rate_gsa_per_s,
      {.description = "Sample rate of the generator.", .minimum = 0.0, .exclusive_minimum = true});
  visit.field("oversampling", oversampling,
              {.description = "Generator samples per model sample.", .minimum = 1.0});
  visit.field(
      "optical_filter_ghz", optical_filter_ghz,
      {.description = "Half-width at half power of the optical filter of each stage; 0 for none.",
       .minimum = 0.0});
  visit.field("optical_filter_order", optical_filter_order,
              {.description = "Order of the super-Gaussian filter.", .minimum = 1.0});
  visit.field("stages", stages, {.description = "The layers in the order of the light."});
}

core::Time LightPath::model_sample() const {
  return static_cast<double>(oversampling) / (sample_rate_gsa_per_s * units::ghz);
}

core::GroupDelayDispersion dispersion_of(double b, const LightPath& path) {
  return core::dispersion_for_layer(b, path.model_sample());
}

double b_of(core::GroupDelayDispersion dispersion, const LightPath& path) {
  return core::layer_dispersion(dispersion, path.model_sample());
}

core::Power launch_power_of(double nonlinear_phase, const StagePath& stage) {
  if (stage.phase_per_watt_rad == 0.0) {
    return core::Power{};
  }
  return (nonlinear_phase / stage.phase_per_watt_rad) * units::w;
}

double nonlinear_phase_of(core::Power launch_power, const StagePath& stage) {
  return launch_power.in(units::w)*stage.phase_per_watt_rad;
}

}  // namespace fiberloom::hal
