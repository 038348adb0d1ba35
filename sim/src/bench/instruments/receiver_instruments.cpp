#include <algorithm>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <fiberloom/hal/instruments/power_meter.hpp>
#include <fiberloom/hal/instruments/spectrum_analyzer.hpp>
#include <fiberloom/hal/instruments/temperature_controller.hpp>
#include <fiberloom/sim/components/optical_spectrum_analyzer.hpp>
#include <fiberloom/sim/components/power_meter.hpp>

#include "bench/simulated.hpp"
#include "end_instruments.hpp"
#include "ranges.hpp"

namespace fiberloom::sim {
namespace {

namespace units = core::units;
constexpr double ice_point_k = 273.15;

class SimulatedDigitizer final : public Simulated<hal::Digitizer> {
 public:
  using Simulated::Simulated;
  hal::CapturedTraces capture(const hal::Capture& request) override {
    return physics().capture(request);
  }

 private:
  core::Voltage write_full_scale(core::Voltage voltage) override {
    take("full_scale_v", voltage.in(units::v));
    return voltage;
  }
};

// Its own calibration is off by what was drawn for it, and its noise is that of its averaging time.
class SimulatedPowerMeter final : public Simulated<hal::PowerMeter> {
 public:
  SimulatedPowerMeter(const InstrumentPlan& plan, const hal::BenchAccess& access,
                      const hal::PowerMeterRanges& ranges,
                      const std::shared_ptr<BenchPhysics>& physics, double tap_ratio)
      : Simulated(plan.spec.name, access, ranges, physics,
                  {{"wavelength_nm", plan.rig.center_wavelength_nm}}),
        meter_({.noise_w_per_sqrt_hz = plan.spread.meter_noise_w_per_sqrt_hz,
                .averaging_time_s = averaging_time_s},
               {plan.seed, plan.spec.name.c_str()}),
        calibration_factor_(1.0 + plan.spread.meter_calibration_relative *
                                      drawn_deviate(plan.seed, plan.spec.name, "calibration")),
        tap_ratio_(tap_ratio),
        source_(plan.rig.bench->transmitter.source),
        center_wavelength_nm_(plan.rig.center_wavelength_nm) {}

  core::Power power() override {
    const double arriving_w = tap_ratio_ * physics().arriving_w(name());
    const double light_nm = physics().value(source_, "wavelength_nm", center_wavelength_nm_);
    const Light light{.field = {std::sqrt(arriving_w)},
                      .sample_interval_s = 1e-12,
                      .center_wavelength_m = 1e-9 * light_nm};
    const PowerMeterState state{
        .wavelength_setting_m = 1e-9 * physics().value(name(), "wavelength_nm", light_nm),
        .calibration_factor = calibration_factor_};
    const PowerReading reading = meter_.read(light, state, physics().moment());
    return reading.power_w * units::w;
  }

 private:
  static constexpr double averaging_time_s = 0.1;

  core::Wavelength write_wavelength(core::Wavelength wavelength) override {
    take("wavelength_nm", wavelength.in(units::nm));
    return wavelength;
  }

  sim::PowerMeter meter_;
  double calibration_factor_;
  double tap_ratio_;
  std::string source_;
  double center_wavelength_nm_;
};

// Looks at the light in front of the photodiode.
class SimulatedSpectrumAnalyzer final : public Simulated<hal::SpectrumAnalyzer> {
 public:
  SimulatedSpectrumAnalyzer(const InstrumentPlan& plan, const hal::BenchAccess& access,
                            const hal::SpectrumAnalyzerRanges& ranges,
                            const std::shared_ptr<BenchPhysics>& physics)
      : Simulated(plan.spec.name, access, ranges, physics,
                  {{"center_wavelength_nm", plan.rig.center_wavelength_nm},
                   {"span_nm", 10.0},
                   {"resolution_nm", 0.1}}),
        name_(plan.spec.name),
        seed_(plan.seed) {}

