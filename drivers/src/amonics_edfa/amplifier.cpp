#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/amonics_edfa/amonics_edfa.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <string>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
using namespace std::chrono_literals;

// What a switch answers.
enum class SwitchState { off = 0, on = 1, busy = 2, locked = 4 };

constexpr std::string_view master_command = ":DRIV:MCTRL";

class AmonicsAmplifier final : public Driven<hal::OpticalAmplifier> {
 public:
  AmonicsAmplifier(const hal::DriverRequest& request, const hal::OpticalAmplifierRanges& ranges,
                   std::unique_ptr<InstrumentLine> line, const AmonicsConfig& config)
      : Driven(request, ranges, std::move(line)),
        channel_(config.channel),
        channel_command_(fmt::format(":DRIV:APC:STAT:CH{}", config.channel)) {}

  core::Power input_power() override { return monitored("IN"); }
  core::Power output_power() override { return monitored("OUT"); }

  [[nodiscard]] hal::SelfTest self_test() override {
    if (is_locked()) {
      return {.has_passed = false, .words = "its interlock is open"};
    }
    if (state_of(channel_command_) == SwitchState::locked) {
      return {.has_passed = false, .words = "its pump is locked"};
    }
    return {.words = fmt::format("box at {} C", line().query_number(":SENS:TEMP:BOX?"))};
  }

 private:
  hal::Identity do_configure() override {
    hal::Identity identity{.vendor = "Amonics",
                           .model = line().query(":CAL:SYS:MODEL?"),
                           .serial_number = line().query(":CAL:SYS:SERIAL?")};
    read_settings();
    return identity;
  }
  void read_settings() override;
  void do_emit() override;
  void do_make_safe() noexcept override;
  core::Power write_output_power(core::Power power) override;

  [[noreturn]] void fail(std::string_view code, const std::string& what) const {
    throw core::InstrumentError(std::string(code), fmt::format("{}: {}", name(), what));
  }
  [[nodiscard]] bool is_locked() { return line().query_number(":DRIV:INTERLOCK?") != 0.0; }
  [[nodiscard]] SwitchState state_of(std::string_view command);
  [[nodiscard]] bool is_dark() noexcept;
  template <class Send>
  void insist(std::string_view command, SwitchState wanted, const Send& send);
  void switch_to(std::string_view command, bool is_on) {
    insist(command, is_on ? SwitchState::on : SwitchState::off,
           [&] { line().write(fmt::format("{} {}", command, is_on ? 1 : 0)); });
  }
  void read_unit();
  void require_range();
  [[nodiscard]] double set_point_mw() {
    return mw_per_unit_ * line().query_number(fmt::format(":DRIV:APC:CUR:CH{}?", channel_));
  }
  core::Power monitored(std::string_view side) {
    const double mw = line().query_number(fmt::format(":SENS:POW:{}:CH{}?", side, channel_));
    return std::max(mw, 0.0) * units::mw;  // a dark monitor may have an offset
  }

  int channel_;
  std::string channel_command_;
  double mw_per_unit_ = 1.0;
};

SwitchState AmonicsAmplifier::state_of(std::string_view command) {
  const double answer = line().query_number(fmt::format("{}?", command));
  for (const SwitchState state :
       {SwitchState::off, SwitchState::on, SwitchState::busy, SwitchState::locked}) {
    if (answer == static_cast<double>(state)) {
      return state;
    }
  }
  fail("instrument.answer", fmt::format("{}? was answered {}, which is none of 0 (off), 1 (on), "
                                        "2 (busy) and 4 (locked)",
                                        command, answer));
}

// Says it again until the switch answers that it did: it may not hear a first command.
template <class Send>
void AmonicsAmplifier::insist(std::string_view command, SwitchState wanted, const Send& send) {
  constexpr auto pause = 200ms;
  constexpr int most_sent = 15;   // 3 s of silence
  constexpr int most_busy = 125;  // 25 s of work
  int num_sent = 0;
  int num_busy = 0;
  for (;;) {
    const SwitchState state = state_of(command);
    if (state == wanted || (state == SwitchState::locked && wanted == SwitchState::off)) {
      return;
    }
    if (state == SwitchState::locked) {
      fail("instrument.locked",
           fmt::format("{}? answers that it is locked; clear what locked it at the instrument, "
                       "then configure it again",
                       command));
    }
    if (state == SwitchState::busy ? ++num_busy > most_busy : ++num_sent > most_sent) {
      fail("instrument.timeout", fmt::format("{} does not become {}; look at the instrument",
                                             command, static_cast<int>(wanted)));
    }
    if (state != SwitchState::busy) {
      send();
    }
    bench().clock->wait(pause, {});
  }
}

