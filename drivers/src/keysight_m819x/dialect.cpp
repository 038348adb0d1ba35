#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/dialect_options.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/keysight_m819x/keysight_m819x.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/drivers/waveform/heard_generator.hpp>
#include <utility>

#include "generator_state.hpp"
#include "m819x_options.hpp"

namespace fiberloom::drivers {
namespace {

constexpr double most_segments = 16'777'214.0;

class GeneratorDevice final {
 public:
  GeneratorDevice(hal::WaveformGenerator& generator, const KeysightM819xConfig& config)
      : generator_(generator), config_(config), state_(config.model) {}

  void add_commands(ScpiDevice& device) {
    add_settings(device);
    add_segments(device);
    add_table(device);
    add_play(device);
  }

 private:
  void add_settings(ScpiDevice& device) {
    device.on("[SOURce]:VOLTage#[:LEVel][:IMMediate][:AMPLitude]", [this](ScpiCall& call) {
      const std::size_t channel = state_.channel_index(call.suffix(0));
      const M819xModel& model = config_.model;
      const double swing_v = call.number(
          0, {.unit = "V", .minimum = model.least_swing_v, .maximum = model.highest_swing_v});
      if (channel == 0) {
        set_amplitude(swing_v);
      }
    });
    device.on("[SOURce]:VOLTage#[:LEVel][:IMMediate][:AMPLitude]?", [this](ScpiCall& call) {
      static_cast<void>(state_.channel_index(call.suffix(0)));
      call.answer_number(applied(generator_.setting("amplitude_v")) / (0.5 * config_.driver_gain));
    });
    device.on("[SOURce]:FREQuency:RASTer", [this](ScpiCall& call) {
      rate_hz_ = call.number(0, {.unit = "HZ",
                                 .minimum = 1e9 * config_.model.least_rate_gsa_per_s,
                                 .maximum = 1e9 * config_.model.highest_rate_gsa_per_s});
    });
    device.on("[SOURce]:FREQuency:RASTer?",
              [this](ScpiCall& call) { call.answer_number(rate_hz_); });
    device.on("INSTrument:DACMode", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 3> words{"SINGle", "DUAL", "FOUR"};
      if (call.word(0, words) != 1) {
        throw ScpiFailure(-221, "two channels are wired");
      }
    });
    device.on("INSTrument:DACMode?", [](ScpiCall& call) { call.answer("DUAL"); });
    device.on("FORMat:BORDer", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 2> words{"NORMal", "SWAPped"};
      if (call.word(0, words) != 0) {
        throw ScpiFailure(-221, "byte order");
      }
    });
    device.on("FORMat:BORDer?", [](ScpiCall& call) { call.answer("NORM"); });
  }

  // As much of the range as the modulator behind the amplifier takes.
  void set_amplitude(double swing_v) {
    hal::Setting& amplitude = generator_.setting("amplitude_v");
    const double peak_v = 0.5 * config_.driver_gain * swing_v;
    const hal::SettingSpec& spec = amplitude.spec();
    const double slack = 1e-9 * spec.maximum;
    if (peak_v < spec.minimum - slack || peak_v > spec.maximum + slack) {
      throw ScpiFailure(-222, fmt::format("{} V behind the amplifier", peak_v));
    }
    amplitude.set(std::clamp(peak_v, spec.minimum, spec.maximum));
  }

  void add_segments(ScpiDevice& device) {
    device.on("TRACe#:DEFine", [this](ScpiCall& call) {
      state_.define(state_.channel_index(call.suffix(0)), id(call),
                    static_cast<std::size_t>(call.integer(1, 1, std::int64_t{1} << 33U)));
    });
    device.on("TRACe#[:DATA]", [this](ScpiCall& call) {
      state_.write(state_.channel_index(call.suffix(0)), id(call),
                   static_cast<std::size_t>(call.integer(1, 0, std::int64_t{1} << 33U)),
                   call.block(2));
    });
    device.on("TRACe#:DELete", [this](ScpiCall& call) {
      state_.remove(state_.channel_index(call.suffix(0)), id(call));
    });
    device.on("TRACe#:DELete:ALL",
              [this](ScpiCall& call) { state_.remove_all(state_.channel_index(call.suffix(0))); });
    device.on("TRACe#:NAME", [this](ScpiCall& call) { state_.set_name(id(call), call.string(1)); });
    device.on("TRACe#:NAME?", [this](ScpiCall& call) {
      call.answer(fmt::format("\"{}\"", state_.name(id(call))));
    });
    device.on("TRACe#:CATalog?", [this](ScpiCall& call) {
      call.answer(state_.catalog(state_.channel_index(call.suffix(0))));
    });
  }
  static std::uint32_t id(const ScpiCall& call) {
    return static_cast<std::uint32_t>(call.number(0, {.minimum = 1.0, .maximum = most_segments}));
  }

