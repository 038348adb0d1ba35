#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/generic_scpi/generic_scpi.hpp>
#include <initializer_list>

#include "described.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
constexpr double ice_point_k = 273.15;

class DescribedLaser final : public DescribedSource<hal::Laser> {
  using DescribedSource::DescribedSource;
  core::Power write_output_power(core::Power power) override {
    return core::from_dbm(take("output_power_dbm", core::to_dbm(power)));
  }
  core::Wavelength write_wavelength(core::Wavelength wavelength) override {
    return take("wavelength_nm", wavelength.in(units::nm)) * units::nm;
  }
};

class DescribedAmplifier final : public DescribedSource<hal::OpticalAmplifier> {
 public:
  using DescribedSource::DescribedSource;
  core::Power input_power() override { return measure("input_power_w") * units::w; }
  core::Power output_power() override { return measure("output_power_w") * units::w; }

 private:
  core::Power write_output_power(core::Power power) override {
    return core::from_dbm(take("output_power_dbm", core::to_dbm(power)));
  }
};

class DescribedAttenuator final : public Described<hal::VariableAttenuator> {
  using Described::Described;
  core::Decibel write_attenuation(core::Decibel attenuation) override {
    return core::Decibel(take("attenuation_db", attenuation.value()));
  }
};

class DescribedPowerMeter final : public Described<hal::PowerMeter> {
 public:
  using Described::Described;
  core::Power power() override { return measure("power_w") * units::w; }

 private:
  core::Wavelength write_wavelength(core::Wavelength wavelength) override {
    return take("wavelength_nm", wavelength.in(units::nm)) * units::nm;
  }
};

class DescribedCompensator final : public Described<hal::DispersionCompensator> {
  using Described::Described;
  core::GroupDelayDispersion write_dispersion(core::GroupDelayDispersion dispersion) override {
    return take("dispersion_ps2", dispersion.in(units::ps2)) * units::ps2;
  }
};

class DescribedPhaseModulator final : public Described<hal::PhaseModulator> {
  using Described::Described;
  core::Voltage write_drive(core::Voltage drive) override {
    return take("drive_v", drive.in(units::v)) * units::v;
  }
  core::Frequency write_frequency(core::Frequency frequency) override {
    return take("frequency_mhz", frequency.in(units::mhz)) * units::mhz;
  }
};

class DescribedBias final : public Described<hal::ModulatorBias> {
  using Described::Described;
  core::Voltage write_bias(hal::BiasElectrode electrode, core::Voltage voltage) override {
    const auto index = static_cast<std::size_t>(electrode);
    return take(settings()[index]->spec().key, voltage.in(units::v)) * units::v;
  }
};

class DescribedSwitch final : public Described<hal::OpticalSwitch> {
  using Described::Described;
  std::int64_t write_port(std::int64_t port) override {
    return std::llround(take("port", static_cast<double>(port)));
  }
};

class DescribedDelayLine final : public Described<hal::DelayLine> {
  using Described::Described;
  core::Time write_delay(core::Time delay) override {
    return take("delay_ps", delay.in(units::ps)) * units::ps;
  }
};

class DescribedPolarizationController final : public Described<hal::PolarizationController> {
  using Described::Described;
  double write_retardance_deg(std::size_t retarder, double retardance_deg) override {
    return take(settings()[retarder]->spec().key, retardance_deg);
  }
};

class DescribedTemperatureController final : public Described<hal::TemperatureController> {
 public:
  using Described::Described;
  core::Temperature temperature() override {
    return (measure("temperature_c") + ice_point_k) * units::kelvin;
  }

 private:
  core::Temperature write_temperature(core::Temperature temperature) override {
    return (take("temperature_c", temperature.in(units::kelvin)-ice_point_k) + ice_point_k) *
           units::kelvin;
  }
};

struct Parts {
  const hal::DriverRequest& request;
  std::unique_ptr<InstrumentLine> line{};
  ScpiDescription description{};
};

// The description narrows what the role and its sheet allow.
void narrow(const ScpiDescription& description, std::initializer_list<hal::SettingSpec*> specs) {
  for (hal::SettingSpec* spec : specs) {
    const auto setting = std::ranges::find(description.settings, spec->key, &DescribedSetting::key);
    spec->minimum = std::max(spec->minimum, setting->minimum.value_or(spec->minimum));
    spec->maximum = std::min(spec->maximum, setting->maximum.value_or(spec->maximum));
    spec->resolution = std::max(spec->resolution, setting->resolution);
  }
}

