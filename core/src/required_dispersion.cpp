#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/required_dispersion.hpp>

namespace fiberloom::core {

RequiredDispersion required_dispersion(double b, SampleRate rate, const ReferenceFiber& fiber) {
  if (!(rate > SampleRate{})) {
    throw InputError("input.domain", "required dispersion: the sample rate must be positive");
  }
  const GroupVelocityDispersion beta2 =
      group_velocity_dispersion(fiber.dispersion, fiber.wavelength);
  if (beta2 == GroupVelocityDispersion{}) {
    throw InputError("input.domain", "required dispersion: the reference fibre has none");
  }
  const GroupDelayDispersion needed = dispersion_for_layer(b, 1.0 / rate);
  return {.group_delay_dispersion = needed,
          .accumulated = accumulated_dispersion(needed, fiber.wavelength),
          .fiber_length = abs(needed / beta2)};
}

}  // namespace fiberloom::core
