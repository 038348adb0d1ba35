#include "rig_training.hpp"

#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/realisable_range.hpp>
#include <fiberloom/hal/rig_catalog.hpp>

namespace fiberloom::app {
namespace {

double deviation_of(double snr_db) { return std::pow(10.0, -snr_db / 20.0); }

// gamma_m for a nonlinear phase of 1: the loss gauge of the layers up to m.
std::vector<double> gammas_per_phase(const core::Model& model) {
  std::vector<double> result;
  double loss = 0.0;
  for (const double alpha : model.layers.alpha) {
    loss += alpha;
    result.push_back(std::exp(loss));
  }
  return result;
}

core::Constraints constraints_of(const core::Model& model,
                                 const std::vector<hal::LayerRange>& ranges) {
  core::GroupConstraint dispersion;
  core::GroupConstraint kerr;
  const std::vector<double> factors = gammas_per_phase(model);
  for (std::size_t m = 0; m < ranges.size(); ++m) {
    dispersion.minimum.push_back(ranges[m].minimum_b);
    dispersion.maximum.push_back(ranges[m].maximum_b);
    kerr.minimum.push_back(factors[m] * ranges[m].minimum_nonlinear_phase);
    kerr.maximum.push_back(factors[m] * ranges[m].maximum_nonlinear_phase);
  }
  return core::Constraints({{"beta2", dispersion}, {"gamma", kerr}});
}

// Variance of steps over a range that is so wide; without bits there are none.
double step_variance(double range, double effective_bits) {
  return effective_bits > 0.0 ? range * range / 12.0 * std::pow(4.0, -effective_bits) : 0.0;
}

// Of the launched field and of the trace, all noise together.
core::NoiseLevels noise_on_the_bench(const hal::RigDocument& rig) {
  double transmitted = std::pow(deviation_of(rig.tolerances.transmitter_snr_db), 2.0);
  double received = std::pow(deviation_of(rig.tolerances.receiver_snr_db), 2.0);
  if (rig.bench) {
    const hal::BenchSpread spread = hal::typical_bench();
    // I and Q have a converter each, from minus to plus full scale.
    transmitted +=
        2.0 * step_variance(2.0 * rig.transmitter.full_scale, spread.generator_effective_bits);
    received += step_variance(rig.bench->receiver.full_scale, spread.digitizer_effective_bits);
  }
  return {.input = std::sqrt(transmitted), .feature = std::sqrt(received)};
}

core::ElectricalEnds ends_of(const core::Model& model, const hal::RigDocument& rig) {
  const hal::LightPath path{.sample_rate_gsa_per_s = rig.transmitter.sample_rate_gsa_per_s,
                            .oversampling = model.frame.oversampling};
  const double sample_ns = path.model_sample().in(core::units::ns);
  const auto roll_off = [sample_ns](double bandwidth_ghz) {
    return core::RollOff{bandwidth_ghz > 0.0 ? 1.0 / (bandwidth_ghz * sample_ns) : 0.0};
  };
  return {.transmitter = roll_off(rig.tolerances.transmitter_bandwidth_ghz),
          .receiver = roll_off(rig.tolerances.receiver_bandwidth_ghz),
          .full_scale = rig.transmitter.full_scale};
}

core::NoiseLevels noise_of(const core::Model& model, const hal::RigDocument& rig) {
  const double in_band = std::sqrt(1.0 / static_cast<double>(model.frame.oversampling));
  const double pooled = std::sqrt(1.0 / static_cast<double>(model.readout.pool));
  const double root_slope = model.readout.detect == core::Detection::amplitude ? 0.5 : 1.0;
  const core::NoiseLevels bench = noise_on_the_bench(rig);
  return {.input = bench.input * in_band / std::abs(model.encoding.field_scale),
          .feature = bench.feature * pooled * root_slope};
}

}  // namespace

RigConditions rig_conditions(const core::Model& start, const hal::RigDocument& rig) {
  return {.constraints =
              constraints_of(start, hal::realisable_ranges(start, rig, hal::catalog_for(rig))),
          .noise = noise_of(start, rig),
          .ends = ends_of(start, rig)};
}

}  // namespace fiberloom::app
