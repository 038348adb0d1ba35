#pragma once

#include <complex>
#include <span>
#include <string>
#include <vector>

namespace fiberloom::report {

/// Intensity and, if wanted, phase of one field over the time axis of the plot. Empty means not
/// drawn.
struct FieldTrace {
  std::vector<double> intensity{};
  std::vector<double> phase_rad{};
};

/// Intensity |E|² of a field, and its wrapped phase if asked for; the phase is a gap where there is
/// no light to speak of (below 1e-3 of the peak intensity).
[[nodiscard]] FieldTrace field_trace(std::span<const std::complex<double>> field,
                                     bool with_phase = false);

/// One layer: the field before it (drawn as a grey area) and after it, in the ideal model and on
/// the rig.
struct FieldPanel {
  std::string title{};
  FieldTrace before{};
  FieldTrace ideal{};
  FieldTrace rig{};
};

/// Panels stacked over one shared time axis. A panel with any phase gets a strip for it below the
/// intensity.
struct FieldPlot {
  std::string title{};
  std::string x_label = "time / samples";
  std::string intensity_label = "|E|²";
  std::string phase_label = "phase / rad";
  std::vector<double> x{};
  std::vector<FieldPanel> panels{};
  std::string before_name = "before the layer";
  std::string ideal_name = "after, ideal";
  std::string rig_name = "after, rig";
};

}  // namespace fiberloom::report
