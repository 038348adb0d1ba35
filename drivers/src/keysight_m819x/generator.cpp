#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/keysight_m819x/keysight_m819x.hpp>
#include <mutex>
#include <utility>

#include "frame_memory.hpp"

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

hal::WaveformGeneratorRanges ranges_for(const hal::DriverRequest& request,
                                        const KeysightM819xConfig& config) {
  hal::WaveformGeneratorRanges ranges = hal::waveform_generator_ranges(request.instrument);
  const M819xModel& model = config.model;
  if (!(ranges.sample_rate_gsa_per_s >= model.least_rate_gsa_per_s &&
        ranges.sample_rate_gsa_per_s <= model.highest_rate_gsa_per_s)) {
    throw core::InputError(
        "input.sample_rate",
        fmt::format("{}: {} GSa/s are wanted, an {} has {} to {}; name another model in its "
                    "address (?model=...) or another rate in the rig",
                    request.instrument.spec.name, ranges.sample_rate_gsa_per_s, model.name,
                    model.least_rate_gsa_per_s, model.highest_rate_gsa_per_s));
  }
  const double peak_v_per_swing_v = 0.5 * config.driver_gain;
  ranges.amplitude.minimum =
      std::max(ranges.amplitude.minimum, peak_v_per_swing_v * model.least_swing_v);
  ranges.amplitude.maximum =
      std::min(ranges.amplitude.maximum, peak_v_per_swing_v * model.highest_swing_v);
  // One segment has each frame twice and the filler as often or oftener beside it.
  ranges.memory_samples = model.memory_samples / (model.has_table ? 1 : 3);
  return ranges;
}

class KeysightM819xGenerator final : public Driven<hal::WaveformGenerator> {
 public:
  KeysightM819xGenerator(const hal::DriverRequest& request,
                         const hal::WaveformGeneratorRanges& ranges,
                         std::unique_ptr<InstrumentLine> line, const KeysightM819xConfig& config)
      : Driven(request, ranges, std::move(line)),
        config_(config),
        memory_(make_memory({.line = this->line(), .model = config.model, .turn = turn()})) {}

 private:
  static std::unique_ptr<FrameMemory> make_memory(const FrameMemoryParts& parts) {
    return parts.model.has_table ? make_segment_table(parts) : make_single_segment(parts);
  }
  // An upload may run while somebody else makes the generator safe: they share the wire.
  FrameMemory::Turn turn() {
    return [this](const std::function<void()>& speak) {
      const std::scoped_lock lock(wire_);
      if (is_safe_) {
        throw core::InterruptedError("run.interrupted",
                                     name() + ": made safe while frames were uploaded");
      }
      speak();
    };
  }

  void read_settings() override {
    line().write(":ABOR");
    switch_outputs(false);
    if (config_.model.name != "m8190a") {
      line().write(":INST:DACM DUAL");
    }
    line().write(fmt::format(":FREQ:RAST {:.12g}", sample_rate().in(units::hz)));
    const double rate_hz = line().query_number(":FREQ:RAST?");
    if (std::abs(rate_hz - sample_rate().in(units::hz)) > 1e-6 * rate_hz) {
      throw core::InstrumentError(
          "instrument.sample_rate",
          fmt::format("{}: {:.9g} samples a second were asked for, {:.9g} taken; see what rates "
                      "this model and its options have",
                      name(), sample_rate().in(units::hz), rate_hz));
    }
    line().write(":FORM:BORD NORM");
    memory_->reset();
    line().write(":INIT:CONT ON");
    // Both channels alike, and within what the bench allows.
    hal::Setting& amplitude = setting("amplitude_v");
    amplitude.read_back(
        write_both_swings(std::clamp(swing_v(), amplitude.spec().minimum / peak_v_per_swing_v(),
                                     amplitude.spec().maximum / peak_v_per_swing_v())));
    is_safe_ = false;
  }

  core::Voltage write_amplitude(core::Voltage amplitude) override {
    return write_both_swings(amplitude.in(units::v) / peak_v_per_swing_v()) * units::v;
  }
  // Peak voltage at the modulator of what the first channel took.
  double write_both_swings(double wanted_v) {
    for (const int channel : config_.model.channels) {
      line().write(fmt::format(":VOLT{} {:.12g}", channel, wanted_v));
    }
    return peak_v_per_swing_v() * swing_v();
  }
  [[nodiscard]] double swing_v() {
    return line().query_number(fmt::format(":VOLT{}?", config_.model.channels[0]));
  }
  [[nodiscard]] double peak_v_per_swing_v() const noexcept { return 0.5 * config_.driver_gain; }

  void write_waveform(const hal::LoadedWaveform& waveform) override {
    memory_->upload(code_frames(waveform.samples, config_.model.bits), waveform.mean_transmission);
  }
  void start_playing() override {
    memory_->play();
    switch_outputs(true);
    line().wait_for_completion(std::chrono::seconds(30));
  }
  void switch_outputs(bool is_on) {
    if (is_on && is_on_) {
      return;
    }
    for (const int channel : config_.model.channels) {
      line().write(output_command(channel, is_on));
    }
    is_on_ = is_on;
  }
  [[nodiscard]] std::string output_command(int channel, bool is_on) const {
    return fmt::format(":OUTP{}{} {}", channel, config_.model.name == "m8190a" ? ":NORM" : "",
                       is_on ? "ON" : "OFF");
  }

  void do_make_safe() noexcept override {
    is_safe_ = true;
    const std::scoped_lock lock(wire_);
    is_on_ = false;
    line().try_write(":ABOR");
    for (const int channel : config_.model.channels) {
      line().try_write(output_command(channel, false));
    }
  }

  KeysightM819xConfig config_;
  std::mutex wire_;
  std::atomic<bool> is_safe_ = false;
  bool is_on_ = false;
  std::unique_ptr<FrameMemory> memory_;
};

}  // namespace

std::unique_ptr<hal::WaveformGenerator> make_keysight_m819x_generator(
    const hal::DriverRequest& request, const KeysightM819xConfig& config,
    std::unique_ptr<Transport> transport) {
  auto line = std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport),
                                               LineOptions{.timeout = std::chrono::seconds(60)});
  return std::make_unique<KeysightM819xGenerator>(request, ranges_for(request, config),
                                                  std::move(line), config);
}

}  // namespace fiberloom::drivers
