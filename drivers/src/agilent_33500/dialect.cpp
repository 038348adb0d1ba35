#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/agilent_33500/agilent_33500.hpp>
#include <fiberloom/drivers/instrument/dialect_options.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/drivers/waveform/coded_frames.hpp>
#include <fiberloom/drivers/waveform/dac_code.hpp>
#include <fiberloom/drivers/waveform/heard_generator.hpp>
#include <fiberloom/drivers/waveform/mean_power_filler.hpp>
#include <map>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr int bits = 16;
constexpr std::size_t most_samples = 64'000'000;
constexpr int name_unknown = 785;
constexpr int name_taken = 786;

// "F3X64": three frames of 64 samples, each with its filler behind it. Another name is one frame.
CodedFrames frames_in(const std::string& name, std::array<std::vector<int>, 2> codes) {
  const std::size_t size = codes[0].size();
  CodedFrames frames{.frames = 1, .samples = size};
  std::size_t count = 0;
  std::size_t samples = 0;
  const char* const end = name.data() + name.size();
  if (name.starts_with('F')) {
    const auto [at, trouble] = std::from_chars(name.data() + 1, end, count);
    if (trouble == std::errc{} && at != end && *at == 'X' &&
        std::from_chars(at + 1, end, samples).ptr == end && count > 0 && samples > 0 &&
        samples <= size / count) {
      frames = {.frames = count, .samples = samples};
    }
  }
  const std::size_t spacing = size / frames.frames;
  for (std::size_t channel = 0; channel < 2; ++channel) {
    for (std::size_t frame = 0; frame < frames.frames; ++frame) {
      const auto begin = codes.at(channel).begin() + static_cast<std::ptrdiff_t>(frame * spacing);
      frames.codes.at(channel).insert(frames.codes.at(channel).end(), begin,
                                      begin + static_cast<std::ptrdiff_t>(frames.samples));
    }
  }
  return frames;
}

class GeneratorDevice final {
 public:
  GeneratorDevice(hal::WaveformGenerator& generator, double driver_gain)
      : generator_(generator), driver_gain_(driver_gain) {}

  void add_commands(ScpiDevice& device) {
    add_settings(device);
    add_waveforms(device);
    device.on("OUTPut#[:STATe]", [this](ScpiCall& call) {
      channel(call).is_on = call.boolean(0);
      channels_[0].is_on&& channels_[1].is_on ? play() : heard_.fall_silent();
    });
    device.on("OUTPut#[:STATe]?",
              [this](ScpiCall& call) { call.answer(channel(call).is_on ? "1" : "0"); });
  }

 private:
  struct Channel {
    std::map<std::string, std::vector<int>> waveforms{};
    std::string selected{};
    bool is_on = false;
  };

  Channel& channel(const ScpiCall& call) {
    if (call.suffix(0) < 1 || call.suffix(0) > 2) {
      throw ScpiFailure(-114);
    }
    return channels_.at(call.suffix(0) - 1);
  }

