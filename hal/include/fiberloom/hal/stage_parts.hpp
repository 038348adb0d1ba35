#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/operating_wavelength.hpp>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// A dispersive part that nobody tunes, and where it stands on the way of the light.
struct FixedPart {
  const Part* part = nullptr;
  std::string place{};  ///< "stage 1/ofs-hnlf-507"; with "#2" behind it where a part stands twice
  bool is_turned = false;  ///< wired the other way round: its dispersion reversed
  double length_m = 0.0;   ///< of a fibre, as wound for this path or as it lies there
  double insertion_loss_db = 0.0;
};

/// The fixed dispersive parts of a stage in the order of the light.
///
/// Throws:  core::InputError "catalog.unknown_part".
[[nodiscard]] std::vector<FixedPart> fixed_parts(const StagePath& stage, const Catalog& catalog);

/// Where the fixed attenuator in front of a stage's dispersive parts stands.
[[nodiscard]] std::string pad_place(const StagePath& stage);

/// The dispersive parts of one stage told apart: what is fixed, and what an instrument tunes.
struct StageParts {
  std::vector<FixedPart> fixed{};
  const Part* tunable = nullptr;    ///< null for none
  const Part* nonlinear = nullptr;  ///< null for none
  core::GroupDelayDispersion
      fixed_dispersion{};  ///< of all fixed parts together, as they are wired
};

/// Throws:  core::InputError "catalog.unknown_part", "plan.settings" for two tunable parts in one stage.
[[nodiscard]] StageParts stage_parts(const StagePath& stage, const Catalog& catalog,
                                     const OperatingWavelength& wavelength);

}  // namespace fiberloom::hal
