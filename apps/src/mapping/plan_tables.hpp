#pragma once

#include <fiberloom/core/guard_interval.hpp>
#include <fiberloom/report/table.hpp>
#include <vector>

#include "mapping/bill_of_materials.hpp"
#include "mapping/map_result.hpp"
#include "mapping/nonlinear_margin.hpp"

namespace fiberloom::app {

/// The stages of a plan as two tables: what disperses the light, and what power gives it its nonlinear phase.
report::Table dispersion_table(const hal::Plan& plan);
report::Table power_table(const hal::Plan& plan);

/// Dispersion as it was wanted and as it is, in physical units, with what is known of the third order.
report::Table realised_dispersion_table(const MapResult& result);

/// Expected readings with peaks, limits and margins.
report::Table reading_table(const hal::Plan& plan);
report::Table margin_table(const std::vector<NonlinearMargin>& margins);

/// Steps of the network, and who carries them out.
report::Table step_table(const MapResult& result);

/// Rates, bands, guard, throughput and latency.
report::Table frame_table(const MapResult& result);

report::Table bill_table(const std::vector<BillItem>& bill);

/// Third-order dispersion of a stage in ps^3 where every fibre in it tells its slope; gratings never do.
std::optional<double> third_order_ps3(const hal::StagePath& stage, const MapResult& result);

/// Full width that the model's grid or filter lets through, as light.
double optical_band_ghz(const MapResult& result);

/// What a stream of different frames would need instead of frames that are played over and over.
core::GuardInterval stream_guard(const MapResult& result);

}  // namespace fiberloom::app