  void add_settings(ScpiDevice& device) {
    device.on("[SOURce#]:VOLTage[:AMPLitude]", [this](ScpiCall& call) {
      static_cast<void>(channel(call));
      const double swing_v = call.number(0, {.unit = "V", .minimum = 0.001, .maximum = 10.0});
      if (call.suffix(0) == 1) {
        set_amplitude(swing_v);
      }
    });
    device.on("[SOURce#]:VOLTage[:AMPLitude]?", [this](ScpiCall& call) {
      call.answer_number(applied(generator_.setting("amplitude_v")) / (0.5 * driver_gain_));
    });
    device.on("[SOURce#]:VOLTage:OFFSet", [](ScpiCall& call) {
      if (call.number(0, {.unit = "V"}) != 0.0) {
        throw ScpiFailure(-221, "offset");
      }
    });
    device.on("[SOURce#]:FUNCtion:ARBitrary:SRATe", [](ScpiCall& call) {
      static_cast<void>(call.number(0, {.minimum = 1e-6, .maximum = 1e9}));
    });
    device.on("[SOURce#]:FUNCtion:ARBitrary:FILTer", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 3> words{"NORMal", "STEP", "OFF"};
      static_cast<void>(call.word(0, words));
    });
    device.on("[SOURce#]:FUNCtion:ARBitrary:SYNChronize", [](ScpiCall&) {});
    device.on("[SOURce#]:FUNCtion", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 1> words{"ARBitrary"};
      static_cast<void>(call.word(0, words));
    });
    device.on("FORMat:BORDer", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 2> words{"NORMal", "SWAPped"};
      if (call.word(0, words) != 0) {
        throw ScpiFailure(-221, "byte order");
      }
    });
  }
  void set_amplitude(double swing_v) {
    hal::Setting& amplitude = generator_.setting("amplitude_v");
    const double peak_v = 0.5 * driver_gain_ * swing_v;
    const hal::SettingSpec& spec = amplitude.spec();
    const double slack = 1e-9 * spec.maximum;
    if (peak_v < spec.minimum - slack || peak_v > spec.maximum + slack) {
      throw ScpiFailure(-222, fmt::format("{} V behind the amplifier", peak_v));
    }
    amplitude.set(std::clamp(peak_v, spec.minimum, spec.maximum));
  }

  void add_waveforms(ScpiDevice& device) {
    device.on("[SOURce#]:DATA:VOLatile:CLEar", [this](ScpiCall& call) {
      channel(call).waveforms.clear();
      channel(call).selected.clear();
    });
    device.on("[SOURce#]:DATA:VOLatile:CATalog?", [this](ScpiCall& call) {
      std::string text = "\"INT:\\BUILTIN\\EXP_RISE.ARB\"";
      for (const auto& [name, codes] : channel(call).waveforms) {
        text += fmt::format(",\"{}\"", name);
      }
      call.answer(text);
    });
    device.on("[SOURce#]:DATA:ARBitrary:DAC", [this](ScpiCall& call) { add_waveform(call); });
    device.on("[SOURce#]:FUNCtion:ARBitrary", [this](ScpiCall& call) {
      const std::string name = name_in(call);
      if (!channel(call).waveforms.contains(name)) {
        throw ScpiFailure(name_unknown, name);
      }
      channel(call).selected = name;
    });
  }
  void add_waveform(ScpiCall& call) {
    const auto words = numbers_of<std::int16_t>(call.block(1), ByteOrder::big);
    if (!words) {
      throw ScpiFailure(-161, "odd number of bytes");
    }
    if (words->size() < 8 || words->size() > most_samples) {
      throw ScpiFailure(-223);
    }
    const auto [place, is_new] = channel(call).waveforms.try_emplace(
        name_in(call), std::vector<int>(words->begin(), words->end()));
    if (!is_new) {
      throw ScpiFailure(name_taken, place->first);
    }
  }
  static std::string name_in(const ScpiCall& call) {
    return call.is_word(0) ? call.any_word(0) : call.string(0);
  }

  void play() {
    const auto codes = [](const Channel& channel) {
      const auto found = channel.waveforms.find(channel.selected);
      if (found == channel.waveforms.end()) {
        throw ScpiFailure(-221, "no waveform is selected");
      }
      return found->second;
    };
    std::array<std::vector<int>, 2> both{codes(channels_[0]), codes(channels_[1])};
    if (both[0].size() != both[1].size()) {
      throw ScpiFailure(-221, "waveforms of unequal lengths");
    }
    double sum = 0.0;
    for (std::size_t i = 0; i < both[0].size(); ++i) {
      sum += ideal_transmission({dac_level(both[0][i], bits), dac_level(both[1][i], bits)});
    }
    const double mean = sum / static_cast<double>(both[0].size());
    heard_.play([&] {
      return hal::LoadedWaveform{
          .samples = levels_of(frames_in(channels_[0].selected, std::move(both)), bits),
          .mean_transmission = mean};
    });
  }

  hal::WaveformGenerator& generator_;
  HeardGenerator heard_{generator_};
  double driver_gain_;
  std::array<Channel, 2> channels_{};
};

}  // namespace

Dialect make_agilent_33500_dialect(const DialectRequest& request) {
  AddressOptions options = dialect_options(request);
  return scpi_dialect(
      scpi_options_for(request.instrument,
                       fmt::format("Agilent Technologies,33522B,{},5.03-3.15-2.00-58-00",
                                   request.serial_number)),
      std::make_shared<GeneratorDevice>(role_of<hal::WaveformGenerator>(request),
                                        options.number("driver_gain", 10.0, {0.01, 1000.0})));
}

}  // namespace fiberloom::drivers
