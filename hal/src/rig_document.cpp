#include <fiberloom/hal/rig_document.hpp>

#include "optional_fields.hpp"

namespace fiberloom::hal {

void TransmitterSpec::fields(core::FieldVisitor& visit) {
  visit.field(
      "sample_rate_gsa_per_s", sample_rate_gsa_per_s,
      {.description = "Sample rate of the generator.", .minimum = 0.0, .exclusive_minimum = true});
  field_unless_zero(visit, "minimum_sample_rate_gsa_per_s", minimum_sample_rate_gsa_per_s,
                    {.description = "Lowest rate that the generator's clock can be tuned to; "
                                    "absent when it cannot.",
                     .minimum = 0.0});
  visit.field("full_scale", full_scale,
              {.description = "Largest field amplitude before the generator clips, in units of the "
                              "reference field.",
               .required = false,
               .minimum = 0.0,
               .exclusive_minimum = true});
  visit.require(minimum_sample_rate_gsa_per_s <= sample_rate_gsa_per_s,
                "minimum_sample_rate_gsa_per_s", "is above sample_rate_gsa_per_s");
}

void ReceiverSpec::fields(core::FieldVisitor& visit) {
  visit.field("reference_power_w", reference_power_w,
              {.description = "Power at the photodiode that a field of unit power stands for.",
               .minimum = 0.0,
               .exclusive_minimum = true});
  visit.field("maximum_power_w", maximum_power_w,
              {.description = "Largest mean power that the photodiode may see.",
               .minimum = 0.0,
               .exclusive_minimum = true});
  field_unless_zero(visit, "coherent", coherent,
                    {.description = "Whether the receiver sees the field, not only its "
                                    "intensity."});
}

void InventoryItem::fields(core::FieldVisitor& visit) {
  visit.field("part", part,
              {.description = "Id of the part in the catalogue.", .minimum_length = 1});
  visit.field("quantity", quantity, {.description = "How many there are.", .minimum = 1.0});
}

void RigTolerances::fields(core::FieldVisitor& visit) {
  visit.field("dispersion_relative_rms", dispersion_relative_rms,
              {.description = "Relative rms error of each stage's dispersion.",
               .minimum = 0.0,
               .maximum = 1.0});
  visit.field("nonlinear_phase_relative_rms", nonlinear_phase_relative_rms,
              {.description = "Relative rms error of each stage's nonlinear phase.",
               .minimum = 0.0,
               .maximum = 1.0});
  visit.field(
      "readout_skew_samples", readout_skew_samples,
      {.description = "Largest timing skew of the readout, in model samples.", .minimum = 0.0});
  visit.field("receiver_gain_relative_rms", receiver_gain_relative_rms,
              {.description = "Relative rms error of the receiver's gain.",
               .required = false,
               .minimum = 0.0});
  visit.field("transmitter_snr_db", transmitter_snr_db,
              {.description = "Signal-to-noise ratio of a launched field of unit mean power."});
  visit.field("receiver_snr_db", receiver_snr_db,
              {.description = "Signal-to-noise ratio of a detected trace of unit rms intensity."});
  visit.field("transmitter_bandwidth_ghz", transmitter_bandwidth_ghz,
              {.description = "3-dB bandwidth in front of the light path; 0 for unlimited.",
               .minimum = 0.0});
  visit.field(
      "receiver_bandwidth_ghz", receiver_bandwidth_ghz,
      {.description = "3-dB bandwidth behind the photodiode; 0 for unlimited.", .minimum = 0.0});
}

void RigDocument::fields(core::FieldVisitor& visit) {
  visit.field("name", name, {.description = "What the bench is called.", .minimum_length = 1});
  visit.field("center_wavelength_nm", center_wavelength_nm,
              {.description = "Wavelength of the carrier.", .minimum = 400.0, .maximum = 3000.0});
  visit.field("transmitter", transmitter, {.description = "Generator and modulator."});
  visit.field("maximum_stages", maximum_stages,
              {.description = "Stages that the bench has room for.", .minimum = 1.0});
  field_unless_empty(visit, "catalog_file", catalog_file,
                     {.description = "Catalogue of the lab's own parts, relative to this file."});
  field_unless_empty(visit, "parts", parts,
                     {.description = "The lab's own parts; a known id replaces the known part."});
  visit.field("inventory", inventory,
              {.description = "Dispersive and nonlinear parts at hand.", .minimum_length = 1});
  visit.field(
      "amplifier_maximum_output_w", amplifier_maximum_output_w,
      {.description = "Largest mean output power of an amplifier in front of a nonlinear element.",
       .minimum = 0.0,
       .exclusive_minimum = true});
  visit.field("line_broadening_mhz", line_broadening_mhz,
              {.description = "Linewidth of the dithered carrier; raises the Brillouin threshold.",
               .required = false,
               .minimum = 0.0});
  visit.field("receiver", receiver, {.description = "Photodiode and digitiser."});
  visit.field("tolerances", tolerances,
              {.description = "Spread between this document and the bench that was built."});
  visit.field("bench", bench, {.description = "Instruments, wiring and interlocks."});
}

}  // namespace fiberloom::hal