template <class Driver, class Ranges, class... Specs>
std::unique_ptr<hal::Instrument> make(Parts& parts, Ranges ranges, Specs Ranges::*... specs) {
  narrow(parts.description, {&(ranges.*specs)...});
  return std::make_unique<Driver>(parts.request, ranges, std::move(parts.line),
                                  std::move(parts.description));
}

using Make = std::unique_ptr<hal::Instrument> (*)(Parts&, const hal::RangeSources&);

struct RoleMaker {
  std::string_view role{};
  Make make = nullptr;
};

using hal::RangeSources;
constexpr std::array makers{
    RoleMaker{"laser",
              [](Parts& parts, const RangeSources& sources) {
                using Ranges = hal::LaserRanges;
                return make<DescribedLaser>(parts, hal::laser_ranges(sources),
                                            &Ranges::output_power, &Ranges::wavelength);
              }},
    RoleMaker{"optical_amplifier",
              [](Parts& parts, const RangeSources& sources) {
                return make<DescribedAmplifier>(parts, hal::optical_amplifier_ranges(sources),
                                                &hal::OpticalAmplifierRanges::output_power);
              }},
    RoleMaker{"variable_attenuator",
              [](Parts& parts, const RangeSources& sources) {
                return make<DescribedAttenuator>(parts, hal::variable_attenuator_ranges(sources),
                                                 &hal::VariableAttenuatorRanges::attenuation);
              }},
    RoleMaker{"power_meter",
              [](Parts& parts, const RangeSources& sources) {
                return make<DescribedPowerMeter>(parts, hal::power_meter_ranges(sources),
                                                 &hal::PowerMeterRanges::wavelength);
              }},
    RoleMaker{"dispersion_compensator",
              [](Parts& parts, const RangeSources& sources) {
                return make<DescribedCompensator>(parts,
                                                  hal::dispersion_compensator_ranges(sources),
                                                  &hal::DispersionCompensatorRanges::dispersion);
              }},
    RoleMaker{"phase_modulator",
              [](Parts& parts, const RangeSources& sources) {
                using Ranges = hal::PhaseModulatorRanges;
                return make<DescribedPhaseModulator>(parts, hal::phase_modulator_ranges(sources),
                                                     &Ranges::drive, &Ranges::frequency);
              }},
    RoleMaker{"modulator_bias",
              [](Parts& parts, const RangeSources& sources) {
                using Ranges = hal::ModulatorBiasRanges;
                return make<DescribedBias>(parts, hal::modulator_bias_ranges(sources),
                                           &Ranges::in_phase, &Ranges::quadrature, &Ranges::phase);
              }},
    RoleMaker{"optical_switch",
              [](Parts& parts, const RangeSources& sources) {
                return make<DescribedSwitch>(parts, hal::optical_switch_ranges(sources),
                                             &hal::OpticalSwitchRanges::port);
              }},
    RoleMaker{"delay_line",
              [](Parts& parts, const RangeSources& sources) {
                return make<DescribedDelayLine>(parts, hal::delay_line_ranges(sources),
                                                &hal::DelayLineRanges::delay);
              }},
    RoleMaker{"polarization_controller",
              [](Parts& parts, const RangeSources& sources) {
                using Ranges = hal::PolarizationControllerRanges;
                return make<DescribedPolarizationController>(
                    parts, hal::polarization_controller_ranges(sources), &Ranges::first,
                    &Ranges::second, &Ranges::third);
              }},
    RoleMaker{"temperature_controller", [](Parts& parts, const RangeSources& sources) {
                return make<DescribedTemperatureController>(
                    parts, hal::temperature_controller_ranges(sources),
                    &hal::TemperatureControllerRanges::temperature);
              }}};

}  // namespace

std::unique_ptr<hal::Instrument> make_described_instrument(const hal::DriverRequest& request,
                                                           ScpiDescription description,
                                                           std::unique_ptr<Transport> transport) {
  const auto* maker = std::ranges::find(makers, description.role, &RoleMaker::role);
  if (maker == makers.end()) {
    throw core::InputError("input.scpi_description",
                           "no driver can be made of the description of a " + description.role);
  }
  LineOptions options{.scpi = {.error_query = description.error_query},
                      .greeting = greet_with(description.greeting)};
  options.pacing.between_messages =
      std::chrono::nanoseconds(std::llround(1e6 * description.command_interval_ms));
  Parts parts{.request = request,
              .line = std::make_unique<InstrumentLine>(request.instrument.spec.name,
                                                       std::move(transport), std::move(options)),
              .description = std::move(description)};
  return maker->make(parts, request.instrument);
}

}  // namespace fiberloom::drivers
