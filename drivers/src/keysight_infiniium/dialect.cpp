#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/keysight_infiniium/keysight_infiniium.hpp>
#include <fiberloom/drivers/scope/background_capture.hpp>
#include <fiberloom/drivers/scope/unipolar_range.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

constexpr std::size_t most_samples = std::size_t{1} << 28U;
// The rest is for what noise adds behind the converter.
constexpr double codes_in_range = 200.0 * 256.0;

// One channel of an oscilloscope, whichever is asked for.
class OscilloscopeDevice final {
 public:
  explicit OscilloscopeDevice(hal::Digitizer& digitizer)
      : digitizer_(digitizer),
        capture_(digitizer),
        range_v_(unipolar::range_of(applied(digitizer.setting("full_scale_v")))),
        offset_v_(unipolar::middle_of(applied(digitizer.setting("full_scale_v")))),
        rate_hz_(digitizer.sample_rate().in(units::hz)) {}

  void add_commands(ScpiDevice& device) {
    add_channel(device);
    add_acquisition(device);
    add_run(device);
    add_waveform(device);
    for (const char* ignored : {"TRIGger:MODE", "TRIGger:EDGE:SOURce", "TRIGger:SWEep",
                                "TIMebase:REFerence", "TIMebase:POSition", "CHANnel#:DISPlay"}) {
      device.on(ignored, [](ScpiCall& call) {
        if (call.num_parameters() == 0) {
          throw ScpiFailure(-109);
        }
      });
    }
  }
  void reset() {
    capture_.reset();
    frames_ = 1;
    averages_ = 1;
  }

 private:
  void add_channel(ScpiDevice& device) {
    device.on("CHANnel#:RANGe", [this](ScpiCall& call) {
      const hal::SettingSpec& spec = digitizer_.setting("full_scale_v").spec();
      const double range_v =
          call.number(0, {.unit = "V",
                          .minimum = unipolar::range_of(spec.minimum) * (1.0 - 1e-9),
                          .maximum = unipolar::range_of(spec.maximum) * (1.0 + 1e-9)});
      capture_.stop();
      digitizer_.setting("full_scale_v")
          .set(std::clamp(unipolar::full_scale_of(range_v), spec.minimum, spec.maximum));
      range_v_ = range_v;
    });
    device.on("CHANnel#:RANGe?", [this](ScpiCall& call) { call.answer_number(range_v_); });
    device.on("CHANnel#:OFFSet", [this](ScpiCall& call) {
      offset_v_ = call.number(0, {.unit = "V", .minimum = -10.0, .maximum = 10.0});
    });
    device.on("CHANnel#:OFFSet?", [this](ScpiCall& call) { call.answer_number(offset_v_); });
    device.on("SYSTem:HEADer", [](ScpiCall& call) {
      if (call.boolean(0)) {
        throw ScpiFailure(-221, "headers");
      }
    });
    device.on("SYSTem:HEADer?", [](ScpiCall& call) { call.answer("0"); });
  }

