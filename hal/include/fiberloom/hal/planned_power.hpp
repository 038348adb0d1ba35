#pragma once

#include <fiberloom/core/fields.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <string>
#include <vector>

namespace fiberloom::hal {

struct Plan;
struct RigDocument;

/// What a meter is expected to read at one place of a plan's light path, and how far from the nearest limit that is.
///
/// Units:   dBm for the frames' mean power, |u|^2 = 1 behind the modulator; the peak is that of one sample in a thousand
///          of a Gaussian field, 8.4 dB above.
struct PlannedPower {
  std::string
      place{};  ///< "modulator", "stage 1/teraxion-tdcmx", "stage 1/amplifier", "photodiode"
  double mean_dbm = 0.0;
  double peak_dbm = 0.0;
  std::string limit{};     ///< what binds first there: "Brillouin scattering"; empty for nothing
  double limit_dbm = 0.0;  ///< of the mean power
  double margin_db = 0.0;  ///< negative: beyond it

  void fields(core::FieldVisitor& visit);
};

/// The expected powers from the source to the photodiode, in the order of the light.
///
/// Source, modulator and connections are those of the rig's bench; without one, 13 dBm, 3.5 dB and 0.3 dB each. An
/// amplifier wants -15 dBm at least, so that its noise stays below that of the converters.
/// Source:  physics, sections 5 (Raman, Brillouin), 6 (amplifier inputs) and 8.6 (power table).
[[nodiscard]] std::vector<PlannedPower> planned_powers(const Plan& plan, const RigDocument& rig,
                                                       const Catalog& catalog);

}  // namespace fiberloom::hal
