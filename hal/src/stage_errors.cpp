#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/hal/stage_parts.hpp>
#include <numbers>

#include "bench_budget.hpp"
#include "bench_variances.hpp"
#include "grating_channel.hpp"
#include "stage_gratings.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// Sheets tell limits: two standard deviations.
double dispersion_deviation(const BenchSpread& spread, const Part& part) {
  if (spread.dispersion_tolerance_share == 0.0) {
    return 0.0;
  }
  return part.dispersion_tolerance_relative
             ? 0.5 * spread.dispersion_tolerance_share * *part.dispersion_tolerance_relative
             : spread.dispersion_tolerance_default_relative;
}

double nonlinear_deviation(const BenchSpread& spread, const Part& part) {
  if (spread.nonlinear_tolerance_share == 0.0) {
    return 0.0;
  }
  return part.gamma_tolerance_relative
             ? 0.5 * spread.nonlinear_tolerance_share * *part.gamma_tolerance_relative
             : spread.nonlinear_tolerance_default_relative;
}

// Standard deviation of a grating's dispersion. Heaters are off by an offset: a share of what the whole range's tolerance
// would be.
double deviation_ps_per_nm(const BenchSpread& spread, const StageGrating& grating) {
  const double relative = dispersion_deviation(spread, *grating.part);
  return grating.is_tunable ? 0.1 * grating.part->maximum_ps_per_nm.value_or(0.0) * relative
                            : grating.dispersion_ps_per_nm * relative;
}

// Relative slope of modules for G.652; the chirp that heaters write is straight in wavelength.
double slope_ps_per_nm2(const StageGrating& grating) {
  return grating.is_tunable ? 0.0 : grating.dispersion_ps_per_nm * relative_slope_of_modules;
}

// One stage with all that it is made of, in units of the model.
class StageErrors {
 public:
  StageErrors(const BenchBudgetQuestion& question, std::size_t stage)
      : question_(question),
        path_(question.plan.light_path),
        at_(operating_wavelength(question.rig, path_)),
        wavelength_(at_.light()),
        gratings_(stage_gratings(question.plan, stage, question.rig, question.catalog)),
        parts_(stage_parts(path_.stages[stage], question.catalog, at_)) {}

  [[nodiscard]] const std::vector<StageGrating>& gratings() const noexcept { return gratings_; }
  [[nodiscard]] const Part* spool() const noexcept { return parts_.nonlinear; }

  [[nodiscard]] double b(double ps_per_nm) const {
    return b_of(core::group_delay_dispersion(ps_per_nm * units::ps_per_nm, wavelength_), path_);
  }
  // A metre of fibre that has all of the dispersion: the conversions between D and beta are those of fibres.
  [[nodiscard]] double third_order(double slope_ps_per_nm2, double ps_per_nm) const {
    return core::layer_third_order_dispersion(
        core::third_order_dispersion(slope_ps_per_nm2 * 1e3 * units::ps_per_nm2_km,
                                     ps_per_nm * 1e3 * units::ps_per_nm_km, wavelength_),
        1.0 * units::m, path_.model_sample());
  }
  [[nodiscard]] double spool_ps_per_nm() const {
    return fiber_dispersion_at(*spool(), at_) * 1e-3 * spool()->length_m.value_or(0.0);
  }
  [[nodiscard]] double spool_slope_ps_per_nm2() const {
    return spool()->slope_ps_per_nm2_km.value_or(0.0) * 1e-3 * spool()->length_m.value_or(0.0);
  }

 private:
  const BenchBudgetQuestion& question_;
  const LightPath& path_;
  OperatingWavelength at_;
  core::Wavelength wavelength_;
  std::vector<StageGrating> gratings_;
  StageParts parts_;
};

void add_dispersion_tolerance(Waterfall& waterfall, const BenchBudgetQuestion& question,
                              std::size_t m) {
  const StageErrors stage(question, m);
  const StageSensitivity& light = question.sensitivity.stages[m];
  const double variance = dispersion_variance(question, m);
  ErrorPower power{.field = variance * light.dispersion.power.field,
                   .trace = variance * light.dispersion.power.trace};
  if (stage.spool() != nullptr && question.spread.has_spool_dispersion != 0.0) {
    const double off =
        stage.b(stage.spool_ps_per_nm() * dispersion_deviation(question.spread, *stage.spool()));
    power.field += off * off * light.spool_dispersion.power.field;
    power.trace += off * off * light.spool_dispersion.power.trace;
  }
  waterfall.add_random({.name = "dispersion_tolerance",
                        .where = question.plan.light_path.stages[m].name,
                        .explanation = "dispersion of the parts against their sheets",
                        .numbers = {{"b", question.plan.stages[m].b, "samples^2"},
                                    {"deviation of b", std::sqrt(variance), "samples^2"}}},
                       power);
}

void add_ripple(Waterfall& waterfall, const BenchBudgetQuestion& question, std::size_t m) {
  const BenchSpread& spread = question.spread;
  const double amplitude_rad = ripple_amplitude_rad(spread);
  const auto count = static_cast<double>(num_gratings(question, m));
  waterfall.add_random({.name = "group_delay_ripple",
                        .where = question.plan.light_path.stages[m].name,
                        .explanation = "ripple of the group delay of gratings",
                        .numbers = {{"gratings", count, ""},
                                    {"amplitude", amplitude_rad, "rad"},
                                    {"period", spread.group_delay_ripple_period_ghz, "GHz"}}},
                       count * amplitude_rad * amplitude_rad,
                       question.sensitivity.stages[m].ripple);
}

