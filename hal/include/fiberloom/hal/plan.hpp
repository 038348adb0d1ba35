#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/hal/buildable_model.hpp>
#include <fiberloom/hal/considered_design.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/mapping_objective.hpp>
#include <fiberloom/hal/planned_frames.hpp>
#include <fiberloom/hal/planned_power.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// One layer as the model wants it, as the stage is set, and what is left over.
///
/// Units:   b in samples squared, nonlinear phase in rad at |u|^2 = 1; positive dispersion is normal.
struct PlannedStage {
  std::int64_t layer = 0;
  double b = 0.0;
  double b_residual = 0.0;  ///< realised minus wanted
  double nonlinear_phase_rad = 0.0;
  double nonlinear_phase_residual_rad = 0.0;
  double dispersion_ps2 = 0.0;
  double launch_power_w = 0.0;
  double insertion_loss_db = 0.0;  ///< of the stage's parts together
  double brillouin_threshold_w =
      0.0;  ///< of the nonlinear element, dithered carrier; 0 without one
  double strongest_line_w =
      0.0;  ///< that these frames have in it, see count_brillouin_lines(); 0: not known

  void fields(core::FieldVisitor& visit);
};

/// Why something cannot be built, and the nearest thing that can.
struct MappingProblem {
  std::string where{};      ///< "layer 2", "readout"
  std::string parameter{};  ///< "nonlinear_phase"
  double wanted = 0.0;
  double limit = 0.0;
  std::string reason{};       ///< the binding constraint
  std::string alternative{};  ///< the nearest feasible change

  void fields(core::FieldVisitor& visit);
};

/// A trained model mapped onto a rig: parts, settings, residuals; or the reasons why not.
struct Plan {
  static constexpr const char* schema = "fiberloom.plan/1";

  std::string model{};  ///< the model's file, relative to the plan's folder
  std::string rig{};    ///< name of the rig document
  bool feasible = false;
  Gauges gauges{};     ///< of the model, that the plan makes use of
  bool tuned = false;  ///< the settings were found on the bench: they are to be used as they are
  std::string
      calibration;  ///< id of the calibration that the settings rest on; empty for the nominal twin
  double model_sample_ps = 0.0;
  LightPath light_path{};
  std::vector<PlannedStage> stages{};
  std::vector<MappingProblem> problems{};
  double predicted_nmse = 0.0;  ///< of the output field, from the residuals alone
  MappingObjective objective = MappingObjective::expected_nmse;  ///< that a search chose it by
  std::vector<std::string> remarks{};
  std::optional<PlannedFrames> frames{};       ///< how data go in and come out
  std::vector<PlannedPower> powers{};          ///< expected readings, in the order of the light
  std::vector<ConsideredDesign> considered{};  ///< by a search: this one and the others

  void fields(core::FieldVisitor& visit);
};

/// The settings of all stages as planned.
std::vector<StageSetting> planned_settings(const Plan& plan);

}  // namespace fiberloom::hal
