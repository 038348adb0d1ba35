#include <fiberloom/hal/considered_design.hpp>

#include "optional_fields.hpp"

namespace fiberloom::hal {

void ConsideredDesign::fields(core::FieldVisitor& visit) {
  visit.field("architecture", architecture,
              {.description = "How layers are turned into hardware.", .minimum_length = 1});
  visit.field("front_end", front_end,
              {.description = "What turns samples into light.", .minimum_length = 1});
  visit.field("sample_rate_gsa_per_s", sample_rate_gsa_per_s,
              {.description = "Rate of the waveform's points.", .minimum = 0.0});
  field_unless_zero(visit, "wavelength_nm", wavelength_nm,
                    {.description = "Of the light; absent for the rig's own.", .minimum = 0.0});
  visit.field("conjugated", conjugated, {.description = "Whether the conjugate is realised."});
  visit.field("dispersion_in_waveform", dispersion_in_waveform,
              {.description = "Whether the first dispersive step is computed."});
  visit.field("last_phase_left_out", last_phase_left_out,
              {.description = "Whether the last nonlinear step is left out."});
  visit.field(
      "steps_in_computer", steps_in_computer,
      {.description = "Steps of the network that are computed, not built.", .minimum = 0.0});
  visit.field("feasible", feasible, {.description = "Whether everything can be built."});
  visit.field("chosen", chosen, {.description = "Whether the plan is this one."});
  visit.field("on_pareto_front", on_pareto_front,
              {.description = "Whether no feasible design is as good in error, parts, loss and "
                              "steps in the computer, and better in one."});
  visit.field("expected_nmse", expected_nmse,
              {.description = "Normalised squared error of the output field that is to be expected "
                              "from residuals, tolerances that no setting takes back, and losses.",
               .minimum = 0.0});
  visit.field("expected_loss_increase", expected_loss_increase,
              {.description = "Cross-entropy that the same causes are expected to add, nat; absent "
                              "where designs were not weighed by it.",
               .minimum = 0.0});
  visit.field("num_parts", num_parts,
              {.description = "Dispersive and nonlinear parts.", .minimum = 0.0});
  visit.field("optical_loss_db", optical_loss_db,
              {.description = "Insertion loss of all stages together.", .minimum = 0.0});
  visit.field("verdict", verdict, {.description = "Why it was chosen, or lost."});
}

}  // namespace fiberloom::hal
