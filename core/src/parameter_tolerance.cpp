#include <cmath>
#include <complex>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/noise_gain.hpp>
#include <fiberloom/core/parameter_tolerance.hpp>
#include <limits>

#include "cascade_part.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;
using Row = CascadePart::Row;
using Parameter = ParameterSensitivity::Parameter;

// Share of the light that a change makes, but for what a complex gain of the light would make as well.
double share_beside(const Row& light, const Row& change) {
  Complex overlap{};
  double energy = 0.0;
  double changed = 0.0;
  for (std::size_t j = 0; j < light.size(); ++j) {
    overlap += std::conj(light[j]) * change[j];
    energy += std::norm(light[j]);
    changed += std::norm(change[j]);
  }
  return energy > 0.0 ? std::max(0.0, changed - std::norm(overlap) / energy) / energy : 0.0;
}

Row time_derivative(const Row& light, const TimeGrid& grid) {
  Row change = light;
  const FftPlan<double> plan(light.size());
  const std::vector<double> w = grid.angular_frequencies();
  plan.forward(change);
  for (std::size_t bin = 0; bin < w.size(); ++bin) {
    change[bin] *= Complex(0.0, w[bin]);
  }
  plan.inverse(change);
  return change;
}

// What one record says: beta2 of all layers, then gamma of all layers, then the skew.
std::vector<double> derived_of_record(const CascadePart& cascade, const TimeGrid& grid, Row row) {
  CascadePart::Tape tape = cascade.make_tape();
  cascade.forward(row, tape);
  LayerParameters direction = zeros_like(cascade.layers());
  std::vector<double> shares;
  for (std::vector<double>* numbers : {&direction.beta2, &direction.gamma}) {
    for (double& number : *numbers) {
      number = 1.0;
      Row change(row.size());
      cascade.push(tape, change, direction);
      shares.push_back(share_beside(row, change));
      number = 0.0;
    }
  }
  shares.push_back(share_beside(row, time_derivative(row, grid)));
  return shares;
}

std::vector<double> derived(const Model& model, const FieldBatch<double>& launched,
                            WorkerPool& workers) {
  const CascadePart cascade(model, model.layers, true);
  const TimeGrid grid = model.frame.grid();
  std::vector<std::vector<double>> of_records(launched.batch());
  workers.run(launched.batch(), [&](std::size_t i, std::size_t) {
    const auto row = launched.row(i);
    of_records[i] = derived_of_record(cascade, grid, Row(row.begin(), row.end()));
  });
  std::vector<double> mean(2 * model.layers.num_layers() + 1);
  for (const std::vector<double>& shares : of_records) {
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i] += shares[i] / static_cast<double>(launched.batch());
    }
  }
  return mean;
}

}  // namespace

double tolerance(double sensitivity, double nmse) {
  return sensitivity > 0.0 ? std::sqrt(nmse / sensitivity)
                           : std::numeric_limits<double>::infinity();
}

double variance_of_square_frequency_of_flat_band(double highest_frequency) noexcept {
  return std::pow(highest_frequency, 4) * (1.0 / 5.0 - 1.0 / 9.0);
}

double dispersion_sensitivity(double variance_of_square_frequency) noexcept {
  return variance_of_square_frequency / 4.0;
}

double nonlinear_phase_sensitivity(const LightStatistics& light) noexcept {
  const double second = light.second_moment;
  return light.mean_power * light.mean_power * (light.third_moment - second * second);
}

std::vector<ParameterSensitivity> parameter_sensitivities(const Model& model,
                                                          const FieldBatch<double>& launched,
                                                          WorkerPool& workers) {
  const std::size_t num_layers = model.layers.num_layers();
  const TimeGrid grid = model.frame.grid();
  std::vector<LightStatistics> light;
  for (const FieldBatch<double>& fields :
       light_underway(model, launched, workers).in_front_of_kerr) {
    light.push_back(light_statistics(fields, grid));
  }
  const std::vector<double> whole = derived(model, launched, workers);
  std::vector<ParameterSensitivity> result(2 * num_layers + 1);
  double gain = 1.0;
  for (std::size_t m = num_layers; m-- > 0;) {
    result[num_layers + m] = {.parameter = Parameter::nonlinear_phase,
                              .layer = m,
                              .closed_form = nonlinear_phase_sensitivity(light[m]),
                              .downstream_gain = gain,
                              .derived = whole[num_layers + m]};
    gain *= kerr_noise_gain(model.layers.gamma[m] * light[m].mean_power, light[m].second_moment);
    result[m] = {.parameter = Parameter::dispersion,
                 .layer = m,
                 .closed_form = dispersion_sensitivity(light[m].variance_of_square_frequency),
                 .downstream_gain = gain,
                 .derived = whole[m]};
  }
  result.back() = {.parameter = Parameter::timing_skew,
                   .closed_form = light_statistics(launched, grid).mean_square_frequency,
                   .derived = whole.back()};
  return result;
}

}  // namespace fiberloom::core
