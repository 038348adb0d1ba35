#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "bench_check.hpp"

namespace fiberloom::hal {
namespace {

// One place on the way of the light: an instrument, or room for the fixed parts that a plan may put into a stage.
struct Slot {
  std::string name{};
  std::string stage{};
  bool is_nonlinear = false;

  [[nodiscard]] bool may_be_empty() const { return name.empty(); }
  [[nodiscard]] bool holds(const LightPlace& place) const {
    if (place.part == nullptr) {
      return !name.empty() && place.name == name;
    }
    return name.empty() && place.stage == stage &&
           is_nonlinear == (place.part->kind == PartKind::highly_nonlinear_fiber);
  }
};

class LightWay {
 public:
  // A plan may use fewer stages than the bench has: the receiver then stands behind the last one used.
  LightWay(const BenchDocument& bench, std::size_t num_stages) {
    add(bench.transmitter.source);
    add(bench.transmitter.broadening);
    add(bench.transmitter.polarization_controller);
    add("modulator");
    for (std::size_t m = 0; m < num_stages; ++m) {
      const StageWiring& stage = bench.stages[m];
      slots_.push_back({.stage = stage.name});
      add(stage.dispersion_compensator);
      add(stage.programmable_filter);
      add(stage.delay_line);
      add(stage.amplifier);
      add(stage.attenuator);
      add(stage.launch_meter);
      slots_.push_back({.stage = stage.name, .is_nonlinear = true});
    }
    add(bench.receiver.attenuator);
    add(bench.receiver.meter);
    add(bench.receiver.optical_switch);
    add(bench.receiver.digitizer);
  }

  [[nodiscard]] bool are_neighbours(const LightPlace& from, const LightPlace& to) const {
    const auto first = find(from);
    const auto second = find(to);
    if (first == slots_.end() || second == slots_.end()) {
      return false;
    }
    if (first == second) {
      return first->may_be_empty() && !first->is_nonlinear;  // two fixed parts of one stage
    }
    return first < second &&
           std::all_of(first + 1, second, [](const Slot& slot) { return slot.may_be_empty(); });
  }

 private:
  void add(const std::string& name) {
    if (!name.empty()) {
      slots_.push_back({.name = name});
    }
  }
  [[nodiscard]] std::vector<Slot>::const_iterator find(const LightPlace& place) const {
    return std::ranges::find_if(slots_, [&place](const Slot& slot) { return slot.holds(place); });
  }

  std::vector<Slot> slots_;
};

}  // namespace

void check_wiring(BenchCheck& check) {
  const BenchDocument& bench = check.bench();
  std::vector<LightWay> ways;
  for (std::size_t num_stages = 1; num_stages <= bench.stages.size(); ++num_stages) {
    ways.emplace_back(bench, num_stages);
  }
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (std::size_t i = 0; i < bench.wiring.size(); ++i) {
    const Connection& connection = bench.wiring[i];
    const std::string pointer = fmt::format("/bench/wiring/{}", i);
    const auto from = find_light_place(check, connection.from, pointer + "/from");
    const auto to = find_light_place(check, connection.to, pointer + "/to");
    if (!from || !to) {
      continue;
    }
    if (!seen.emplace(connection.from, connection.to).second) {
      check.report(pointer, fmt::format("the connection from {} to {} is listed twice",
                                        connection.from, connection.to));
    } else if (std::ranges::none_of(
                   ways, [&](const LightWay& way) { return way.are_neighbours(*from, *to); })) {
      check.report(pointer, fmt::format("the light does not go from {} to {} next", connection.from,
                                        connection.to));
    }
  }
}

}  // namespace fiberloom::hal
