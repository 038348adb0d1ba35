#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/map_result.hpp"

namespace fiberloom::app {

/// One procedure, in the order in which they build on each other.
struct CalibrationStep {
  std::string name{};
  std::string parts{};      ///< what it is done to
  std::string procedure{};  ///< how
  std::string gives{};      ///< the numbers that are known afterwards
};

/// A number that wanders, and how long it takes to spend what it is allowed.
struct DriftAllowance {
  std::string name{};
  std::string cause{};
  std::string unit{};
  double tolerance = 0.0;  ///< error that adds a tenth of the predicted NMSE of the trace
  double drift_per_hour = 0.0;
  [[nodiscard]] double interval_h() const { return tolerance / drift_per_hour; }
};

struct CalibrationPlan {
  std::vector<CalibrationStep> steps{};
  std::vector<DriftAllowance> drifts{};  ///< only where the plan has an error budget
  std::string held{};                    ///< what the bench itself holds, in words
  std::string command{};                 ///< that identifies the plan's numbers on a bench

  /// The shortest interval; none where no drift is known.
  [[nodiscard]] const DriftAllowance* first_to_go() const;
};

/// Which procedures this plan's parts need, and how soon again.
///
/// Source:  physics, section 10: procedures 1 to 12, drifts of 10.11; T = min(tolerance / drift).
[[nodiscard]] CalibrationPlan calibration_plan(const MapResult& result);

}  // namespace fiberloom::app
