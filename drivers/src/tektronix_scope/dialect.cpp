#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/scope/background_capture.hpp>
#include <fiberloom/drivers/scope/trace_codes.hpp>
#include <fiberloom/drivers/scope/unipolar_range.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/drivers/tektronix_scope/tektronix_scope.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;

constexpr std::size_t most_samples = std::size_t{1} << 28U;
constexpr double divisions = 10.0;
constexpr double codes_per_division =
    5120.0;  // the rest is for what noise adds behind the converter

// One channel of an oscilloscope in FastFrame, whichever is asked for.
class OscilloscopeDevice final {
 public:
  explicit OscilloscopeDevice(hal::Digitizer& digitizer)
      : digitizer_(digitizer),
        capture_(digitizer),
        scale_v_(unipolar::range_of(applied(digitizer.setting("full_scale_v"))) / divisions),
        offset_v_(unipolar::middle_of(applied(digitizer.setting("full_scale_v")))),
        rate_hz_(digitizer.sample_rate().in(units::hz)) {}

  void add_commands(ScpiDevice& device) {
    add_channel(device);
    add_acquisition(device);
    add_data(device);
    device.on("ALLEv?", [&device](ScpiCall& call) { call.answer(events_of(device)); });
    for (const char* ignored : {"VERBose", "SELect:CH#", "CH#:POSition", "TRIGger:A:EDGE:SOUrce",
                                "TRIGger:A:MODe", "HORizontal:MODE", "DATa:SOUrce"}) {
      device.on(ignored, [](ScpiCall& call) {
        if (call.num_parameters() == 0) {
          throw ScpiFailure(-109);
        }
      });
    }
  }
  void reset() { capture_.reset(); }

 private:
  // The queue as Tektronix tells it: 113,"Undefined header; FOO",...
  static std::string events_of(ScpiDevice& device) {
    std::string events;
    for (;;) {
      const auto error = parse_scpi_error(device.ask("SYST:ERR?"));
      if (!error || error->code == 0) {
        return events.empty() ? "0,\"No events to report - queue empty\"" : events;
      }
      events +=
          fmt::format("{}{},\"{}\"", events.empty() ? "" : ",", std::abs(error->code), error->text);
    }
  }

  void add_channel(ScpiDevice& device) {
    device.on("HEADer", [](ScpiCall& call) {
      if (call.boolean(0)) {
        throw ScpiFailure(-221, "headers");
      }
    });
    device.on("CH#:SCAle", [this](ScpiCall& call) {
      const hal::SettingSpec& spec = digitizer_.setting("full_scale_v").spec();
      const double scale_v =
          call.number(0, {.unit = "V",
                          .minimum = unipolar::range_of(spec.minimum) / divisions * (1.0 - 1e-9),
                          .maximum = unipolar::range_of(spec.maximum) / divisions * (1.0 + 1e-9)});
      capture_.stop();
      digitizer_.setting("full_scale_v")
          .set(
              std::clamp(unipolar::full_scale_of(divisions * scale_v), spec.minimum, spec.maximum));
      scale_v_ = scale_v;
    });
    device.on("CH#:SCAle?", [this](ScpiCall& call) { call.answer_number(scale_v_); });
    device.on("CH#:OFFSet", [this](ScpiCall& call) {
      offset_v_ = call.number(0, {.unit = "V", .minimum = -10.0, .maximum = 10.0});
    });
    device.on("CH#:OFFSet?", [this](ScpiCall& call) { call.answer_number(offset_v_); });
  }