void add_third_order(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  std::vector<Waterfall::Change> changes;
  Waterfall::Label label{.name = "third_order_dispersion",
                         .explanation = "dispersion slope of the parts"};
  for (std::size_t m = 0; m < question.sensitivity.stages.size(); ++m) {
    const StageErrors stage(question, m);
    double third_order = 0.0;
    for (const StageGrating& grating : stage.gratings()) {
      third_order += grating.orientation *
                     stage.third_order(slope_ps_per_nm2(grating), grating.dispersion_ps_per_nm);
    }
    const double size = question.spread.has_third_order_dispersion * third_order;
    changes.push_back({size, &question.sensitivity.stages[m].third_order});
    label.numbers.push_back({question.plan.light_path.stages[m].name, size, "samples^3"});
  }
  waterfall.add_common(std::move(label), changes);
}

void add_spool_dispersion(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  std::vector<Waterfall::Change> changes;
  Waterfall::Label label{.name = "spool_dispersion",
                         .explanation = "dispersion inside the nonlinear spools"};
  for (std::size_t m = 0; m < question.sensitivity.stages.size(); ++m) {
    const StageErrors stage(question, m);
    if (stage.spool() == nullptr || question.spread.has_spool_dispersion == 0.0) {
      continue;
    }
    const StageSensitivity& light = question.sensitivity.stages[m];
    const double b = stage.b(stage.spool_ps_per_nm());
    changes.push_back({b, &light.spool_dispersion});
    changes.push_back({stage.third_order(stage.spool_slope_ps_per_nm2(), stage.spool_ps_per_nm()),
                       &light.spool_third_order});
    label.numbers.push_back({question.plan.light_path.stages[m].name, b, "samples^2"});
  }
  waterfall.add_common(std::move(label), changes);
}

void add_channel_edges(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  std::vector<Waterfall::Change> changes{{1.0, &question.sensitivity.channel_edges}};
  Waterfall::Label label{.name = "grating_bandwidth",
                         .explanation = "what gratings lose beyond their channel"};
  for (std::size_t m = 0; m < question.sensitivity.stages.size(); ++m) {
    const StageSensitivity& light = question.sensitivity.stages[m];
    const StageErrors stage(question, m);
    for (const StageGrating& grating : stage.gratings()) {
      const auto edges =
          light.channel_edges.find(channel_width(*grating.part, question.plan.light_path));
      if (!grating.is_tunable && edges != light.channel_edges.end()) {
        changes.push_back({1.0, &edges->second});
      }
      if (grating.part->bandwidth_ghz) {
        label.numbers.push_back({grating.name, *grating.part->bandwidth_ghz, "GHz"});
      }
    }
  }
  waterfall.add_common(std::move(label), changes);
}

}  // namespace

double ripple_amplitude_rad(const BenchSpread& spread) {
  return 1e-3 * spread.group_delay_ripple_ps * spread.group_delay_ripple_period_ghz;
}

std::size_t num_gratings(const BenchBudgetQuestion& question, std::size_t stage) {
  return StageErrors(question, stage).gratings().size();
}

double dispersion_variance(const BenchBudgetQuestion& question, std::size_t stage) {
  const StageErrors errors(question, stage);
  double variance = 0.0;
  for (const StageGrating& grating : errors.gratings()) {
    variance += std::pow(errors.b(deviation_ps_per_nm(question.spread, grating)), 2.0);
  }
  return variance;
}

double realised_phase_rad(const Plan& plan, std::size_t stage) {
  const PlannedStage& planned = plan.stages[stage];
  return planned.nonlinear_phase_rad + planned.nonlinear_phase_residual_rad;
}

double spool_variance(const BenchBudgetQuestion& question, std::size_t stage) {
  const Part* spool = StageErrors(question, stage).spool();
  return spool == nullptr ? 0.0
                          : std::pow(realised_phase_rad(question.plan, stage) *
                                         nonlinear_deviation(question.spread, *spool),
                                     2.0);
}

void add_dispersion_errors(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  for (std::size_t m = 0; m < question.sensitivity.stages.size(); ++m) {
    add_dispersion_tolerance(waterfall, question, m);
    add_ripple(waterfall, question, m);
  }
  add_third_order(waterfall, question);
  add_channel_edges(waterfall, question);
}

void add_nonlinear_errors(Waterfall& waterfall, const BenchBudgetQuestion& question) {
  for (std::size_t m = 0; m < question.sensitivity.stages.size(); ++m) {
    const double variance = spool_variance(question, m);
    waterfall.add_random(
        {.name = "nonlinear_tolerance",
         .where = question.plan.light_path.stages[m].name,
         .explanation = "nonlinear coefficient of the spool against its sheet",
         .numbers = {{"nonlinear phase", realised_phase_rad(question.plan, m), "rad"},
                     {"deviation", std::sqrt(variance), "rad"}}},
        variance, question.sensitivity.stages[m].nonlinear_phase.power);
  }
  add_spool_dispersion(waterfall, question);
}

}  // namespace fiberloom::hal
