#include "ratio_table.hpp"

#include <algorithm>
#include <iomanip>

namespace fiberloom::bench {
namespace {

void keep_shortest(double& shortest, double time) {
  if (shortest == 0.0 || time < shortest) {
    shortest = time;
  }
}

std::string ratio(double above, double below) {
  if (above == 0.0 || below == 0.0) {
    return "-";
  }
  std::string text = std::to_string(above / below);
  return text.substr(0, text.find('.') + 3);
}

// Numbers inside a name in their own order, so that 128 stands before 1024.
std::vector<std::string> sorted(std::vector<std::string> names) {
  const auto key = [](const std::string& name) {
    std::string padded;
    for (std::size_t at = 0; at < name.size();) {
      const std::size_t end = std::min(name.find_first_not_of("0123456789", at), name.size());
      padded += end > at ? std::string(8 - std::min<std::size_t>(8, end - at), '0') +
                               name.substr(at, end - at)
                         : std::string(1, name[at]);
      at = std::max(end, at + 1);
    }
    return padded;
  };
  std::ranges::sort(names, {}, key);
  return names;
}

// The same case with one worker.
std::string alone(const std::string& name) {
  const std::size_t at = name.find("workers:2");
  return at == std::string::npos ? "" : name.substr(0, at) + "workers:1" + name.substr(at + 9);
}

}  // namespace

void RatioTable::ReportRuns(const std::vector<Run>& reports) {
  ConsoleReporter::ReportRuns(reports);
  for (const Run& run : reports) {
    if (run.run_type != Run::RT_Iteration || run.error_occurred) {
      continue;
    }
    const std::string name = run.run_name.function_name + "/" + run.run_name.args;
    const std::size_t slash = name.find('/');
    const std::string what = name.substr(0, slash);
    const double seconds = run.real_accumulated_time / static_cast<double>(run.iterations);
    if (what == "rig" || what == "digital") {
      keep_shortest(rigs_[name], seconds);
    }
    if (what != "floor" && what != "forward" && what != "gradient") {
      continue;
    }
    const std::string key = name.substr(slash + 1);
    if (!cases_.contains(key)) {
      order_.push_back(key);
    }
    Times& times = cases_[key];
    keep_shortest(what == "floor"     ? times.floor
                  : what == "forward" ? times.forward
                                      : times.gradient,
                  seconds);
  }
}

void RatioTable::print_rigs(std::ostream& stream) const {
  if (rigs_.empty()) {
    return;
  }
  stream << "\nShortest times. A simulated rig down to its instruments beside the digital model, 3 "
            "layers, 64 "
            "records.\n"
         << std::left << std::setw(28) << "case" << std::right << std::setw(12) << "ms";
  std::vector<double> models;
  for (const auto& [name, seconds] : rigs_) {
    if (name.starts_with("digital")) {
      models.push_back(seconds);
      stream << std::setw(24) << "/ " + name;
    }
  }
  for (const auto& [name, seconds] : rigs_) {
    stream << '\n'
           << std::left << std::setw(28) << name << std::right << std::fixed << std::setprecision(3)
           << std::setw(12) << 1e3 * seconds;
    for (const double model : models) {
      stream << std::setw(24) << ratio(seconds, model);
    }
  }
  stream << '\n';
}

void RatioTable::print(std::ostream& stream) const {
  print_rigs(stream);
  if (order_.empty()) {
    return;
  }
  stream
      << "\nShortest times. floor: the bare FFTW transforms; 2 workers: how much faster than one.\n"
      << std::left << std::setw(56) << "case" << std::right << std::setw(12) << "forward ms"
      << std::setw(10) << "/ floor" << std::setw(13) << "gradient ms" << std::setw(12)
      << "/ forward" << std::setw(12) << "2 workers" << '\n';
  for (const std::string& name : sorted(order_)) {
    const Times& times = cases_.at(name);
    const auto one = cases_.find(alone(name));
    const std::string speed_up = one == cases_.end()
                                     ? "-"
                                     : ratio(one->second.forward, times.forward) + " " +
                                           ratio(one->second.gradient, times.gradient);
    stream << std::left << std::setw(56) << name << std::right << std::fixed << std::setprecision(3)
           << std::setw(12) << 1e3 * times.forward << std::setw(10)
           << ratio(times.forward, times.floor) << std::setw(13) << 1e3 * times.gradient
           << std::setw(12) << ratio(times.gradient, times.forward) << std::setw(12) << speed_up
           << '\n';
  }
}

}  // namespace fiberloom::bench
