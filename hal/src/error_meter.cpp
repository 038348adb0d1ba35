#include "error_meter.hpp"

#include <algorithm>
#include <numeric>

namespace fiberloom::hal {
namespace {

using Complex = std::complex<double>;
using Fields = core::FieldBatch<double>;
using Traces = core::RealBatch<double>;

double squared(Complex value) { return std::norm(value); }
double squared(double value) { return value * value; }
Complex overlap(Complex found, Complex wanted) { return found * std::conj(wanted); }
double overlap(double found, double wanted) { return found * wanted; }

template <class Value>
double rest_of(std::span<const Value> found, std::span<const Value> wanted) {
  double energy = 0.0;
  double reference = 0.0;
  Value between{};
  for (std::size_t j = 0; j < found.size(); ++j) {
    energy += squared(found[j]);
    reference += squared(wanted[j]);
    between += overlap(found[j], wanted[j]);
  }
  return reference > 0.0 ? std::max(0.0, energy - squared(between) / reference) : energy;
}

}  // namespace

double unexplained(std::span<const Complex> found, std::span<const Complex> wanted) {
  return rest_of(found, wanted);
}

double unexplained(std::span<const double> found, std::span<const double> wanted) {
  return rest_of(found, wanted);
}

double energy_of(std::span<const Complex> values) {
  return std::accumulate(values.begin(), values.end(), 0.0,
                         [](double sum, Complex value) { return sum + squared(value); });
}

double energy_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0,
                         [](double sum, double value) { return sum + squared(value); });
}

Traces intensity_of(const Fields& light) {
  Traces intensity(light.batch(), light.samples());
  std::ranges::transform(light.values(), intensity.values().begin(),
                         [](Complex value) { return squared(value); });
  return intensity;
}

ErrorMeter::ErrorMeter(const Fields& ideal, const Fields& glass, const TraceFilter& receiver,
                       std::size_t glass_points)
    : receiver_(receiver),
      glass_points_(glass_points),
      ideal_(ideal),
      glass_(glass),
      ideal_trace_(intensity_of(ideal)),
      intensity_(intensity_of(glass)),
      glass_trace_(receiver.samples_of(intensity_)),
      field_energy_(energy_of(at_samples(glass).values())),
      trace_energy_(energy_of(glass_trace_.values())) {}

Fields ErrorMeter::at_samples(const Fields& light) const {
  Fields samples(light.batch(), light.samples() / glass_points_);
  for (std::size_t i = 0; i < light.batch(); ++i) {
    for (std::size_t j = 0; j < samples.samples(); ++j) {
      samples.row(i)[j] = light.row(i)[j * glass_points_];
    }
  }
  return samples;
}

double ErrorMeter::field_power(const Fields& field) const {
  double rest = 0.0;
  for (std::size_t i = 0; i < field.batch(); ++i) {
    rest += unexplained(field.row(i), ideal_.row(i));
  }
  return rest / field_energy_;
}

double ErrorMeter::trace_power(const Traces& trace) const {
  return trace.empty() ? 0.0 : unexplained(trace.values(), ideal_trace_.values()) / trace_energy_;
}

Response ErrorMeter::response(Fields field, Traces trace) const {
  const ErrorPower power{.field = field_power(field), .trace = trace_power(trace)};
  if (field.empty()) {
    field = Fields(ideal_.batch(), ideal_.samples());
  }
  if (trace.empty()) {
    trace = Traces(ideal_.batch(), ideal_.samples());
  }
  return {.field = std::move(field), .trace = std::move(trace), .power = power};
}

Response ErrorMeter::response(const Traces& signal) const {
  return response(Fields{}, receiver_.samples_of(signal));
}

Response ErrorMeter::response(const Fields& change) const {
  Traces signal(change.batch(), change.samples());
  for (std::size_t j = 0; j < signal.values().size(); ++j) {
    signal.values()[j] = 2.0 * (std::conj(glass_.values()[j]) * change.values()[j]).real();
  }
  return response(at_samples(change), receiver_.samples_of(signal));
}

ErrorPower ErrorMeter::power(const Fields& change) const { return response(change).power; }

}  // namespace fiberloom::hal
