#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/expected_loss.hpp>

#include "bench_variances.hpp"

namespace fiberloom::hal {
namespace {

namespace units = core::units;

PhysicalSpread no_spread(const Plan& plan) {
  const PhysicalParameters at{.num_layers = plan.stages.size()};
  PhysicalSpread spread{.mean = std::vector<double>(at.size()),
                        .covariance = core::RealBatch<double>(at.size(), at.size()),
                        .light_noise = std::vector<double>(at.num_layers + 1)};
  for (std::size_t m = 0; m < at.num_layers; ++m) {
    spread.mean[at.b(m)] = plan.stages[m].b_residual;
    spread.mean[at.nonlinear_phase(m)] = plan.stages[m].nonlinear_phase_residual_rad;
  }
  return spread;
}

void add_variance(PhysicalSpread& spread, std::size_t parameter, double variance) {
  spread.covariance.row(parameter)[parameter] += variance;
}

double squared(double value) { return value * value; }

}  // namespace

PhysicalSpread physical_spread(const SpreadBudgetQuestion& question) {
  const RigTolerances& tolerances = question.rig.tolerances;
  const Plan& plan = question.plan;
  const PhysicalParameters at{.num_layers = plan.stages.size()};
  PhysicalSpread spread = no_spread(plan);
  for (std::size_t m = 0; m < at.num_layers; ++m) {
    const double b = plan.stages[m].b + plan.stages[m].b_residual;
    add_variance(spread, at.b(m), squared(tolerances.dispersion_relative_rms * b));
    add_variance(spread, at.nonlinear_phase(m),
                 squared(tolerances.nonlinear_phase_relative_rms * realised_phase_rad(plan, m)));
  }
  add_variance(spread, at.delay(), squared(tolerances.readout_skew_samples) / 3.0);
  add_variance(spread, at.gain(), squared(tolerances.receiver_gain_relative_rms));
  spread.light_noise[0] = std::pow(10.0, -0.1 * tolerances.transmitter_snr_db);
  spread.trace_noise = std::pow(10.0, -0.1 * tolerances.receiver_snr_db);
  return spread;
}

PhysicalSpread physical_spread(const BenchBudgetQuestion& question) {
  const BenchSpread& bench = question.spread;
  const PhysicalParameters at{.num_layers = question.plan.stages.size()};
  PhysicalSpread spread = no_spread(question.plan);
  const std::vector<double> emission = emission_shares(question);
  const auto glass_points = static_cast<double>(bench.grid_points_per_sample);
  for (std::size_t m = 0; m < at.num_layers; ++m) {
    add_variance(spread, at.b(m), dispersion_variance(question, m));
    add_variance(spread, at.nonlinear_phase(m),
                 spool_variance(question, m) + unmeasured_loss_variance(question, m) +
                     attenuator_variance(question, m) + meter_variance(question, m));
    // A ripple takes half of its amplitude's square from the light and puts it elsewhere.
    const double ripple =
        0.5 * squared(ripple_amplitude_rad(bench)) * static_cast<double>(num_gratings(question, m));
    spread.light_noise[m + 1] = emission[m] / glass_points + ripple;
  }
  const DelayVariance delay = delay_variance(question);
  add_variance(spread, at.delay(), delay.constant + delay.jitter);
  add_variance(spread, at.gain(),
               squared(bench.responsivity_relative) + squared(bench.meter_calibration_relative));
  const ConverterNoise generator = generator_noise(question);
  spread.light_noise[0] = generator.quantisation + generator.excess +
                          intensity_noise(question) / glass_points + 2.0 * bias_carrier(question);
  spread.trace_noise = trace_variance(question);
  return spread;
}

ExpectedLoss expected_loss(const LossCurvature& curvature, const PhysicalSpread& spread) {
  const std::size_t size = curvature.parameters.size();
  if (spread.mean.size() != size || spread.covariance.batch() != size ||
      spread.light_noise.size() != curvature.light_noise.size()) {
    throw core::InputError("input.shape",
                           "expected loss: curvature and spread are of models with different "
                           "numbers of layers");
  }
  ExpectedLoss loss{.nominal = curvature.loss};
  for (std::size_t i = 0; i < size; ++i) {
    loss.from_residuals += curvature.gradient[i] * spread.mean[i];
    for (std::size_t j = 0; j < size; ++j) {
      const double curved = 0.5 * curvature.hessian.row(i)[j];
      loss.from_residuals += curved * spread.mean[i] * spread.mean[j];
      loss.from_tolerances += curved * spread.covariance.row(i)[j];
    }
  }
  for (std::size_t place = 0; place < spread.light_noise.size(); ++place) {
    loss.from_noise += curvature.light_noise[place] * spread.light_noise[place];
  }
  loss.from_noise += curvature.trace_noise * spread.trace_noise;
  return loss;
}

}  // namespace fiberloom::hal
