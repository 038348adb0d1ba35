#pragma once

#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/hal/architecture.hpp>
#include <optional>
#include <string>

namespace fiberloom::hal {

/// One way to build a network that was looked at, with what decides between it and the others.
struct ConsideredDesign {
  std::string architecture{};  ///< name_of(Architecture)
  std::string front_end{};     ///< name_of(FrontEnd)
  double sample_rate_gsa_per_s = 0.0;
  double wavelength_nm = 0.0;  ///< 0: the rig's own
  bool conjugated = false;
  bool dispersion_in_waveform = false;
  bool last_phase_left_out = false;
  std::int64_t steps_in_computer = 0;  ///< of the network's, that are no glass
  bool feasible = false;
  bool chosen = false;
  bool on_pareto_front = false;  ///< no feasible design is as good in error, parts, loss and
                                 ///< steps in the computer, and better in one
  double expected_nmse =
      0.0;  ///< residuals, what no setting can take back, noise of losses and passes
  std::optional<double>
      expected_loss_increase{};  ///< of the same, in nat, where a plan is chosen by it
  std::int64_t num_parts = 0;    ///< dispersive and nonlinear: what it costs, roughly
  double optical_loss_db = 0.0;  ///< of all stages together
  std::string verdict{};         ///< why it was chosen, or lost

  void fields(core::FieldVisitor& visit);
};

}  // namespace fiberloom::hal