  void add_acquisition(ScpiDevice& device) {
    device.on("ACQuire:MODE", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 2> words{"RTIMe", "SEGMented"};
      if (call.word(0, words) != 1) {
        throw ScpiFailure(-221, "segments only");
      }
    });
    device.on("ACQuire:MODE?", [](ScpiCall& call) { call.answer("SEGM"); });
    device.on("ACQuire:INTerpolate", [](ScpiCall& call) { static_cast<void>(call.boolean(0)); });
    device.on("ACQuire:SRATe[:ANALog]", [this](ScpiCall& call) {
      rate_hz_ = call.number(0, {.minimum = 1.0, .maximum = 1e12});
    });
    device.on("ACQuire:SRATe[:ANALog]?", [this](ScpiCall& call) { call.answer_number(rate_hz_); });
    device.on("ACQuire:POINts[:ANALog]", [this](ScpiCall& call) {
      samples_ = static_cast<std::size_t>(call.integer(0, 1, most_samples));
    });
    device.on("ACQuire:POINts[:ANALog]?",
              [this](ScpiCall& call) { call.answer(std::to_string(samples_)); });
    device.on("ACQuire:SEGMented:COUNt", [this](ScpiCall& call) {
      frames_ = static_cast<std::size_t>(call.integer(0, 1, most_samples));
    });
    device.on("ACQuire:SEGMented:COUNt?",
              [this](ScpiCall& call) { call.answer(std::to_string(frames_)); });
    device.on("ACQuire:AVERage", [this](ScpiCall& call) { is_averaging_ = call.boolean(0); });
    device.on("ACQuire:AVERage?",
              [this](ScpiCall& call) { call.answer(is_averaging_ ? "1" : "0"); });
    device.on("ACQuire[:AVERage]:COUNt", [this](ScpiCall& call) {
      averages_ = static_cast<std::size_t>(call.integer(0, 1, 1'000'000));
    });
    device.on("ACQuire[:AVERage]:COUNt?",
              [this](ScpiCall& call) { call.answer(std::to_string(averages_)); });
  }

  void add_run(ScpiDevice& device) {
    for (const char* begin : {"SINGle", "DIGitize"}) {
      device.on(begin, [this](ScpiCall&) {
        if (frames_ > most_samples / samples_) {
          throw ScpiFailure(-225);
        }
        has_told_done_ = has_told_trigger_ = false;
        captured_frames_ = frames_;
        capture_.start(frames_, samples_, is_averaging_ ? averages_ : 1);
      });
    }
    device.on("STOP", [this](ScpiCall&) { capture_.stop(); });
    // Events: 1 once.
    device.on("PDER?", [this](ScpiCall& call) {
      const bool is_new = capture_.is_done() && !std::exchange(has_told_done_, capture_.is_done());
      call.answer(is_new ? "+1" : "+0");
    });
    device.on("TER?", [this](ScpiCall& call) {
      const bool is_new =
          capture_.has_triggered() && !std::exchange(has_told_trigger_, capture_.has_triggered());
      call.answer(is_new ? "+1" : "+0");
    });
  }

  void add_waveform(ScpiDevice& device) {
    const auto one_word = [&device](const char* header, const char* only) {
      device.on(header, [only](ScpiCall& call) {
        const std::array<std::string_view, 1> words{only};
        static_cast<void>(call.word(0, words));
      });
    };
    one_word("WAVeform:FORMat", "WORD");
    one_word("WAVeform:BYTeorder", "LSBFirst");
    device.on("WAVeform:SOURce", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 4> words{"CHANnel1", "CHANnel2", "CHANnel3",
                                                      "CHANnel4"};
      static_cast<void>(call.word(0, words));
    });
    device.on("WAVeform:STReaming", [](ScpiCall& call) {
      if (call.boolean(0)) {
        throw ScpiFailure(-221, "blocks have a length here");
      }
    });
    device.on("WAVeform:SEGMented:ALL", [](ScpiCall& call) {
      if (!call.boolean(0)) {
        throw ScpiFailure(-221, "all segments at once");
      }
    });
    device.on("WAVeform:SEGMented:COUNt?", [this](ScpiCall& call) {
      call.answer(std::to_string(capture_.is_done() ? captured_frames_ : 0));
    });
    device.on("WAVeform:PREamble?", [this](ScpiCall& call) {
      const auto held = capture_.traces();  // before the first acquisition it tells of no points
      call.answer(to_text(preamble(held ? held->volts.samples() : 0)));
    });
    device.on("WAVeform:DATA?", [this](ScpiCall& call) {
      const auto traces = this->traces();
      const WaveformPreamble told = preamble(traces->volts.samples());
      const auto codes = encode_traces(*traces, {.volts_per_code = told.y_increment_v,
                                                 .zero_code = told.y_reference,
                                                 .zero_v = told.y_origin_v,
                                                 .lowest_code = -InfiniiumCodes::hole + 1,
                                                 .highest_code = InfiniiumCodes::hole - 1,
                                                 .clipped_low_code = InfiniiumCodes::clipped_low,
                                                 .clipped_high_code = InfiniiumCodes::clipped_high,
                                                 .hole_code = InfiniiumCodes::hole});
      std::string bytes;
      append_numbers(bytes, std::span<const std::int16_t>(codes), ByteOrder::little);
      call.answer_block(bytes);
    });
  }

  [[nodiscard]] std::shared_ptr<const hal::CapturedTraces> traces() const {
    auto traces = capture_.traces();
    if (!traces) {
      throw ScpiFailure(-230);
    }
    return traces;
  }
  [[nodiscard]] WaveformPreamble preamble(std::size_t points) const {
    return {.points = points,
            .count = is_averaging_ ? averages_ : 1,
            .x_increment_s = 1.0 / rate_hz_,
            .y_increment_v = range_v_ / codes_in_range,
            .y_origin_v = offset_v_};
  }

  hal::Digitizer& digitizer_;
  BackgroundCapture capture_;
  double range_v_;
  double offset_v_;
  double rate_hz_;
  std::size_t samples_ = 1024;
  std::size_t frames_ = 1;
  std::size_t averages_ = 1;
  std::size_t captured_frames_ = 0;
  bool is_averaging_ = false;
  bool has_told_done_ = true;
  bool has_told_trigger_ = true;
};

}  // namespace

Dialect make_keysight_infiniium_dialect(const DialectRequest& request) {
  auto oscilloscope = std::make_shared<OscilloscopeDevice>(role_of<hal::Digitizer>(request));
  ScpiDeviceOptions options = scpi_options_for(
      request.instrument,
      fmt::format("KEYSIGHT TECHNOLOGIES,DSAZ334A,{},06.60", request.serial_number));
  options.reset = [device = oscilloscope.get()] { device->reset(); };
  return scpi_dialect(std::move(options), oscilloscope);
}

}  // namespace fiberloom::drivers