  void add_table(ScpiDevice& device) {
    device.on("[SOURce]:STABle:RESet", [this](ScpiCall&) { state_.reset_rows(); });
    device.on("[SOURce]:STABle:DATA", [this](ScpiCall& call) {
      const auto rows = decode_rows(call.block(1));
      if (!rows) {
        throw ScpiFailure(-161, "no whole number of rows");
      }
      state_.write_rows(static_cast<std::size_t>(call.number(0, {.minimum = 0, .maximum = 1e9})),
                        *rows);
    });
    device.on("[SOURce]:STABle:SCENario:SELect", [this](ScpiCall& call) {
      first_row_ = static_cast<std::size_t>(call.number(0, {.minimum = 0, .maximum = 1e9}));
    });
    device.on("[SOURce]:STABle:SCENario:SELect?",
              [this](ScpiCall& call) { call.answer(std::to_string(first_row_)); });
    device.on("[SOURce]:STABle:SCENario:ADVance", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 1> words{"AUTO"};
      static_cast<void>(call.word(0, words));
    });
    device.on("[SOURce]:FUNCtion:MODE", [this](ScpiCall& call) {
      constexpr std::array<std::string_view, 3> words{"ARBitrary", "STSequence", "STSCenario"};
      const std::size_t mode = call.word(0, words);
      if (mode != (config_.model.has_table ? 2U : 0U)) {
        throw ScpiFailure(-221, "mode");
      }
    });
    device.on("[SOURce]:FUNCtion:MODE?",
              [this](ScpiCall& call) { call.answer(config_.model.has_table ? "STSC" : "ARB"); });
  }

  void add_play(ScpiDevice& device) {
    device.on("INITiate:CONTinuous[:STATe]",
              [](ScpiCall& call) { static_cast<void>(call.boolean(0)); });
    device.on("INITiate[:IMMediate]", [this](ScpiCall&) {
      is_running_ = true;
      play();
    });
    device.on("ABORt", [this](ScpiCall&) { is_running_ = false; });
    for (const char* header : {"OUTPut#[:STATe]", "OUTPut#:NORMal[:STATe]"}) {
      device.on(header, [this](ScpiCall& call) {
        is_on_.at(state_.channel_index(call.suffix(0))) = call.boolean(0);
        is_on_[0] && is_on_[1] ? play() : heard_.fall_silent();
      });
      device.on(std::string(header) + "?", [this](ScpiCall& call) {
        call.answer(is_on_.at(state_.channel_index(call.suffix(0))) ? "1" : "0");
      });
    }
  }

  void play() {
    if (!is_running_ || !is_on_[0] || !is_on_[1]) {
      return;
    }
    heard_.play([this] { return state_.played(first_row_); });
  }

  hal::WaveformGenerator& generator_;
  HeardGenerator heard_{generator_};
  KeysightM819xConfig config_;
  GeneratorState state_;
  double rate_hz_ = 1e9 * config_.model.highest_rate_gsa_per_s;
  std::size_t first_row_ = 0;
  bool is_running_ = false;
  std::array<bool, 2> is_on_{};
};

}  // namespace

Dialect make_keysight_m819x_dialect(const DialectRequest& request) {
  AddressOptions options = dialect_options(request);
  const KeysightM819xConfig config = read_m819x_options(options, "m8194a");
  std::string model(config.model.name);
  for (char& letter : model) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return scpi_dialect(
      scpi_options_for(request.instrument, fmt::format("Keysight Technologies,{},{},1.0", model,
                                                       request.serial_number)),
      std::make_shared<GeneratorDevice>(role_of<hal::WaveformGenerator>(request), config));
}

}  // namespace fiberloom::drivers
