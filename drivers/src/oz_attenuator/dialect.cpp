#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/oz_attenuator/oz_attenuator.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr double insertion_loss_db = 0.85;
constexpr double steps_per_db = 100.0;

// Lines as the instrument sends them; the last says whether it did what it was told.
constexpr std::string_view done = "Done\r\n\r\n";
constexpr std::string_view refused = "Error!\r\n";

class AttenuatorDevice final {
 public:
  AttenuatorDevice(hal::VariableAttenuator& attenuator, bool needs_home)
      : attenuation_(attenuator.setting("attenuation_db")), is_homed_(!needs_home) {}

  std::string execute(std::string_view command) {
    const hal::SettingSpec& spec = attenuation_.spec();
    if (command == "CD") {
      return fmt::format("IL:{:.2f}\r\nMAX ATTEN:{:.2f}\r\n{}", insertion_loss_db,
                         spec.maximum + insertion_loss_db, done);
    }
    if (command == "D" || command == "A?") {
      return is_homed_ ? fmt::format("DPos:{}\r\nATTEN:{:.2f}\r\n{}", position(),
                                     applied(attenuation_) + insertion_loss_db, done)
                       : fmt::format("DPos:0\r\nATTEN:unknown\r\n{}", done);
    }
    if (command == "H") {
      is_homed_ = true;
      attenuation_.set(spec.maximum);
      return std::string(done);
    }
    return command.starts_with('A') && is_homed_ ? move(command.substr(1)) : std::string(refused);
  }

 private:
  std::string move(std::string_view number) {
    const hal::SettingSpec& spec = attenuation_.spec();
    constexpr double half_step_db = 0.005;
    const double db = parse_number(number).value_or(-1.0) - insertion_loss_db;
    if (!(db >= spec.minimum - half_step_db && db <= spec.maximum + half_step_db)) {
      return std::string(refused);
    }
    attenuation_.set(std::clamp(db, spec.minimum, spec.maximum));
    return fmt::format("Pos:{}\r\n{}", position(), done);
  }
  [[nodiscard]] long position() const { return std::lround(steps_per_db * applied(attenuation_)); }

  hal::Setting& attenuation_;
  bool is_homed_;
};

void serve_commands(ByteStream& stream, AttenuatorDevice& device, std::mutex& turn,
                    const std::stop_token& stop) {
  constexpr std::chrono::seconds patience(60);
  StreamReader reader(stream);
  std::string command;
  for (;;) {
    reader.read_message(
        command, {.terminator = "\r", .has_blocks = false, .is_text_only = false, .longest = 1000},
        Until::stopped(stop));
    // The line feed of who ends with both stands in front of the next command.
    const std::size_t first = std::min(command.find_first_not_of("\r\n "), command.size());
    const std::size_t end = std::max(command.find_last_not_of("\r\n ") + 1, first);
    std::string answer;
    {
      const std::scoped_lock lock(turn);
      answer = device.execute(std::string_view(command).substr(first, end - first));
    }
    stream.write(answer, Until::within(patience, stop));
  }
}

}  // namespace

Dialect make_oz_attenuator_dialect(const DialectRequest& request) {
  AddressOptions options = dialect_options(request);
  const bool needs_home = options.integer("virtual_needs_home", 0, 0, 1) == 1;
  Dialect dialect;
  // Every connection speaks to the same motor.
  const auto device =
      std::make_shared<AttenuatorDevice>(role_of<hal::VariableAttenuator>(request), needs_home);
  dialect.serve = [device, turn = dialect.turn](ByteStream& stream, const std::stop_token& stop) {
    serve_commands(stream, *device, *turn, stop);
  };
  return dialect;
}

}  // namespace fiberloom::drivers
