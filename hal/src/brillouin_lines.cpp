#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/light_statistics.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/brillouin_lines.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

// Largest sum of so many neighbours, cyclic.
double largest_sum(const std::vector<double>& lines, std::size_t neighbours) {
  const std::size_t count = std::min(neighbours, lines.size());
  double largest = 0.0;
  for (std::size_t first = 0; first < lines.size(); ++first) {
    double sum = 0.0;
    for (std::size_t j = 0; j < count; ++j) {
      sum += lines[(first + j) % lines.size()];
    }
    largest = std::max(largest, sum);
  }
  return largest;
}

}  // namespace

double strongest_line(const core::FieldBatch<double>& frames, core::Time duration,
                      core::Frequency window) {
  if (frames.batch() == 0 || frames.samples() == 0) {
    throw core::InputError("input.shape", "Brillouin lines: there are no frames to count them in");
  }
  if (!(duration > core::Time{}) || !(window > core::Frequency{})) {
    throw core::InputError("input.domain",
                           "Brillouin lines: a frame's duration and the window must be positive");
  }
  const auto neighbours = static_cast<std::size_t>(std::floor(window * duration)) + 1;
  const core::FftPlan<double> plan(frames.samples());
  const auto points = static_cast<double>(frames.samples());
  core::AlignedVector<std::complex<double>> spectrum(frames.samples());
  std::vector<double> lines(frames.samples());
  double strongest = 0.0;
  for (std::size_t i = 0; i < frames.batch(); ++i) {
    plan.forward(frames.row(i), spectrum);
    std::ranges::transform(spectrum, lines.begin(), [points](const std::complex<double>& bin) {
      return std::norm(bin) / (points * points);
    });
    strongest = std::max(strongest, largest_sum(lines, neighbours));
  }
  return strongest;
}

void count_brillouin_lines(Plan& plan, const core::Model& built,
                           const core::FieldBatch<double>& frames, const RigDocument& rig,
                           core::WorkerPool& workers) {
  const std::vector<core::FieldBatch<double>> light =
      core::light_underway(built, frames, workers).in_front_of_kerr;
  const core::Time duration =
      static_cast<double>(frames.samples()) / (plan.light_path.sample_rate_gsa_per_s * units::ghz);
  const core::Frequency window =
      BrillouinScattering{}.linewidth + rig.line_broadening_mhz * units::mhz;
  for (std::size_t m = 0; m < plan.stages.size(); ++m) {
    PlannedStage& stage = plan.stages[m];
    if (stage.brillouin_threshold_w > 0.0) {
      stage.strongest_line_w = stage.launch_power_w * strongest_line(light.at(m), duration, window);
    }
  }
}

}  // namespace fiberloom::hal
