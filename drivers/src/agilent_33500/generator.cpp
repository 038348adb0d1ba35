#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/agilent_33500/agilent_33500.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/waveform/one_segment.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

constexpr int bits = 16;
constexpr int lowest_code = -32767;  // of DATA:ARB:DAC
constexpr double least_swing_v = 0.001;
constexpr double highest_swing_v = 10.0;  // into 50 ohm

hal::WaveformGeneratorRanges ranges_for(const hal::DriverRequest& request,
                                        const Agilent33500Config& config) {
  hal::WaveformGeneratorRanges ranges = hal::waveform_generator_ranges(request.instrument);
  if (!(ranges.sample_rate_gsa_per_s > 0.0 &&
        ranges.sample_rate_gsa_per_s <= config.highest_rate_gsa_per_s)) {
    throw core::InputError(
        "input.sample_rate",
        fmt::format("{}: {} GSa/s are wanted, it has up to {}; see the option "
                    "highest_rate_gsa_per_s of its address, or wire another generator",
                    request.instrument.spec.name, ranges.sample_rate_gsa_per_s,
                    config.highest_rate_gsa_per_s));
  }
  const double peak_v_per_swing_v = 0.5 * config.driver_gain;
  ranges.amplitude.minimum = std::max(ranges.amplitude.minimum, peak_v_per_swing_v * least_swing_v);
  ranges.amplitude.maximum =
      std::min(ranges.amplitude.maximum, peak_v_per_swing_v * highest_swing_v);
  ranges.memory_samples = config.memory_samples / 2;
  return ranges;
}

class Agilent33500 final : public Driven<hal::WaveformGenerator> {
 public:
  Agilent33500(const hal::DriverRequest& request, const hal::WaveformGeneratorRanges& ranges,
               std::unique_ptr<InstrumentLine> line, const Agilent33500Config& config)
      : Driven(request, ranges, std::move(line)), config_(config) {}

 private:
  void read_settings() override {
    switch_outputs(false);
    line().write("FORM:BORD NORM");
    for (const int channel : {1, 2}) {
      line().write(fmt::format("SOUR{}:VOLT:OFFS 0", channel));
    }
    hal::Setting& amplitude = setting("amplitude_v");
    amplitude.read_back(
        write_both_swings(std::clamp(swing_v(), amplitude.spec().minimum / peak_v_per_swing_v(),
                                     amplitude.spec().maximum / peak_v_per_swing_v())));
  }
  core::Voltage write_amplitude(core::Voltage amplitude) override {
    return write_both_swings(amplitude.in(units::v) / peak_v_per_swing_v()) * units::v;
  }
  double write_both_swings(double wanted_v) {
    for (const int channel : {1, 2}) {
      line().write(fmt::format("SOUR{}:VOLT {:.12g}", channel, wanted_v));
    }
    return peak_v_per_swing_v() * swing_v();
  }
  [[nodiscard]] double swing_v() { return line().query_number("SOUR1:VOLT?"); }
  [[nodiscard]] double peak_v_per_swing_v() const noexcept { return 0.5 * config_.driver_gain; }

  // It plays what it has while it would be sent; what comes next waits here.
  void write_waveform(const hal::LoadedWaveform& waveform) override {
    waiting_ = in_one_segment(
        code_frames(waveform.samples, bits), waveform.mean_transmission,
        {.least_samples = 8, .most_samples = config_.memory_samples, .bits = bits}, name());
  }
  // Dark meanwhile: a memory that was cleared plays a rise of its own.
  void start_playing() override {
    switch_outputs(false);
    // A name may be given once, and says how the frames stand.
    const std::string waveform = fmt::format("F{}X{}", waiting_.frames, waiting_.samples);
    for (const int channel : {1, 2}) {
      line().write(fmt::format("SOUR{}:DATA:VOL:CLE", channel));
      line().write_block(fmt::format("SOUR{}:DATA:ARB:DAC {},", channel, waveform),
                         words_of(waiting_.codes.at(static_cast<std::size_t>(channel - 1))));
      line().write(fmt::format("SOUR{}:FUNC:ARB {}", channel, waveform));
      line().write(fmt::format("SOUR{}:FUNC ARB", channel));
      line().write(fmt::format("SOUR{}:FUNC:ARB:FILT OFF", channel));
      line().write(
          fmt::format("SOUR{}:FUNC:ARB:SRAT {:.12g}", channel, sample_rate().in(units::hz)));
    }
    line().write("FUNC:ARB:SYNC");
    switch_outputs(true);
    line().wait_for_completion(std::chrono::seconds(30));
  }
  static std::string words_of(const std::vector<int>& codes) {
    std::vector<std::int16_t> words;
    for (const int code : codes) {
      words.push_back(static_cast<std::int16_t>(std::max(code, lowest_code)));
    }
    std::string bytes;
    append_numbers(bytes, std::span<const std::int16_t>(words), ByteOrder::big);
    return bytes;
  }
  void switch_outputs(bool is_on) {
    for (const int channel : {1, 2}) {
      line().write(fmt::format("OUTP{} {}", channel, is_on ? "ON" : "OFF"));
    }
  }
  void do_make_safe() noexcept override {
    for (const char* command : {"OUTP1 OFF", "OUTP2 OFF"}) {
      line().try_write(command);
    }
  }

  Agilent33500Config config_;
  OneSegment waiting_{};
};

}  // namespace

std::unique_ptr<hal::WaveformGenerator> make_agilent_33500(const hal::DriverRequest& request,
                                                           const Agilent33500Config& config,
                                                           std::unique_ptr<Transport> transport) {
  auto line = std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport),
                                               LineOptions{.timeout = std::chrono::seconds(60)});
  return std::make_unique<Agilent33500>(request, ranges_for(request, config), std::move(line),
                                        config);
}

}  // namespace fiberloom::drivers
