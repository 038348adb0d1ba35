#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/hal/bench_document.hpp>
#include <fiberloom/hal/part.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// The generator and modulator in front of the light path.
struct TransmitterSpec {
  double sample_rate_gsa_per_s = 0.0;
  double minimum_sample_rate_gsa_per_s =
      0.0;                  ///< the generator's clock can be tuned down to this; 0: it cannot
  double full_scale = 6.0;  ///< largest |u| before the generator clips

  void fields(core::FieldVisitor& visit);
};

/// Photodiode and digitiser behind it. The power at the photodiode for |u|^2 = 1 is held by the last attenuator.
struct ReceiverSpec {
  double reference_power_w = 1e-3;
  double maximum_power_w = 1e-2;
  bool coherent = false;  ///< it sees the field, not only its intensity

  void fields(core::FieldVisitor& visit);
};

/// How many of one part lie in the cupboard.
struct InventoryItem {
  std::string part{};
  std::int64_t quantity = 1;

  void fields(core::FieldVisitor& visit);
};

/// How far a bench may differ from its documents: the spread that a rig is drawn from, and that a calibration has to
/// find. Bandwidths are second-order, in front of the light path and behind it.
struct RigTolerances {
  double dispersion_relative_rms = 0.0;
  double nonlinear_phase_relative_rms = 0.0;
  double readout_skew_samples = 0.0;  ///< uniform within plus or minus this many model samples
  double receiver_gain_relative_rms = 0.0;
  double transmitter_snr_db = 0.0;
  double receiver_snr_db = 0.0;
  double transmitter_bandwidth_ghz = 0.0;  ///< 0: unlimited
  double receiver_bandwidth_ghz = 0.0;

  void fields(core::FieldVisitor& visit);
};

/// A bench as its owner describes it: what it is made of, what lies in the cupboard, what it must never exceed.
struct RigDocument {
  static constexpr const char* schema = "fiberloom.rig/1";

  std::string name{};
  double center_wavelength_nm = 1550.0;
  TransmitterSpec transmitter;
  std::int64_t maximum_stages = 1;
  std::string catalog_file{};  ///< with parts of the lab's own, beside the rig file; empty: none
  std::vector<Part> parts{};   ///< what the lab has measured of its own: new, or in place of others
  std::vector<InventoryItem> inventory{};
  double amplifier_maximum_output_w = 0.0;
  double line_broadening_mhz =
      0.0;  ///< of the carrier, by slow phase dither; raises the SBS threshold
  ReceiverSpec receiver;
  RigTolerances tolerances;
  std::optional<BenchDocument>
      bench{};  ///< down to its instruments; absent for a bench known by its spread alone

  std::vector<Part> filed_parts{};  ///< of `catalog_file`, put here by read_rig(); no field

  void fields(core::FieldVisitor& visit);
};

}  // namespace fiberloom::hal
