#pragma once

#include <cstddef>
#include <fiberloom/report/field_plot.hpp>
#include <fiberloom/report/scatter_plot.hpp>

#include "demo_run.hpp"
#include "demo_task.hpp"

namespace fiberloom::app {

/// One test record on its way through the layers: in the ideal model, and in the calibrated twin of the first bench.
///
/// Inside a real rig nobody sees the field; the twin is what calibration says it is. A last panel shows what the
/// photodiode delivered.
report::FieldPlot field_plot(const DemoResult& result, const DemoOptions& options);

/// Detected traces of test records, ideal model against the first bench: as deployed, and calibrated.
report::ScatterPlot trace_plot(const DemoResult& result, const DemoOptions& options);

}  // namespace fiberloom::app
