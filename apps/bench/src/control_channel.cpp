#include "control_channel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <memory>
#include <utility>

namespace fiberloom::app {
namespace {

using drivers::ScpiCall;
using drivers::ScpiFailure;
using drivers::WireFaultKind;
using sim::FaultKind;

constexpr std::array wire_kinds{WireFaultKind::delay,
                                WireFaultKind::drop,
                                WireFaultKind::half_reply,
                                WireFaultKind::garbage,
                                WireFaultKind::wrong_terminator,
                                WireFaultKind::closed_connection,
                                WireFaultKind::stale_reply,
                                WireFaultKind::slow_loris};
constexpr std::array optical_kinds{
    FaultKind::fiber_break,      FaultKind::dead_channel,           FaultKind::saturated_detector,
    FaultKind::stuck_attenuator, FaultKind::amplifier_without_seed, FaultKind::lost_shot,
    FaultKind::late_trigger,     FaultKind::not_a_number,           FaultKind::thermal_runaway,
    FaultKind::slow_instrument};

// Names of kinds are words of SCPI here; "CLEar" is the last of them.
template <class Kinds>
std::vector<std::string> words_of(const Kinds& kinds) {
  std::vector<std::string> words;
  for (const auto kind : kinds) {
    words.emplace_back(name_of(kind));
    std::ranges::replace(words.back(), ' ', '_');
  }
  words.emplace_back("clear");
  return words;
}

std::size_t kind_in(const ScpiCall& call, std::size_t index,
                    const std::vector<std::string>& words) {
  const std::vector<std::string_view> views(words.begin(), words.end());
  return call.word(index, views);
}

double number_or(const ScpiCall& call, std::size_t index, double otherwise) {
  return call.num_parameters() > index ? call.number(index, {}) : otherwise;
}

template <class Found>
auto& found_or_fail(Found* found, const std::string& name) {
  if (found == nullptr) {
    throw ScpiFailure(-224, name);
  }
  return *found;
}

class ControlChannel {
 public:
  explicit ControlChannel(ControlledBench bench) : bench_(std::move(bench)) {}

  void add_commands(drivers::ScpiDevice& device) {
    device.on("LIGHt?", [this](ScpiCall& call) { call.answer(is_lit(call) ? "1" : "0"); });
    device.on("TIME?", [this](ScpiCall& call) {
      call.answer_number(
          std::chrono::duration<double>(bench_.table.instruments().front()->bench().clock->now())
              .count());
    });
    device.on("FAULt:WIRE", [this](ScpiCall& call) { break_wire(call); });
    device.on("FAULt:OPTics", [this](ScpiCall& call) { break_optics(call); });
    device.on("REFuse", [this](ScpiCall& call) { server(call).refuse(); });
    device.on("ACCept", [this](ScpiCall& call) { server(call).accept_again(); });
  }

 private:
  [[nodiscard]] bool is_lit(const ScpiCall& call) const {
    if (call.num_parameters() > 0) {
      return bench_.table.is_lit(call.string(0));
    }
    return std::ranges::any_of(bench_.table.instruments(), [this](const auto& instrument) {
      return bench_.table.is_lit(instrument->name());
    });
  }

  InstrumentServer& server(const ScpiCall& call) const {
    const std::string name = call.string(0);
    return found_or_fail(bench_.server_of(name), name);
  }

  void break_wire(const ScpiCall& call) const {
    const std::string name = call.string(0);
    drivers::FaultPlan& plan = found_or_fail(bench_.faults_of(name), name);
    const std::size_t kind = kind_in(call, 1, words_of(wire_kinds));
    if (kind == wire_kinds.size()) {
      plan.disarm();
      return;
    }
    plan.arm({.kind = wire_kinds.at(kind),
              .delay = std::chrono::nanoseconds(std::llround(1e9 * number_or(call, 2, 0.2))),
              .answers_before = static_cast<int>(std::lround(number_or(call, 3, 0.0)))});
  }

  void break_optics(const ScpiCall& call) const {
    const std::size_t kind = kind_in(call, 0, words_of(optical_kinds));
    if (kind == optical_kinds.size()) {
      bench_.table.faults().clear();
      return;
    }
    bench_.table.faults().add({.kind = optical_kinds.at(kind),
                               .place = call.num_parameters() > 1 ? call.string(1) : std::string{},
                               .value = number_or(call, 2, 0.0)});
  }

  ControlledBench bench_;
};

}  // namespace

drivers::Dialect control_dialect(ControlledBench bench) {
  return drivers::scpi_dialect({.identity = "fiberloom,virtual bench,1,1"},
                               std::make_shared<ControlChannel>(std::move(bench)));
}

}  // namespace fiberloom::app