void AmonicsAmplifier::read_settings() {
  switch_to(master_command, false);
  switch_to(channel_command_, false);
  const std::string modes = line().query(":READ:MODE:NAMES?");
  if (modes.find("APC") == std::string::npos) {
    fail("instrument.unsupported",
         fmt::format("it has the modes {}, and none that holds its output power (APC)", modes));
  }
  // Not every model answers which mode it is in: said, not asked.
  line().write(fmt::format(":MODE:SW:CH{} APC", channel_));
  read_unit();
  require_range();
  hal::Setting& power = setting("output_power_dbm");
  const hal::SettingSpec& spec = power.spec();
  const double stands_mw = set_point_mw();
  const bool is_inside = stands_mw > 0.0 && core::to_dbm(stands_mw * units::mw) >= spec.minimum &&
                         core::to_dbm(stands_mw * units::mw) <= spec.maximum;
  // A set point from elsewhere must not be what the next emission begins with.
  power.read_back(core::to_dbm(is_inside ? stands_mw * units::mw
                                         : write_output_power(core::from_dbm(spec.minimum))));
}

void AmonicsAmplifier::read_unit() {
  const std::string unit = line().query(fmt::format(":READ:DRIV:UNIT:APC:CH{}?", channel_));
  if (unit != "mW" && unit != "W") {
    fail("instrument.answer",
         fmt::format("it counts its output power in {}, which is neither mW nor W", unit));
  }
  mw_per_unit_ = unit == "W" ? 1e3 : 1.0;
}

// What lies beyond its end it may cut off without a word.
void AmonicsAmplifier::require_range() {
  const core::Power most = mw_per_unit_ *
                           line().query_number(fmt::format(":READ:DRIV:MAX:APC:CH{}?", channel_)) *
                           units::mw;
  const double allowed_dbm = setting("output_power_dbm").spec().maximum;
  const core::Power allowed = core::from_dbm(allowed_dbm);
  if (most < 0.999 * allowed) {
    throw core::InputError(
        "input.limits",
        fmt::format("{}: the rig allows output_power_dbm up to {:.4g}, the instrument {:.4g} mW; "
                    "narrow its limits in the rig document",
                    name(), allowed_dbm, most.in(units::mw)));
  }
}

core::Power AmonicsAmplifier::write_output_power(core::Power power) {
  line().write(fmt::format(":DRIV:APC:CUR:CH{} {:.{}f}", channel_,
                           power.in(units::mw) / mw_per_unit_, mw_per_unit_ == 1.0 ? 4 : 7));
  const double stands_mw = set_point_mw();
  if (!(stands_mw > 0.0)) {
    fail("instrument.answer", fmt::format("it answers that it is set to {} mW", stands_mw));
  }
  return stands_mw * units::mw;
}

void AmonicsAmplifier::do_emit() {
  if (is_locked()) {
    fail("instrument.locked", "its interlock is open; close it before it can give light");
  }
  switch_to(channel_command_, true);
  insist(master_command, SwitchState::on, [&] {
    if (state_of(channel_command_) != SwitchState::on) {
      fail("instrument.channel_off", "its channel went off before its light was switched on");
    }
    line().write(fmt::format("{} 1", master_command));
  });
}

void AmonicsAmplifier::do_make_safe() noexcept {
  constexpr int most_attempts = 3;
  const std::string channel_off = channel_command_ + " 0";
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    const bool is_master_told = line().try_write(":DRIV:MCTRL 0");
    const bool is_channel_told = line().try_write(channel_off);
    if (!(is_master_told || is_channel_told) || is_dark()) {
      return;
    }
  }
}

bool AmonicsAmplifier::is_dark() noexcept {
  try {
    const SwitchState channel = state_of(channel_command_);
    return state_of(master_command) == SwitchState::off &&
           (channel == SwitchState::off || channel == SwitchState::locked);
  } catch (...) {
    return false;
  }
}

}  // namespace

std::unique_ptr<hal::OpticalAmplifier> make_amonics_amplifier(
    const hal::DriverRequest& request, const AmonicsConfig& config,
    std::unique_ptr<Transport> transport) {
  hal::OpticalAmplifierRanges ranges = hal::optical_amplifier_ranges(request.instrument);
  ranges.output_power.resolution = std::max(ranges.output_power.resolution, 0.01);
  // It has no queue of errors: what it took is read back.
  LineOptions options{.scpi = {.error_query = ""}};
  const std::chrono::duration<double, std::milli> asked(config.pause_ms);
  const auto pause = std::chrono::duration_cast<std::chrono::nanoseconds>(asked);
  for (const char* what : {":MODE:SW:CH{} ", ":DRIV:APC:CUR:CH{} ", ":DRIV:APC:STAT:CH{} "}) {
    options.pacing.settling.push_back(
        {.prefix = fmt::format(fmt::runtime(what), config.channel), .time = pause});
  }
  options.pacing.settling.push_back({.prefix = ":DRIV:MCTRL ", .time = pause});
  auto line = std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport),
                                               std::move(options));
  return std::make_unique<AmonicsAmplifier>(request, ranges, std::move(line), config);
}

StreamTransportOptions amonics_stream_options() {
  return {.terminator = "\r\n", .answer = {.terminator = "\r\n", .has_blocks = false}};
}

}  // namespace fiberloom::drivers
