#include "ladder_statistics.hpp"

#include <algorithm>
#include <stdexcept>

namespace fiberloom::app {

std::vector<RungStatistics> rung_statistics(const DemoResult& result) {
  std::vector<RungStatistics> rungs;
  const std::vector<std::string>& names = calibration::ladder_rung_names();
  for (std::size_t r = 0; r < names.size(); ++r) {
    RungStatistics rung{.name = names[r], .accuracies = {}};
    for (const calibration::Ladder& bench : result.benches) {
      rung.accuracies.push_back(100.0 * bench.rungs[r].accuracy);
    }
    rung.mean = core::mean(rung.accuracies);
    rung.standard_deviation = core::standard_deviation(rung.accuracies);
    rung.worst = *std::min_element(rung.accuracies.begin(), rung.accuracies.end());
    rung.optical_passes = result.benches.front().rungs[r].optical_passes;
    rungs.push_back(std::move(rung));
  }
  return rungs;
}

const RungStatistics& find_rung(const std::vector<RungStatistics>& rungs, const std::string& name) {
  const auto found = std::find_if(rungs.begin(), rungs.end(),
                                  [&](const RungStatistics& rung) { return rung.name == name; });
  if (found == rungs.end()) {
    throw std::out_of_range("ladder: no rung is called " + name);
  }
  return *found;
}

PairedDifference paired_difference(const RungStatistics& first, const RungStatistics& second,
                                   std::uint64_t seed) {
  std::vector<double> differences;
  PairedDifference result{.interval = {}, .num_benches = first.accuracies.size()};
  for (std::size_t i = 0; i < first.accuracies.size(); ++i) {
    differences.push_back(second.accuracies[i] - first.accuracies[i]);
    result.num_worse += differences.back() < 0.0 ? 1U : 0U;
  }
  result.mean = core::mean(differences);
  result.interval = core::bootstrap_interval_of_mean(differences, seed);
  return result;
}

}  // namespace fiberloom::app
