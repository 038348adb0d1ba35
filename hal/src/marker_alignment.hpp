#pragma once

#include <complex>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/run.hpp>
#include <optional>
#include <span>

#include "trace_delay.hpp"

namespace fiberloom::hal {

/// Takes the delay of a record out of its traces, by the marker that was captured with them.
///
/// What is compared is the marker's trace and the one that the planned light path gives it: so the first record is in time
/// too, nothing has to be remembered from run to run, and what a bench adds of its own (cables, a readout that is off) is
/// taken out as well. Of single shots of a typical bench the delay is known to some 0.02 samples.
class MarkerAlignment {
 public:
  MarkerAlignment(const RunRequest& request, const LightPath& path, double full_scale);

  /// To be played with the frames.
  [[nodiscard]] std::span<const std::complex<double>> marker() const noexcept { return marker_; }

  /// What the captured marker says; none when it is not found.
  ///
  /// Units: a trace where 1 stands for |u|^2 = 1.
  [[nodiscard]] std::optional<double> delay_of(std::span<const double> marker_trace) const;
  void take_out(double delay_samples, std::span<double> trace) const;

 private:
  core::AlignedVector<std::complex<double>> marker_;
  TraceDelay delay_;
};

}  // namespace fiberloom::hal
