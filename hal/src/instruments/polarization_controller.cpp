#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/instruments/polarization_controller.hpp>
#include <utility>

#include "typed_setting.hpp"

namespace fiberloom::hal {

PolarizationController::PolarizationController(std::string name, const BenchAccess& bench,
                                               const PolarizationControllerRanges& ranges)
    : Instrument(std::move(name), bench),
      first_(*this, ranges.first,
             [this](double degrees) { return write_retardance_deg(0, degrees); }),
      second_(*this, ranges.second,
              [this](double degrees) { return write_retardance_deg(1, degrees); }),
      third_(*this, ranges.third,
             [this](double degrees) { return write_retardance_deg(2, degrees); }) {}

Applied<double> PolarizationController::set_retardance_deg(std::size_t retarder,
                                                           double retardance_deg,
                                                           const std::stop_token& stop) {
  if (retarder >= num_retarders) {
    throw core::InputError("input.setting", name() + ": retarders are counted from 0 to 2");
  }
  return settings()[retarder]->set(retardance_deg, stop);
}

}  // namespace fiberloom::hal
