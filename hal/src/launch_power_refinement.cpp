#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <complex>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/launch_power_refinement.hpp>

namespace fiberloom::hal {
namespace {

using Fields = core::FieldBatch<double>;
using Complex = std::complex<double>;

// A change without what a complex gain of each frame would explain.
Fields beside_gain(Fields change, const Fields& light) {
  for (std::size_t i = 0; i < change.batch(); ++i) {
    const auto base = light.row(i);
    const auto row = change.row(i);
    Complex along{};
    double energy = 0.0;
    for (std::size_t n = 0; n < base.size(); ++n) {
      along += std::conj(base[n]) * row[n];
      energy += std::norm(base[n]);
    }
    for (std::size_t n = 0; n < base.size(); ++n) {
      row[n] -= along / energy * base[n];
    }
  }
  return change;
}

double product(const Fields& a, const Fields& b) {
  double sum = 0.0;
  for (std::size_t n = 0; n < a.values().size(); ++n) {
    sum += (std::conj(a.values()[n]) * b.values()[n]).real();
  }
  return sum;
}

Fields residual_light(const Plan& plan, const ModelSensitivity& sensitivity) {
  Fields sum(sensitivity.glass_field.batch(), sensitivity.glass_field.samples());
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    const PlannedStage& stage = plan.stages[m];
    const StageSensitivity& light = sensitivity.stages[m];
    for (std::size_t n = 0; n < sum.values().size(); ++n) {
      sum.values()[n] +=
          stage.b_residual * light.dispersion.field.values()[n] +
          stage.nonlinear_phase_residual_rad * light.nonlinear_phase.field.values()[n];
    }
  }
  return beside_gain(std::move(sum), sensitivity.glass_field);
}

// Stages whose launch power can be moved, and what a radian more of each does.
struct Movable {
  std::vector<std::size_t> stages{};
  std::vector<Fields> changes{};
};

Movable movable_of(const Plan& plan, const ModelSensitivity& sensitivity) {
  Movable movable;
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    const bool is_driven = plan.stages[m].launch_power_w > 0.0;
    if (is_driven && sensitivity.stages[m].nonlinear_phase.power.field > 0.0) {
      movable.stages.push_back(m);
      movable.changes.push_back(
          beside_gain(sensitivity.stages[m].nonlinear_phase.field, sensitivity.glass_field));
    }
  }
  return movable;
}

Eigen::VectorXd best_shifts(const Movable& movable, const Fields& residual) {
  const auto count = static_cast<Eigen::Index>(movable.changes.size());
  Eigen::MatrixXd gram(count, count);
  Eigen::VectorXd against(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const Fields& change = movable.changes[static_cast<std::size_t>(i)];
    against[i] = -product(change, residual);
    for (Eigen::Index j = 0; j < count; ++j) {
      gram(i, j) = product(change, movable.changes[static_cast<std::size_t>(j)]);
    }
  }
  return gram.ldlt().solve(against);
}

void shift(Plan& plan, std::size_t m, double radians) {
  const StagePath& path = plan.light_path.stages[m];
  PlannedStage& stage = plan.stages[m];
  const double wanted_w = stage.launch_power_w + radians / path.phase_per_watt_rad;
  stage.launch_power_w = std::clamp(wanted_w, 0.0, path.maximum_launch_power_w);
  stage.nonlinear_phase_residual_rad =
      stage.launch_power_w * path.phase_per_watt_rad - stage.nonlinear_phase_rad;
}

}  // namespace

void refine_launch_powers(Plan& plan, const ModelSensitivity& sensitivity) {
  if (sensitivity.stages.size() != plan.stages.size()) {
    throw core::InputError("input.shape",
                           fmt::format("refinement: the plan has {} stages, the sensitivity {}",
                                       plan.stages.size(), sensitivity.stages.size()));
  }
  const Movable movable = movable_of(plan, sensitivity);
  const Eigen::VectorXd shifts = best_shifts(movable, residual_light(plan, sensitivity));
  for (std::size_t i = 0; i < movable.stages.size(); ++i) {
    shift(plan, movable.stages[i], shifts[static_cast<Eigen::Index>(i)]);
  }
  const Fields left = residual_light(plan, sensitivity);
  plan.predicted_nmse =
      product(left, left) / product(sensitivity.glass_field, sensitivity.glass_field);
}

}  // namespace fiberloom::hal
