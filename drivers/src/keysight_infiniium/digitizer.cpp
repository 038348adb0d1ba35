#include <fmt/format.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/keysight_infiniium/keysight_infiniium.hpp>
#include <fiberloom/drivers/scope/acquisition_wait.hpp>
#include <fiberloom/drivers/scope/unipolar_range.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

class KeysightInfiniiumDigitizer final : public Driven<hal::Digitizer> {
 public:
  KeysightInfiniiumDigitizer(const hal::DriverRequest& request, const hal::DigitizerRanges& ranges,
                             std::unique_ptr<InstrumentLine> line,
                             const KeysightInfiniiumConfig& config)
      : Driven(request, ranges, std::move(line)), config_(config) {}

  hal::CapturedTraces capture(const hal::Capture& request) override {
    require_time_left(name(), request);
    prepare(request);
    line().write(":SING");
    wait_for_acquisition(name(), request, trigger_timeout(),
                         {.is_done = [this] { return event(":PDER?"); },
                          .has_triggered = [this] { return event(":TER?"); },
                          .abort = [this] { line().try_write(":STOP"); }});
    return read_traces(request);
  }

 private:
  void read_settings() override {
    const int channel = config_.channel;
    for (const std::string& command :
         {std::string(":STOP"), fmt::format(":CHAN{}:DISP ON", channel),
          fmt::format(":TRIG:MODE EDGE;:TRIG:EDGE:SOUR {}", config_.trigger),
          std::string(":TRIG:SWE TRIG"), std::string(":ACQ:MODE SEGM"), std::string(":ACQ:INT OFF"),
          fmt::format(":ACQ:SRAT {:.12g}", sample_rate().in(units::hz)),
          std::string(":TIM:REF LEFT"), fmt::format(":TIM:POS {:.12g}", config_.position_s),
          fmt::format(":WAV:SOUR CHAN{}", channel), std::string(":WAV:FORM WORD"),
          std::string(":WAV:BYT LSBF"), std::string(":WAV:STR OFF"),
          std::string(":WAV:SEGM:ALL ON")}) {
      line().write(command);
    }
    require_rate(line().query_number(":ACQ:SRAT?"));
    setting("full_scale_v").read_back(write_range(full_scale_v()));
  }
  void require_rate(double rate_hz) const {
    if (std::abs(rate_hz - sample_rate().in(units::hz)) > 1e-6 * rate_hz) {
      throw core::InstrumentError(
          "instrument.sample_rate",
          fmt::format("{}: {:.9g} samples a second were asked for, {:.9g} taken; wire the rig for "
                      "a rate that the oscilloscope has",
                      name(), sample_rate().in(units::hz), rate_hz));
    }
  }

  core::Voltage write_full_scale(core::Voltage voltage) override {
    return write_range(voltage.in(units::v)) * units::v;
  }
  double write_range(double full_scale_v) {
    line().write(
        fmt::format(":CHAN{}:RANG {:.12g}", config_.channel, unipolar::range_of(full_scale_v)));
    line().write(
        fmt::format(":CHAN{}:OFFS {:.12g}", config_.channel, unipolar::middle_of(full_scale_v)));
    return this->full_scale_v();
  }
  [[nodiscard]] double full_scale_v() {
    return unipolar::full_scale_of(
        line().query_number(fmt::format(":CHAN{}:RANG?", config_.channel)));
  }

  void prepare(const hal::Capture& request) {
    line().write(fmt::format(":ACQ:SEGM:COUN {};:ACQ:POIN {}", request.frames, request.samples));
    line().write(request.averages > 1
                     ? fmt::format(":ACQ:AVER ON;:ACQ:AVER:COUN {}", request.averages)
                     : std::string(":ACQ:AVER OFF"));
    // Both events are cleared by being read.
    static_cast<void>(event(":PDER?"));
    static_cast<void>(event(":TER?"));
  }
  [[nodiscard]] bool event(std::string_view question) {
    return line().query_number(question) != 0.0;
  }
  [[nodiscard]] std::chrono::nanoseconds trigger_timeout() const {
    return std::chrono::nanoseconds(std::llround(1e9 * config_.trigger_timeout_s));
  }

  [[nodiscard]] hal::CapturedTraces read_traces(const hal::Capture& request) {
    const std::string answer = line().query(":WAV:PRE?");
    const auto preamble = parse_waveform_preamble(answer);
    if (!preamble) {
      refuse(fmt::format("its preamble is '{}'", answer.substr(0, 80)));
    }
    const std::string_view block = line().query_block(":WAV:DATA?");
    const auto codes = numbers_of<std::int16_t>(block, ByteOrder::little);
    if (!codes || codes->size() != request.frames * request.samples) {
      refuse(fmt::format("it sent {} bytes for {} frames of {} words", block.size(), request.frames,
                         request.samples));
    }
    return decode_traces(*codes, request.frames,
                         {.volts_per_code = preamble->y_increment_v,
                          .zero_code = preamble->y_reference,
                          .zero_v = preamble->y_origin_v,
                          .lowest_code = -InfiniiumCodes::hole + 1,
                          .highest_code = InfiniiumCodes::hole - 1,
                          .clipped_low_code = InfiniiumCodes::clipped_low,
                          .clipped_high_code = InfiniiumCodes::clipped_high,
                          .hole_code = InfiniiumCodes::hole});
  }
  [[noreturn]] void refuse(const std::string& trouble) const {
    throw core::InstrumentError(
        "instrument.answer",
        fmt::format("{}: {}; see whether the driver fits the oscilloscope", name(), trouble));
  }

  KeysightInfiniiumConfig config_;
};

}  // namespace

std::unique_ptr<hal::Digitizer> make_keysight_infiniium_digitizer(
    const hal::DriverRequest& request, const KeysightInfiniiumConfig& config,
    std::unique_ptr<Transport> transport) {
  // Without headers, and with words behind the number of an error.
  auto line =
      std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport),
                                       LineOptions{.timeout = std::chrono::seconds(60),
                                                   .scpi = {.error_query = ":SYST:ERR? STR"},
                                                   .greeting = greet_with({":SYST:HEAD OFF"})});
  return std::make_unique<KeysightInfiniiumDigitizer>(
      request, hal::digitizer_ranges(request.instrument), std::move(line), config);
}

}  // namespace fiberloom::drivers
