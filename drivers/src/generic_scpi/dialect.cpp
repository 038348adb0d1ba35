#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/generic_scpi/generic_scpi.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/scpi/scpi_device.hpp>
#include <fiberloom/drivers/scpi/stream_service.hpp>
#include <optional>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr std::string_view value_place = "{value}";

// Capitals, no spaces around, no colon in front: two spellings of one command that SCPI takes for one.
std::string plain(std::string_view command) {
  const std::size_t first = command.find_first_not_of(" \t\r\n:");
  if (first == std::string_view::npos) {
    return {};
  }
  std::string text(command.substr(first, command.find_last_not_of(" \t\r\n") - first + 1));
  std::ranges::transform(text, text.begin(), [](char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  });
  return text;
}

bool is_among(const std::vector<std::string>& commands, const std::string& command) {
  return std::ranges::any_of(commands,
                             [&](const std::string& known) { return plain(known) == command; });
}

// Looks into the description first; what does not stand there is SCPI's own business.
class DescribedDevice final : public MessageDevice {
 public:
  DescribedDevice(const DialectRequest& request, ScpiDescription description)
      : instrument_(request.instrument),
        light_(request.light),
        description_(std::move(description)),
        scpi_(options_of(request, description_)) {}

  void execute(std::string_view message, std::string& answer) override {
    answer.clear();
    std::string part;
    for (std::size_t at = 0; at <= message.size();) {
      const std::size_t end = std::min(message.find(';', at), message.size());
      run(message.substr(at, end - at), part);
      while (part.ends_with('\n') || part.ends_with('\r')) {
        part.pop_back();
      }
      answer += answer.empty() || part.empty() ? "" : ";";
      answer += part;
      at = end + 1;
    }
    answer += answer.empty() ? "" : description_.answer_terminator;
  }
  void clear() override { scpi_.clear(); }
  void trigger() override { scpi_.trigger(); }
  void note(QueryFault fault) override { scpi_.note(fault); }
  [[nodiscard]] std::uint8_t status_byte(bool has_answer) override {
    return scpi_.status_byte(has_answer);
  }

 private:
  static ScpiDeviceOptions options_of(const DialectRequest& request,
                                      const ScpiDescription& description) {
    return scpi_options_for(request.instrument, fmt::format("fiberloom,{},{},1", description.role,
                                                            request.serial_number));
  }

  void run(std::string_view unit, std::string& answer) {
    answer.clear();
    const std::string command = plain(unit);
    if (command.empty()) {
      return;
    }
    try {
      if (!answers(command, answer) && !switches(command) && !sets(command)) {
        scpi_.execute(standard_spelling(command, unit), answer);
      }
    } catch (const ScpiFailure& failure) {
      scpi_.report(failure.error().code);
    } catch (const core::Error& error) {
      scpi_.report(-200, error.what());
    }
  }

  // Questions of the description's own spelling.
  [[nodiscard]] std::string standard_spelling(const std::string& command,
                                              std::string_view unit) const {
    return command == plain(description_.identity)      ? "*IDN?"
           : command == plain(description_.self_test)   ? "*TST?"
           : command == plain(description_.error_query) ? "SYST:ERR?"
                                                        : std::string(unit);
  }

  bool answers(const std::string& command, std::string& answer) {
    for (const DescribedSetting& setting : description_.settings) {
      if (!setting.query.empty() && command == plain(setting.query)) {
        answer = format_nr3((applied(instrument_.setting(setting.key)) - setting.offset) /
                            setting.factor);
        return true;
      }
    }
    for (const DescribedReading& reading : description_.readings) {
      if (command == plain(reading.query)) {
        const double value = measured(reading.key);
        const double number = reading.is_dbm ? 10.0 * std::log10(value / 1e-3) : value;
        answer = format_nr3((number - reading.offset) / reading.factor);
        return true;
      }
    }
    return false;
  }
  [[nodiscard]] double measured(const std::string& key) {
    const std::vector<hal::Reading> readings = instrument_.readings();
    const auto found = std::ranges::find(readings, key, &hal::Reading::key);
    if (found == readings.end()) {
      throw ScpiFailure(-241);
    }
    return found->value;
  }

  bool switches(const std::string& command) {
    if (!description_.emission_on.empty() && command == plain(description_.emission_on.back())) {
      light_.set(true);
      return true;
    }
    if (!description_.emission_off.empty() && command == plain(description_.emission_off.front())) {
      light_.set(false);
      return true;
    }
    return is_among(description_.emission_on, command) ||
           is_among(description_.emission_off, command) || is_among(description_.setup, command) ||
           is_among(description_.dark, command) || is_among(description_.greeting, command);
  }

  bool sets(const std::string& command) {
    for (const DescribedSetting& setting : description_.settings) {
      const std::string before = plain_front(setting.set);
      const std::string behind = plain(
          std::string_view(setting.set).substr(setting.set.find(value_place) + value_place.size()));
      if (command.size() > before.size() + behind.size() && command.starts_with(before) &&
          command.ends_with(behind)) {
        set(setting, std::string_view(command).substr(
                         before.size(), command.size() - before.size() - behind.size()));
        return true;
      }
    }
    return false;
  }
  // A space in front of the number belongs to the header.
  static std::string plain_front(const std::string& set) {
    const std::string front = set.substr(0, set.find(value_place));
    const std::string spaces(front.size() - front.find_last_not_of(' ') - 1, ' ');
    return plain(front) + spaces;
  }
  void set(const DescribedSetting& described, std::string_view text) {
    const std::optional<double> number = parse_number(text);
    if (!number) {
      throw ScpiFailure(-121);
    }
    hal::Setting& setting = instrument_.setting(described.key);
    const double value = described.factor * *number + described.offset;
    const double low = setting.spec().minimum;
    const double high = setting.spec().maximum;
    const double slack = 1e-9 * (high - low);
    if (!(value >= low - slack && value <= high + slack)) {
      throw ScpiFailure(-222);
    }
    setting.set(std::clamp(value, low, high));
  }

  hal::Instrument& instrument_;
  LightSwitch light_;
  ScpiDescription description_;
  ScpiDevice scpi_;
};

}  // namespace

Dialect make_described_dialect(const DialectRequest& request, ScpiDescription description) {
  MessageFormat format = program_message_format();
  format.terminator = description.terminator;
  format.has_blocks = false;
  Dialect dialect{.device = std::make_shared<DescribedDevice>(request, std::move(description))};
  dialect.serve = [device = dialect.device, turn = dialect.turn, format](
                      ByteStream& stream, const std::stop_token& stop) {
    serve_messages(stream, *device, *turn, format, stop);
  };
  return dialect;
}

}  // namespace fiberloom::drivers
