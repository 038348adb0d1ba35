#include <fmt/format.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <fiberloom/drivers/scope/acquisition_wait.hpp>
#include <fiberloom/drivers/scope/trace_codes.hpp>
#include <fiberloom/drivers/scope/unipolar_range.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/tektronix_scope/tektronix_scope.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

constexpr double divisions = 10.0;      // between the ends of the converter's range
constexpr int error_events = 0b111100;  // query, device, execution, command error

class TektronixScope final : public Driven<hal::Digitizer> {
 public:
  TektronixScope(const hal::DriverRequest& request, const hal::DigitizerRanges& ranges,
                 std::unique_ptr<InstrumentLine> line, const TektronixScopeConfig& config)
      : Driven(request, ranges, std::move(line)), config_(config) {}

  // FastFrame averages nothing by itself: all frames are taken again and again.
  hal::CapturedTraces capture(const hal::Capture& request) override {
    require_time_left(name(), request);
    line().write(fmt::format("HOR:FAST:COUN {}", request.frames));
    line().write(fmt::format("HOR:MODE:RECO {}", request.samples));
    line().write(fmt::format("DAT:STAR 1;:DAT:STOP {}", request.samples));
    line().write(fmt::format("DAT:FRAMESTAR 1;:DAT:FRAMESTOP {}", request.frames));
    require_no_errors("a capture");
    hal::CapturedTraces sum = acquire(request);
    for (std::size_t average = 1; average < request.averages; ++average) {
      const hal::CapturedTraces next = acquire(request);
      for (std::size_t i = 0; i < sum.volts.values().size(); ++i) {
        sum.volts.values()[i] += next.volts.values()[i];
      }
      for (std::size_t frame = 0; frame < request.frames; ++frame) {
        sum.quality[frame].saturated |= next.quality[frame].saturated;
        sum.quality[frame].lost |= next.quality[frame].lost;
      }
    }
    for (double& volts : sum.volts.values()) {
      volts /= static_cast<double>(request.averages);
    }
    return sum;
  }

 private:
  void read_settings() override {
    const int channel = config_.channel;
    for (const std::string& command :
         {std::string("*CLS"), std::string("ACQ:STATE OFF"), fmt::format("SEL:CH{} ON", channel),
          std::string("ACQ:MOD SAM"), std::string("ACQ:STOPA SEQ"),
          "TRIG:A:EDGE:SOU " + config_.trigger, std::string("TRIG:A:MOD NORM"),
          std::string("HOR:FAST:STATE ON"), std::string("HOR:MODE MAN"),
          fmt::format("HOR:MODE:SAMPLER {:.12g}", sample_rate().in(units::hz)),
          fmt::format("DAT:SOU CH{}", channel), std::string("DAT:ENC SRI"),
          std::string("DAT:WID 2"), fmt::format("CH{}:POS 0", channel)}) {
      line().write(command);
    }
    require_no_errors("its set-up");
    const double rate_hz = line().query_number("HOR:MODE:SAMPLER?");
    if (std::abs(rate_hz - sample_rate().in(units::hz)) > 1e-6 * rate_hz) {
      throw core::InstrumentError(
          "instrument.sample_rate",
          fmt::format("{}: {:.9g} samples a second were asked for, {:.9g} taken; wire the rig for "
                      "a rate that the oscilloscope has",
                      name(), sample_rate().in(units::hz), rate_hz));
    }
    setting("full_scale_v").read_back(write_range(full_scale_v()));
  }

  core::Voltage write_full_scale(core::Voltage voltage) override {
    return write_range(voltage.in(units::v)) * units::v;
  }
  double write_range(double full_scale_v) {
    const int channel = config_.channel;
    line().write(
        fmt::format("CH{}:SCA {:.12g}", channel, unipolar::range_of(full_scale_v) / divisions));
    line().write(fmt::format("CH{}:OFFS {:.12g}", channel, unipolar::middle_of(full_scale_v)));
    require_no_errors("its range");
    return this->full_scale_v();
  }
  [[nodiscard]] double full_scale_v() {
    return unipolar::full_scale_of(divisions *
                                   line().query_number(fmt::format("CH{}:SCA?", config_.channel)));
  }

  // Its queue of events is read by another way than SCPI's, when the status register tells of errors.
  void require_no_errors(std::string_view what) {
    if ((static_cast<int>(line().query_number("*ESR?")) & error_events) == 0) {
      return;
    }
    const std::string events = line().query("ALLEV?");
    throw core::InstrumentError(
        "instrument.scpi",
        fmt::format("{}: {} was refused by the instrument: {}", name(), what, events));
  }

  [[nodiscard]] hal::CapturedTraces acquire(const hal::Capture& request) {
    line().write("ACQ:STATE ON");
    wait_for_acquisition(
        name(), request, std::chrono::nanoseconds(std::llround(1e9 * config_.trigger_timeout_s)),
        {.is_done = [this] { return line().query_number("ACQ:STATE?") == 0.0; },
         .has_triggered = [this] { return line().query_number("ACQ:NUMFRAMESACQ?") > 0.0; },
         .abort = [this] { line().try_write("ACQ:STATE OFF"); }});
    const std::string answer = line().query("WFMO?");
    const auto preamble = parse_tektronix_preamble(answer);
    if (!preamble) {
      refuse(fmt::format("its preamble is '{}'", answer.substr(0, 80)));
    }
    const std::string_view block = line().query_block("CURV?");
    const auto codes = numbers_of<std::int16_t>(block, ByteOrder::little);
    if (!codes || codes->size() != request.frames * request.samples) {
      refuse(fmt::format("it sent {} bytes for {} frames of {} words", block.size(), request.frames,
                         request.samples));
    }
    return decode_traces(*codes, request.frames,
                         {.volts_per_code = preamble->y_multiplier_v,
                          .zero_code = preamble->y_offset,
                          .zero_v = preamble->y_zero_v});
  }
  [[noreturn]] void refuse(const std::string& trouble) const {
    throw core::InstrumentError(
        "instrument.answer",
        fmt::format("{}: {}; see whether the driver fits the oscilloscope", name(), trouble));
  }

  TektronixScopeConfig config_;
};

}  // namespace

std::unique_ptr<hal::Digitizer> make_tektronix_scope(const hal::DriverRequest& request,
                                                     const TektronixScopeConfig& config,
                                                     std::unique_ptr<Transport> transport) {
  auto line =
      std::make_unique<InstrumentLine>(request.instrument.spec.name, std::move(transport),
                                       LineOptions{.timeout = std::chrono::seconds(60),
                                                   .scpi = {.error_query = ""},
                                                   .greeting = greet_with({"HEAD 0", "VERB 1"})});
  return std::make_unique<TektronixScope>(request, hal::digitizer_ranges(request.instrument),
                                          std::move(line), config);
}

}  // namespace fiberloom::drivers
