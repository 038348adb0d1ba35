#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/raman_scattering.hpp>

namespace fiberloom::hal {

core::Power raman_threshold(const HighlyNonlinearFiber& fiber) {
  const core::ScatteringGain gain = raman_gain_m_per_w * core::units::m_per_w;
  return 16.0 * fiber.effective_area / (gain * effective_length(fiber));
}

}  // namespace fiberloom::hal
