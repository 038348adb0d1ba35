#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/modulator_bias.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

ModulatorBias::ModulatorBias(std::string name, const BenchAccess& bench,
                             const ModulatorBiasRanges& ranges)
    : Instrument(std::move(name), bench),
      in_phase_(*this, ranges.in_phase,
                [this](double volts) {
                  return write_bias(BiasElectrode::in_phase, volts * units::v).in(units::v);
                }),
      quadrature_(*this, ranges.quadrature,
                  [this](double volts) {
                    return write_bias(BiasElectrode::quadrature, volts * units::v).in(units::v);
                  }),
      phase_(*this, ranges.phase, [this](double volts) {
        return write_bias(BiasElectrode::phase, volts * units::v).in(units::v);
      }) {}

Applied<core::Voltage> ModulatorBias::set_bias(BiasElectrode electrode, core::Voltage voltage,
                                               const std::stop_token& stop) {
  Setting& setting = electrode == BiasElectrode::in_phase     ? in_phase_
                     : electrode == BiasElectrode::quadrature ? quadrature_
                                                              : phase_;
  return set_in(units::v, setting, voltage, stop);
}

}  // namespace fiberloom::hal
