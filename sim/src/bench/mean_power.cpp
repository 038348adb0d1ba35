#include "mean_power.hpp"

#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/sim/components/linear_element.hpp>

namespace fiberloom::sim {
namespace {

namespace units = core::units;

double decibels(double loss_db) { return std::pow(10.0, -loss_db / 10.0); }

// The transmission of a linear element at the carrier, which is a band of one point.
template <class Element>
double at_carrier(const Element& element, const OpticalBand& carrier, const Moment& moment) {
  core::AlignedVector<std::complex<double>> transfer = unit_transfer(carrier);
  element.multiply_transfer(transfer, carrier, moment);
  return std::norm(transfer[0]);
}

// What one element makes of the mean power that reaches it.
struct MeanPowerThrough {
  const LineElement& element;
  double power_w;
  const OpticalBand& carrier;
  const BenchMoment& at;

  double operator()(const PassivePart& part) const { return power_w * part.transmission; }
  double operator()(const ShapingFilter& part) const {
    const double flat = decibels(attenuation_of(element, at.set_points));
    const auto filter = profiled(element, part, carrier, at.profiles);
    return power_w * flat *
           (filter ? at_carrier(*filter, carrier, at.moment)
                   : decibels(part.parameters.insertion_loss_db));
  }
  double operator()(const DelayLine& part) const {
    return power_w * decibels(part.set_to(0.0).loss_db);
  }
  double operator()(const ChirpedGrating& part) const {
    return power_w * at_carrier(part, carrier, at.moment);
  }
  double operator()(const OpticalFilter& part) const {
    return power_w * at_carrier(part, carrier, at.moment);
  }
  double operator()(const TunableCompensator& part) const {
    return power_w *
           at_carrier(grating_of(element, part, at.set_points, 1e9 * carrier.center_wavelength_m()),
                      carrier, at.moment);
  }
  double operator()(const OpticalAmplifier& part) const {
    if (!at.set_points.is_emitting(element.name)) {
      return power_w * decibels(part.parameters().unpumped_loss_db);
    }
    return power_w * part.gain(set_point_of(element, at.set_points), power_w);
  }
  double operator()(const VariableAttenuator& part) const {
    Light light{.field = {std::sqrt(power_w)}, .sample_interval_s = 1e-12};
    part.pass(light, attenuation_of(element, at.set_points));
    return mean_power_w(light);
  }
  double operator()(const FiberSpool& part) const {
    const FiberSpoolParameters& spool = part.parameters();
    return power_w *
           decibels(2.0 * spool.end_loss_db + 1e-3 * spool.length_m * spool.attenuation_db_per_km);
  }
  double operator()(const LinePort& part) const {
    Light light{.field = {std::sqrt(power_w)}, .sample_interval_s = 1e-12};
    part.part.pass(light, 1e9);
    const bool is_chosen = at.set_points.value(element.name, "port", part.port) == part.port;
    return is_chosen ? mean_power_w(light) : 0.0;
  }
};

}  // namespace

double connection_transmission(const LineElement& element, const BenchMoment& at) {
  const double time_s = at.moment.time_s;
  if (at.faults.at(FaultKind::fiber_break, element.name, time_s) ||
      at.faults.at(FaultKind::amplifier_without_seed, element.name, time_s)) {
    return 0.0;
  }
  return decibels(element.connection.loss_db(0, at.moment));
}

std::optional<ProgrammableFilter> profiled(const LineElement& element, const ShapingFilter& part,
                                           const OpticalBand& band,
                                           const FilterProfiles& profiles) {
  const auto profile = profiles.find(element.name);
  if (profile == profiles.end()) {
    return std::nullopt;
  }
  ProgrammableFilterParameters parameters = part.parameters;
  parameters.center_offset_hz =
      detuning_hz(1e-9 * part.center_wavelength_nm, band.center_wavelength_m());
  return ProgrammableFilter(parameters, profile->second, band);
}

AmplifierSetPoint set_point_of(const LineElement& element, const SetPoints& points) {
  const double dbm = points.value(element.name, "output_power_dbm", -30.0);
  return ConstantOutputPower{.power_w = 1e-3 * std::pow(10.0, dbm / 10.0)};
}

double attenuation_of(const LineElement& element, const SetPoints& points) {
  return points.value(element.name, "attenuation_db", 0.0);
}

ChirpedGrating grating_of(const LineElement& element, const TunableCompensator& part,
                          const SetPoints& points, double wavelength_nm) {
  const double wanted_ps2 = points.value(element.name, "dispersion_ps2", 0.0);
  const core::AccumulatedDispersion wanted =
      core::accumulated_dispersion(wanted_ps2 * units::ps2, wavelength_nm * units::nm);
  return part.set_to(wanted.in(units::ps_per_nm));
}

std::vector<double> mean_powers_w(const DrawnLine& line, double launched_w, const BenchMoment& at) {
  const OpticalBand carrier(core::TimeGrid(1, 1e-12), 1e-9 * at.wavelength_nm);
  std::vector<double> arriving;
  double power_w = launched_w;
  for (const LineElement& element : line) {
    power_w *= connection_transmission(element, at);
    arriving.push_back(power_w);
    power_w = std::visit(MeanPowerThrough{element, power_w, carrier, at}, element.part);
  }
  arriving.push_back(power_w);
  return arriving;
}

}  // namespace fiberloom::sim
