#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/drivers/generic_scpi/scpi_description.hpp>
#include <fiberloom/drivers/instrument/driven.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace fiberloom::drivers {

/// The command that sends a value of the setting.
[[nodiscard]] inline std::string command_for(const DescribedSetting& setting, double value) {
  constexpr std::string_view place = "{value}";
  std::string command = setting.set;
  command.replace(command.find(place), place.size(),
                  fmt::format("{:.{}g}", (value - setting.offset) / setting.factor,
                              static_cast<int>(setting.digits)));
  return command;
}

/// What a driver of any role does by its description.
template <class Role>
class Described : public Driven<Role> {
 public:
  template <class Ranges>
  Described(const hal::DriverRequest& request, const Ranges& ranges,
            std::unique_ptr<InstrumentLine> line, ScpiDescription description)
      : Driven<Role>(request, ranges, std::move(line)), description_(std::move(description)) {}

  [[nodiscard]] hal::SelfTest self_test() override {
    if (description_.self_test.empty()) {
      return {};
    }
    const std::string answer = this->line().query(description_.self_test);
    const bool has_passed = parse_number(answer) == 0.0;
    return {.has_passed = has_passed,
            .words = has_passed ? "" : description_.self_test + " answers " + answer};
  }

 protected:
  [[nodiscard]] const ScpiDescription& description() const noexcept { return description_; }

  /// Sends a value and returns where the setting stands then.
  double take(std::string_view key, double value) {
    const DescribedSetting& setting = entry(description_.settings, key);
    this->line().write(command_for(setting, value));
    return setting.query.empty() ? value : ask(setting);
  }
  [[nodiscard]] double measure(std::string_view key) {
    const DescribedReading& reading = entry(description_.readings, key);
    const double number = ask(reading);
    return reading.is_dbm ? 1e-3 * std::pow(10.0, number / 10.0) : number;
  }

  hal::Identity do_configure() override {
    hal::Identity identity{
        .vendor = "generic", .model = description_.name, .serial_number = "not told"};
    if (!description_.identity.empty()) {
      identity = parse_identity(this->line().query(description_.identity));
    }
    read_settings();
    return identity;
  }

  void do_make_safe() noexcept override {
    for (const auto* commands : {&description_.emission_off, &description_.dark}) {
      for (const std::string& command : *commands) {
        this->line().try_write(command);
      }
    }
    for (const DescribedSetting& setting : description_.settings) {
      if (setting.when_safe != SafeEnd::stays) {
        send_to_end(setting);
      }
    }
  }

 private:
  template <class Entry>
  static const Entry& entry(const std::vector<Entry>& entries, std::string_view key) {
    return *std::ranges::find(entries, key, &Entry::key);  // scpi_description() has looked
  }
  template <class Entry>
  [[nodiscard]] double ask(const Entry& entry) {
    return entry.factor * this->line().query_number(entry.query) + entry.offset;
  }

  void read_settings() override {
    for (const auto* commands : {&description_.emission_off, &description_.setup}) {
      for (const std::string& command : *commands) {
        this->line().write(command);
      }
    }
    for (const DescribedSetting& setting : description_.settings) {
      this->setting(setting.key)
          .read_back(setting.initial ? take(setting.key, *setting.initial) : ask(setting));
    }
  }
  void send_to_end(const DescribedSetting& described) {
    hal::Setting& setting = this->setting(described.key);
    const double end =
        described.when_safe == SafeEnd::maximum ? setting.spec().maximum : setting.spec().minimum;
    if (this->line().try_write(command_for(described, end))) {
      setting.sent_to(end);
    }
  }

  ScpiDescription description_;
};

/// A source: its light goes on with emission_on.
template <class Role>
class DescribedSource : public Described<Role> {
 public:
  using Described<Role>::Described;

 private:
  void do_emit() override {
    for (const std::string& command : this->description().emission_on) {
      this->line().write(command);
    }
  }
};

}  // namespace fiberloom::drivers
