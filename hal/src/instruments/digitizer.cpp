#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

namespace units = core::units;

Digitizer::Digitizer(std::string name, const BenchAccess& bench, const DigitizerRanges& ranges)
    : Instrument(std::move(name), bench),
      ranges_(ranges),
      full_scale_(*this, ranges.full_scale, [this](double value) {
        return write_full_scale(value * units::v).in(units::v);
      }) {}

core::SampleRate Digitizer::sample_rate() const noexcept {
  return ranges_.sample_rate_gsa_per_s * units::gsa_per_s;
}

Applied<core::Voltage> Digitizer::set_full_scale(core::Voltage voltage,
                                                 const std::stop_token& stop) {
  return set_in(units::v, full_scale_, voltage, stop);
}

}  // namespace fiberloom::hal
