#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace fiberloom::bench {

/// Prints runs as they come, and keeps the shortest time of each propagation case and of each simulated rig for tables of
/// ratios.
///
/// Names are "what/precision/shape", `what` one of floor, forward, gradient; the shape ends in the number of workers.
/// "rig/PROFILE" stands beside "digital/samples:N", the model on as many points.
class RatioTable : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& reports) override;
  void print(std::ostream& stream) const;

 private:
  struct Times {
    double floor = 0.0;
    double forward = 0.0;
    double gradient = 0.0;
  };
  void print_rigs(std::ostream& stream) const;

  std::map<std::string, double> rigs_;  // seconds, by name
  std::map<std::string, Times> cases_;  // by "precision/shape"
  std::vector<std::string> order_;
};

}  // namespace fiberloom::bench
