#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/dialect_options.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/drivers/scpi/stream_service.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <fiberloom/drivers/yokogawa_aq637x/yokogawa_aq637x.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr std::array<std::string_view, 7> traces{"TRA", "TRB", "TRC", "TRD", "TRE", "TRF", "TRG"};

// As it writes numbers: +1.55000000E-006.
std::string in_form(double value) { return format_exponential(value, 8, 3); }

// Trace A of an analyser; sweeps end before the next message is answered.
class AnalyzerDevice final {
 public:
  explicit AnalyzerDevice(hal::SpectrumAnalyzer& analyzer) : analyzer_(analyzer) {}

  void add_commands(ScpiDevice& device) {
    add_wavelengths(device);
    add_modes(device);
    add_sweep(device);
    add_traces(device);
  }

 private:
  void add_wavelengths(ScpiDevice& device) {
    add_length(device, "SENSe:WAVelength:CENTer", "center_wavelength_nm");
    add_length(device, "SENSe:WAVelength:SPAN", "span_nm");
    add_length(device, "SENSe:BANDwidth[:RESolution]", "resolution_nm");
    add_length(device, "SENSe:BWIDth[:RESolution]", "resolution_nm");
    device.on("SENSe:WAVelength:STARt?",
              [this](ScpiCall& call) { call.answer(in_form(1e-9 * end_nm(-0.5))); });
    device.on("SENSe:WAVelength:STOP?",
              [this](ScpiCall& call) { call.answer(in_form(1e-9 * end_nm(0.5))); });
  }
  void add_length(ScpiDevice& device, const std::string& header, const char* key) {
    device.on(header, [this, key](ScpiCall& call) {
      write_setting(analyzer_.setting(key), call, {.unit = "M", .per_unit = 1e9});
    });
    device.on(header + "?", [this, key](ScpiCall& call) {
      call.answer(in_form(1e-9 * applied(analyzer_.setting(key))));
    });
  }
  [[nodiscard]] double end_nm(double share) const {
    return applied(analyzer_.setting("center_wavelength_nm")) +
           share * applied(analyzer_.setting("span_nm"));
  }

  void add_modes(ScpiDevice& device) {
    device.on("CFORM#", [this](ScpiCall& call) {
      if (call.suffix(0) > 1) {
        throw ScpiFailure(-222);
      }
      is_own_mode_ = call.suffix(0) == 1;
    });
    device.on("SENSe:SENSe", [this](ScpiCall& call) {
      constexpr std::array<std::string_view, 7> words{"NHLD",  "NAUT",  "MID",   "HIGH1",
                                                      "HIGH2", "HIGH3", "NORMal"};
      sensitivity_ = call.word(0, words);
    });
    device.on("SENSe:SENSe?",
              [this](ScpiCall& call) { call.answer(std::to_string(sensitivity_)); });
    device.on("SENSe:SWEep:POINts:AUTO",
              [](ScpiCall& call) { static_cast<void>(call.boolean(0)); });
    device.on("SENSe:SWEep:SPEed", [](ScpiCall& call) { static_cast<void>(call.boolean(0)); });
    device.on("INITiate:SMODe", [](ScpiCall& call) {
      if (call.is_word(0) || call.integer(0, 1, 4) != 1) {
        constexpr std::array<std::string_view, 1> words{"SINGle"};
        static_cast<void>(call.word(0, words));
      }
    });
    device.on("INITiate:SMODe?", [](ScpiCall& call) { call.answer("1"); });
  }

  void add_sweep(ScpiDevice& device) {
    device.on("INITiate[:IMMediate]", [this, &device](ScpiCall&) {
      try {
        spectrum_ = analyzer_.sweep({});
      } catch (const core::Error& error) {
        throw ScpiFailure(-200, error.what());
      }
      device.status().operation.event |= 1U;
    });
    device.on("ABORt", [](ScpiCall&) {});
  }