  hal::OpticalSpectrum sweep(const std::stop_token&) override {
    const double center_m = 1e-9 * value("center_wavelength_nm");
    const double span_m = 1e-9 * value("span_nm");
    const OpticalSpectrumAnalyzer analyzer({.start_wavelength_m = center_m - 0.5 * span_m,
                                            .stop_wavelength_m = center_m + 0.5 * span_m,
                                            .resolution_m = 1e-9 * value("resolution_nm"),
                                            .sensitivity_w = 1e-12,
                                            .sweep_s_per_m = 2e6},
                                           {seed_, name_.c_str()});
    const Moment moment = physics().moment();
    const OpticalSpectrum seen = analyzer.sweep(physics().received(0, moment.shot), 0.0, moment);
    physics().wait(std::chrono::nanoseconds(std::llround(1e9 * seen.sweep_time_s)));
    hal::OpticalSpectrum spectrum;
    for (std::size_t i = 0; i < seen.power_w.size(); ++i) {
      spectrum.wavelength_nm.push_back(1e9 * seen.wavelength_m[i]);
      spectrum.power_dbm.push_back(10.0 * std::log10(seen.power_w[i] / 1e-3));
    }
    return spectrum;
  }

 private:
  core::Wavelength write_center(core::Wavelength center) override {
    take("center_wavelength_nm", center.in(units::nm));
    return center;
  }
  core::Wavelength write_span(core::Wavelength span) override {
    take("span_nm", span.in(units::nm));
    return span;
  }
  core::Wavelength write_resolution(core::Wavelength resolution) override {
    take("resolution_nm", resolution.in(units::nm));
    return resolution;
  }
  [[nodiscard]] double value(const char* key) { return physics().value(name_, key, 0.0); }

  std::string name_;
  std::uint64_t seed_;
};

class SimulatedTemperatureController final : public Simulated<hal::TemperatureController> {
 public:
  using Simulated::Simulated;
  core::Temperature temperature() override {
    return (physics().value(name(), "temperature_c", 25.0) + ice_point_k) * units::kelvin;
  }

 private:
  core::Temperature write_temperature(core::Temperature temperature) override {
    take("temperature_c", temperature.in(units::kelvin)-ice_point_k);
    return temperature;
  }
};

double tap_ratio_of(const hal::BenchDocument& bench, const std::string& meter) {
  const auto stage = std::ranges::find(bench.stages, meter, &hal::StageWiring::launch_meter);
  if (stage != bench.stages.end()) {
    return stage->launch_tap_ratio;
  }
  return bench.receiver.meter == meter ? bench.receiver.tap_ratio : 1.0;
}

}  // namespace

std::unique_ptr<hal::Instrument> make_simulated_digitizer(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::DigitizerRanges ranges = hal::digitizer_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{{"full_scale_v", ranges.full_scale.maximum}};
  return std::make_unique<SimulatedDigitizer>(plan.spec.name, access, ranges, physics, power_on);
}

std::unique_ptr<hal::Instrument> make_simulated_power_meter(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::PowerMeterRanges ranges = hal::power_meter_ranges(ranges_of(plan));
  return std::make_unique<SimulatedPowerMeter>(plan, access, ranges, physics,
                                               tap_ratio_of(*plan.rig.bench, plan.spec.name));
}

std::unique_ptr<hal::Instrument> make_simulated_spectrum_analyzer(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::SpectrumAnalyzerRanges ranges = hal::spectrum_analyzer_ranges(ranges_of(plan));
  return std::make_unique<SimulatedSpectrumAnalyzer>(plan, access, ranges, physics);
}

std::unique_ptr<hal::Instrument> make_simulated_temperature_controller(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics) {
  const hal::TemperatureControllerRanges ranges =
      hal::temperature_controller_ranges(ranges_of(plan));
  const std::vector<PowerOnValue> power_on{{"temperature_c", 25.0}};
  return std::make_unique<SimulatedTemperatureController>(plan.spec.name, access, ranges, physics,
                                                          power_on);
}

}  // namespace fiberloom::sim
