#pragma once

#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::app {

/// One thing that limits the launch power into one nonlinear element.
struct NonlinearMargin {
  std::string stage{};
  std::string effect{};     ///< "Brillouin scattering", "Raman scattering", "amplifier output", ...
  double launch_dbm = 0.0;  ///< of all the light, or of the strongest line where the effect says so
  std::optional<double> limit_dbm{};  ///< empty where the catalogue does not tell

  [[nodiscard]] std::optional<double> margin_db() const;
};

/// All limits of every nonlinear fibre, also those that do not bind.
///
/// Brillouin scattering binds by all of the power; what it sees of the records is the strongest line, where it is known.
/// Source:  Brillouin as the plan has it; Raman 16 Aeff / (gR Leff), physics section 5; damage as the catalogue says.
[[nodiscard]] std::vector<NonlinearMargin> nonlinear_margins(const hal::Plan& plan,
                                                             const hal::RigDocument& rig,
                                                             const hal::Catalog& catalog);

}  // namespace fiberloom::app