  void add_traces(ScpiDevice& device) {
    device.on("TRACe:ACTive", [](ScpiCall& call) { require_first(call); });
    device.on("TRACe:ACTive?", [](ScpiCall& call) { call.answer("TRA"); });
    device.on("TRACe:ATTRibute:TRA", [](ScpiCall& call) {
      constexpr std::array<std::string_view, 1> words{"WRITe"};
      static_cast<void>(call.is_word(0) ? call.word(0, words)
                                        : static_cast<std::size_t>(call.integer(0, 0, 0)));
    });
    device.on("TRACe:ATTRibute:TRA?", [](ScpiCall& call) { call.answer("0"); });
    device.on("FORMat[:DATA]", [this](ScpiCall& call) {
      constexpr std::array<std::string_view, 2> words{"ASCii", "REAL"};
      const std::size_t form = call.word(0, words);
      const auto bits = form == 1 && call.num_parameters() > 1 ? call.integer(1, 32, 64) : 64;
      if (bits != 32 && bits != 64) {
        throw ScpiFailure(-224);
      }
      form_ = form == 0 ? Form::ascii : bits == 32 ? Form::real32 : Form::real64;
    });
    device.on("FORMat[:DATA]?", [this](ScpiCall& call) {
      constexpr std::array<std::string_view, 3> words{"ASCII", "REAL,32", "REAL,64"};
      call.answer(words.at(static_cast<std::size_t>(form_)));
    });
    device.on("TRACe:SNUMber?", [this](ScpiCall& call) {
      require_first(call);
      call.answer(std::to_string(spectrum_.wavelength_nm.size()));
    });
    device.on("TRACe[:DATA]:X?", [this](ScpiCall& call) {
      require_first(call);
      std::vector<double> metres = spectrum_.wavelength_nm;
      std::ranges::transform(metres, metres.begin(), [](double nm) { return 1e-9 * nm; });
      answer_trace(call, metres);
    });
    device.on("TRACe[:DATA]:Y?", [this](ScpiCall& call) {
      require_first(call);
      answer_trace(call, spectrum_.power_dbm);
    });
  }
  static void require_first(const ScpiCall& call) {
    if (call.word(0, traces) != 0) {
      throw ScpiFailure(-221, "trace A is the only one");
    }
  }
  void answer_trace(ScpiCall& call, const std::vector<double>& values) const {
    std::string text;
    if (form_ == Form::ascii) {
      for (const double value : values) {
        text += (text.empty() ? "" : ",") + in_form(value);
      }
      call.answer(text);
    } else if (form_ == Form::real64) {
      append_numbers(text, std::span<const double>(values), ByteOrder::little);
      call.answer_block(text);
    } else {
      const std::vector<float> singles(values.begin(), values.end());
      append_numbers(text, std::span<const float>(singles), ByteOrder::little);
      call.answer_block(text);
    }
  }

  enum class Form { ascii, real32, real64 };

  hal::SpectrumAnalyzer& analyzer_;
  hal::OpticalSpectrum spectrum_{};
  Form form_ = Form::ascii;
  std::size_t sensitivity_ = 2;
  bool is_own_mode_ = false;
};

// Before anything else on raw TCP: who is there. Nobody speaks on before "ready", so nothing is lost with the reader.
void let_in(ByteStream& stream, const std::string& user, const std::string& password,
            const std::stop_token& stop) {
  const MessageFormat lines{.has_blocks = false, .is_text_only = false, .longest = 4096};
  StreamReader reader(stream);
  std::string line;
  const auto next = [&] {
    reader.read_message(line, lines, Until::stopped(stop));
    line.erase(line.find_last_not_of("\r\n") + 1);
    return line;
  };
  const std::string wanted = next();
  stream.write("AUTHENTICATE CRAM-MD5.\r\n", Until::within(std::chrono::seconds(60), stop));
  const std::string answer = next();
  const bool is_known = wanted == "open \"anonymous\"" ||
                        (!user.empty() && wanted == "open \"" + user + "\"" && answer == password);
  if (!is_known) {
    throw closed_error(stream.name(), "a login that failed");
  }
  stream.write("ready\r\n", Until::within(std::chrono::seconds(60), stop));
}

}  // namespace

Dialect make_yokogawa_aq637x_dialect(const DialectRequest& request) {
  AddressOptions options = dialect_options(request);
  ScpiDeviceOptions identity = scpi_options_for(
      request.instrument, fmt::format("YOKOGAWA,AQ6370D,{},02.08", request.serial_number));
  identity.terminator = "\r\n";
  Dialect dialect =
      scpi_dialect(std::move(identity),
                   std::make_shared<AnalyzerDevice>(role_of<hal::SpectrumAnalyzer>(request)));
  dialect.serve = [device = dialect.device, turn = dialect.turn, user = options.text("user", ""),
                   password = options.text("password", "")](ByteStream& stream,
                                                            const std::stop_token& stop) {
    let_in(stream, user, password, stop);
    serve_messages(stream, *device, *turn, program_message_format(), stop);
  };
  return dialect;
}

}  // namespace fiberloom::drivers
