#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/dispersion_compensator.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

DispersionCompensator::DispersionCompensator(std::string name, const BenchAccess& bench,
                                             const DispersionCompensatorRanges& ranges)
    : Instrument(std::move(name), bench),
      dispersion_(*this, ranges.dispersion, [this](double value) {
        return write_dispersion(value * units::ps2).in(units::ps2);
      }) {}

Applied<core::GroupDelayDispersion> DispersionCompensator::set_dispersion(
    core::GroupDelayDispersion dispersion, const std::stop_token& stop) {
  return set_in(units::ps2, dispersion_, dispersion, stop);
}

}  // namespace fiberloom::hal
