#pragma once

#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <optional>
#include <vector>

namespace fiberloom::hal {

/// The dispersive parts of one stage told apart: what is fixed, and what an instrument tunes.
struct StageParts {
  std::vector<const Part*> fixed{};
  const Part* tunable = nullptr;    ///< null for none
  const Part* nonlinear = nullptr;  ///< null for none
  core::GroupDelayDispersion
      fixed_dispersion{};  ///< of all fixed parts together, as they are wired
  bool is_turned =
      false;  ///< the fixed grating is wired the other way round: its dispersion reversed
};

/// Throws:  core::InputError "catalog.unknown_part", "plan.settings" for two tunable parts in one stage.
[[nodiscard]] StageParts stage_parts(const StagePath& stage, const Catalog& catalog,
                                     core::Wavelength wavelength);

}  // namespace fiberloom::hal
