#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/statistics.hpp>
#include <string>
#include <vector>

#include "demo_task.hpp"

namespace fiberloom::app {

/// Accuracies in percent of one rung over the benches.
struct RungStatistics {
  std::string name;
  std::vector<double> accuracies;  ///< [benches], percent
  double mean = 0.0;
  double standard_deviation = 0.0;
  double worst = 0.0;
  std::int64_t optical_passes = 0;  ///< of the first bench; all spend the same
};

/// Two rungs on the same benches: the second minus the first, in points.
struct PairedDifference {
  double mean = 0.0;
  core::Interval interval;    ///< 95 %, bootstrap over benches
  std::size_t num_worse = 0;  ///< benches on which the second is below the first
  std::size_t num_benches = 0;
};

std::vector<RungStatistics> rung_statistics(const DemoResult& result);

/// Throws std::out_of_range for a rung that is not there.
const RungStatistics& find_rung(const std::vector<RungStatistics>& rungs, const std::string& name);

PairedDifference paired_difference(const RungStatistics& first, const RungStatistics& second,
                                   std::uint64_t seed);

}  // namespace fiberloom::app
