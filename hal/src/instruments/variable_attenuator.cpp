#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

VariableAttenuator::VariableAttenuator(std::string name, const BenchAccess& bench,
                                       const VariableAttenuatorRanges& ranges)
    : Instrument(std::move(name), bench),
      attenuation_(*this, ranges.attenuation,
                   [this](double db) { return write_attenuation(core::Decibel(db)).value(); }) {}

Applied<core::Decibel> VariableAttenuator::set_attenuation(core::Decibel attenuation,
                                                           const std::stop_token& stop) {
  return set_db(attenuation_, attenuation, stop);
}

}  // namespace fiberloom::hal