  void add_acquisition(ScpiDevice& device) {
    device.on("HORizontal:MODE:SAMPLERate", [this](ScpiCall& call) {
      rate_hz_ = call.number(0, {.minimum = 1.0, .maximum = 1e12});
    });
    device.on("HORizontal:MODE:SAMPLERate?",
              [this](ScpiCall& call) { call.answer_number(rate_hz_); });
    device.on("HORizontal:MODE:RECOrdlength", [this](ScpiCall& call) {
      samples_ = static_cast<std::size_t>(call.integer(0, 1, most_samples));
    });
    device.on("HORizontal:FASTframe:STATE", [](ScpiCall& call) {
      if (!call.boolean(0)) {
        throw ScpiFailure(-221, "FastFrame only");
      }
    });
    device.on("HORizontal:FASTframe:COUNt", [this](ScpiCall& call) {
      frames_ = static_cast<std::size_t>(call.integer(0, 1, most_samples));
    });
    one_word(device, "ACQuire:MODe", "SAMple");
    one_word(device, "ACQuire:STOPAfter", "SEQuence");
    device.on("ACQuire:STATE", [this](ScpiCall& call) {
      constexpr std::array<std::string_view, 4> words{"OFF", "ON", "STOP", "RUN"};
      const bool runs = call.is_word(0) ? call.word(0, words) % 2 == 1 : call.integer(0, 0, 1) == 1;
      runs ? start() : stop();
    });
    device.on("ACQuire:STATE?", [this](ScpiCall& call) {
      call.answer(is_started_ && !capture_.is_done() ? "1" : "0");
    });
    device.on("BUSY?", [this](ScpiCall& call) {
      call.answer(is_started_ && !capture_.is_done() ? "1" : "0");
    });
    device.on("ACQuire:NUMFRAMESACQuired?", [this](ScpiCall& call) {
      call.answer(std::to_string(capture_.is_done() ? frames_ : capture_.has_triggered() ? 1 : 0));
    });
  }
  void start() {
    if (frames_ > most_samples / samples_) {
      throw ScpiFailure(-225);
    }
    is_started_ = true;
    capture_.start(frames_, samples_, 1);
  }
  void stop() {
    capture_.stop();
    is_started_ = false;
  }
  static void one_word(ScpiDevice& device, const char* header, const char* only) {
    device.on(header, [only](ScpiCall& call) {
      const std::array<std::string_view, 1> words{only};
      static_cast<void>(call.word(0, words));
    });
  }

  void add_data(ScpiDevice& device) {
    one_word(device, "DATa:ENCdg", "SRIbinary");
    device.on("DATa:WIDth", [](ScpiCall& call) {
      if (call.integer(0, 1, 8) != 2) {
        throw ScpiFailure(-221, "words only");
      }
    });
    for (const char* border : {"DATa:STARt", "DATa:STOP", "DATa:FRAMESTARt", "DATa:FRAMESTOP"}) {
      device.on(border,
                [](ScpiCall& call) { static_cast<void>(call.integer(0, 1, most_samples)); });
    }
    device.on("WFMOutpre?", [this](ScpiCall& call) {
      call.answer(
          fmt::format("2;16;BINARY;RI;LSB;\"Ch1, "
                      "FastFrame\";{};Y;LINEAR;\"s\";{};0.0E+00;0;\"V\";{};0.0E+00;{}",
                      traces()->volts.samples(), format_nr3(1.0 / rate_hz_),
                      format_nr3(scale_v_ / codes_per_division), format_nr3(offset_v_)));
    });
    device.on("CURVe?", [this](ScpiCall& call) {
      const auto codes = encode_traces(
          *traces(), {.volts_per_code = scale_v_ / codes_per_division, .zero_v = offset_v_});
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

  hal::Digitizer& digitizer_;
  BackgroundCapture capture_;
  double scale_v_;
  double offset_v_;
  double rate_hz_;
  std::size_t samples_ = 1000;
  std::size_t frames_ = 1;
  bool is_started_ = false;
};

}  // namespace

Dialect make_tektronix_scope_dialect(const DialectRequest& request) {
  auto oscilloscope = std::make_shared<OscilloscopeDevice>(role_of<hal::Digitizer>(request));
  ScpiDeviceOptions options = scpi_options_for(
      request.instrument,
      fmt::format("TEKTRONIX,MSO68B,{},CF:91.1CT FV:2.0.3", request.serial_number));
  options.reset = [device = oscilloscope.get()] { device->reset(); };
  return scpi_dialect(std::move(options), oscilloscope);
}

}  // namespace fiberloom::drivers
