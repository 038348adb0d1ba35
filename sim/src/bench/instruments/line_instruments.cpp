#include "line_instruments.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/delay_line.hpp>
#include <fiberloom/hal/instruments/dispersion_compensator.hpp>
#include <fiberloom/hal/instruments/optical_switch.hpp>
#include <fiberloom/hal/instruments/polarization_controller.hpp>
#include <fiberloom/hal/instruments/programmable_filter.hpp>
#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <fiberloom/sim/components/programmable_filter.hpp>

#include "bench/simulated.hpp"
#include "ranges.hpp"

namespace fiberloom::sim {
namespace {

namespace units = core::units;

class SimulatedAttenuator final : public Simulated<hal::VariableAttenuator> {
 public:
  using Simulated::Simulated;

 private:
  core::Decibel write_attenuation(core::Decibel attenuation) override {
    take("attenuation_db", attenuation.value());
    return attenuation;
  }
  void do_make_safe() noexcept override {
    hal::Setting& attenuation = setting("attenuation_db");
    take("attenuation_db", attenuation.spec().maximum);
    attenuation.sent_to(attenuation.spec().maximum);
  }
};

class SimulatedCompensator final : public Simulated<hal::DispersionCompensator> {
 public:
  using Simulated::Simulated;

 private:
  core::GroupDelayDispersion write_dispersion(core::GroupDelayDispersion dispersion) override {
    take("dispersion_ps2", dispersion.in(units::ps2));
    return dispersion;
  }
};

// What a profile asks of each pixel, the middle one at the carrier: linear between its points, blocked outside them.
hal::FilterProfile on_pixels(const hal::FilterProfile& profile, double pixel_ghz) {
  const double reach_ghz = std::max(-profile.offset_ghz.front(), profile.offset_ghz.back());
  const auto half = static_cast<long>(std::ceil(std::max(0.0, reach_ghz) / pixel_ghz)) + 1;
  const double blocked_db = ProgrammableFilterParameters{}.maximum_attenuation_db;
  hal::FilterProfile pixels;
  std::size_t right = 1;
  for (long pixel = -half; pixel < half; ++pixel) {
    const double offset = pixel_ghz * static_cast<double>(pixel);
    while (right + 1 < profile.offset_ghz.size() && profile.offset_ghz[right] < offset) {
      ++right;
    }
    const double left_ghz = profile.offset_ghz[right - 1];
    const double share = (offset - left_ghz) / (profile.offset_ghz[right] - left_ghz);
    const bool is_inside =
        offset >= profile.offset_ghz.front() && offset <= profile.offset_ghz.back();
    const auto between = [&](const std::vector<double>& values) {
      return values[right - 1] + share * (values[right] - values[right - 1]);
    };
    pixels.offset_ghz.push_back(offset);
    pixels.attenuation_db.push_back(
        is_inside ? std::min(between(profile.attenuation_db), blocked_db) : blocked_db);
    pixels.phase_rad.push_back(is_inside ? between(profile.phase_rad) : 0.0);
  }
  return pixels;
}

class SimulatedFilter final : public Simulated<hal::ProgrammableFilter> {
 public:
  using Simulated::Simulated;

 private:
  core::Decibel write_attenuation(core::Decibel attenuation) override {
    take("attenuation_db", attenuation.value(), rewriting_glitch);
    return attenuation;
  }
  hal::FilterProfile write_profile(const hal::FilterProfile& profile) override {
    const ProgrammableFilterParameters device;
    hal::FilterProfile realised = on_pixels(profile, 1e-9 * device.pixel_hz);
    physics().load(name(),
                   {.attenuation_db = realised.attenuation_db, .phase_rad = realised.phase_rad});
    return realised;
  }

  static constexpr double rewriting_glitch = 0.5;
};

class SimulatedSwitch final : public Simulated<hal::OpticalSwitch> {
 public:
  using Simulated::Simulated;

 private:
  std::int64_t write_port(std::int64_t port) override {
    take("port", static_cast<double>(port));
    return port;
  }
};

class SimulatedDelayLine final : public Simulated<hal::DelayLine> {
 public:
  using Simulated::Simulated;

 private:
  core::Time write_delay(core::Time delay) override {
    take("delay_ps", delay.in(units::ps));
    return delay;
  }
};

class SimulatedPolarizationController final : public Simulated<hal::PolarizationController> {
 public:
  using Simulated::Simulated;

 private:
  double write_retardance_deg(std::size_t retarder, double retardance_deg) override {
    take(settings()[retarder]->spec().key.c_str(), retardance_deg);
    return retardance_deg;
  }
};

// A bench whose spread knows no steps has none, whatever the sheet tells.
double step_db(const InstrumentPlan& plan) {
  return hal::attenuation_figures(sources_of(plan), plan.spec.name).step_db;
}

}  // namespace

std::unique_ptr<hal::Instrument> make_simulated_attenuator(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  hal::VariableAttenuatorRanges ranges = hal::variable_attenuator_ranges(ranges_of(plan));
  ranges.attenuation.resolution = step_db(plan);
  const std::vector<PowerOnValue> power_on{{"attenuation_db", ranges.attenuation.maximum}};
  return std::make_unique<SimulatedAttenuator>(plan.spec.name, access, ranges, physics, power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_compensator(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::DispersionCompensatorRanges ranges =
      hal::dispersion_compensator_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{{"dispersion_ps2", 0.0}};
  return std::make_unique<SimulatedCompensator>(plan.spec.name, access, ranges, physics, power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_filter(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  hal::ProgrammableFilterRanges ranges = hal::programmable_filter_ranges(ranges_of(plan));
  ranges.attenuation.resolution = step_db(plan);
  const std::vector<PowerOnValue> power_on{{"attenuation_db", 0.0}};
  return std::make_unique<SimulatedFilter>(plan.spec.name, access, ranges, physics, power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_switch(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::OpticalSwitchRanges ranges = hal::optical_switch_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{{"port", 1.0}};
  return std::make_unique<SimulatedSwitch>(plan.spec.name, access, ranges, physics, power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_delay_line(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::DelayLineRanges ranges = hal::delay_line_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{{"delay_ps", ranges.delay.minimum}};
  return std::make_unique<SimulatedDelayLine>(plan.spec.name, access, ranges, physics, power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_polarization_controller(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::PolarizationControllerRanges ranges =
      hal::polarization_controller_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{
      {"first_retardance_deg", 0.0}, {"second_retardance_deg", 0.0}, {"third_retardance_deg", 0.0}};
  return std::make_unique<SimulatedPolarizationController>(plan.spec.name, access, ranges, physics,
                                                           power_on);
}

}  // namespace fiberloom::sim
