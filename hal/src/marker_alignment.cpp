#include "marker_alignment.hpp"

#include <cmath>

#include "sync_marker.hpp"

namespace fiberloom::hal {
namespace {

constexpr double least_correlation = 0.5;     // a bench far from its documents keeps more than 0.8
constexpr double least_gain = 0.25;           // noise alone may look like anything, but weakly
constexpr double least_delay_samples = 1e-3;  // below every noise: the traces keep their bits

}  // namespace

MarkerAlignment::MarkerAlignment(const RunRequest& request, const LightPath& path,
                                 double full_scale)
    : marker_(sync_marker(request.waveform.samples(), path.oversampling, full_scale)),
      delay_(planned_trace(marker_, path, request.stages)) {}

std::optional<double> MarkerAlignment::delay_of(std::span<const double> marker_trace) const {
  const DelayEstimate estimate = delay_.of(marker_trace);
  if (!(estimate.correlation >= least_correlation) || !(estimate.gain >= least_gain)) {
    return {};
  }
  return std::abs(estimate.samples) < least_delay_samples ? 0.0 : estimate.samples;
}

void MarkerAlignment::take_out(double delay_samples, std::span<double> trace) const {
  if (delay_samples != 0.0) {
    delay_.take_out(delay_samples, trace);
  }
}

}  // namespace fiberloom::hal
