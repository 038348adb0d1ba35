#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/waveform/dac_code.hpp>
#include <fiberloom/drivers/waveform/mean_power_filler.hpp>
#include <numbers>

namespace fiberloom::drivers {
namespace {

constexpr std::size_t most_loops = 100'000;

// Both channels at one code.
double transmission_of(int code, int bits) {
  const double level = dac_level(code, bits);
  return ideal_transmission({level, level});
}

double filler_transmission(const FillerPlan& plan, std::size_t filler_loops) {
  return plan.wanted_transmission + (plan.wanted_transmission - plan.frame_transmission) *
                                        static_cast<double>(plan.frame_loops) /
                                        static_cast<double>(filler_loops);
}

}  // namespace

double ideal_transmission(std::complex<double> levels) noexcept {
  const double first = std::sin(0.5 * std::numbers::pi * levels.real());
  const double second = std::sin(0.5 * std::numbers::pi * levels.imag());
  return 0.25 * (first * first + second * second);
}

std::size_t least_filler_loops(const FillerPlan& plan) {
  const double darkest = transmission_of(0, plan.bits);
  const double brightest = transmission_of((1 << (plan.bits - 1)) - 1, plan.bits);
  const double missing = plan.wanted_transmission - plan.frame_transmission;
  const double room =
      missing > 0.0 ? brightest - plan.wanted_transmission : plan.wanted_transmission - darkest;
  if (missing <= 0.0 && plan.frame_transmission <= darkest * (1.0 + 1e-9)) {
    return plan.frame_loops;  // as dark as the converters can be
  }
  const double loops =
      std::ceil(static_cast<double>(plan.frame_loops) * std::abs(missing) / room - 1e-9);
  if (!(room > 0.0 && loops <= static_cast<double>(most_loops))) {
    throw core::InputError(
        "input.mean_transmission",
        fmt::format("frames that pass {:.3g} of the light cannot be brought to a mean of {:.3g} "
                    "by a filler of {} bits; see that the mean belongs to these frames",
                    plan.frame_transmission, plan.wanted_transmission, plan.bits));
  }
  return std::max(plan.frame_loops, static_cast<std::size_t>(loops));
}

std::vector<int> filler_codes(const FillerPlan& plan, std::size_t filler_loops,
                              std::size_t length) {
  const double wanted = std::max(filler_transmission(plan, filler_loops), 0.0);
  const int highest = (1 << (plan.bits - 1)) - 1;
  int low = 0;
  while (low + 1 < highest && transmission_of(low + 1, plan.bits) <= wanted) {
    ++low;
  }
  const double low_transmission = transmission_of(low, plan.bits);
  const double step = transmission_of(low + 1, plan.bits) - low_transmission;
  const double share = std::clamp((wanted - low_transmission) / step, 0.0, 1.0);
  std::vector<int> codes(length, low);
  double owed = 0.5;
  for (int& code : codes) {
    owed += share;
    if (owed >= 1.0) {
      owed -= 1.0;
      ++code;
    }
  }
  return codes;
}

}  // namespace fiberloom::drivers
