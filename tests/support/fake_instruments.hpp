#pragma once

#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/instruments/laser.hpp>
#include <fiberloom/hal/instruments/optical_amplifier.hpp>
#include <fiberloom/hal/instruments/optical_switch.hpp>
#include <fiberloom/hal/instruments/temperature_controller.hpp>
#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fake_rig.hpp"

namespace fiberloom::test {

/// Time passes only when somebody waits.
class FakeClock final : public hal::Clock {
 public:
  [[nodiscard]] std::chrono::nanoseconds now() const override { return now_; }
  void wait(std::chrono::nanoseconds duration, const std::stop_token&) override {
    now_ += duration;
  }

 private:
  std::chrono::nanoseconds now_{0};
};

/// Writes "NAME KEY VALUE" of every write into the log of the test.
template <class Quantity>
Quantity noted(const Log& log, const std::string& name, const std::string& what, double number,
               Quantity value) {
  log->push_back(name + " " + what + " " + std::to_string(static_cast<int>(std::lround(number))));
  return value;
}

class FakeLaser final : public hal::Laser {
 public:
  FakeLaser(std::string name, const hal::BenchAccess& bench, Log log)
      : Laser(std::move(name), bench, hal::LaserRanges{}), log_(std::move(log)) {}

  std::string serial_number = "17";

 private:
  hal::Identity do_configure() override {
    setting("output_power_dbm").read_back(5.0);
    setting("wavelength_nm").read_back(1550.0);
    return {.vendor = "fake", .model = "laser", .serial_number = serial_number, .firmware = "1"};
  }
  void do_make_safe() noexcept override {}
  void do_emit() override {}
  core::Power write_output_power(core::Power power) override {
    return noted(log_, name(), "power", core::to_dbm(power), power);
  }
  core::Wavelength write_wavelength(core::Wavelength wavelength) override {
    return noted(log_, name(), "wavelength", wavelength.in(core::units::nm), wavelength);
  }

  Log log_;
};

class FakeAmplifier final : public hal::OpticalAmplifier {
 public:
  FakeAmplifier(std::string name, const hal::BenchAccess& bench, Log log)
      : OpticalAmplifier(std::move(name), bench, hal::OpticalAmplifierRanges{}),
        log_(std::move(log)) {}

  [[nodiscard]] core::Power input_power() override { return 1e-3 * core::units::w; }
  [[nodiscard]] core::Power output_power() override { return 1e-2 * core::units::w; }

 private:
  hal::Identity do_configure() override {
    setting("output_power_dbm").read_back(0.0);
    return {.vendor = "fake", .model = "amplifier", .serial_number = "4", .firmware = "1"};
  }
  void do_make_safe() noexcept override {}
  void do_emit() override {}
  core::Power write_output_power(core::Power power) override {
    return noted(log_, name(), "power", core::to_dbm(power), power);
  }

  Log log_;
};

class FakeAttenuator final : public hal::VariableAttenuator {
 public:
  FakeAttenuator(std::string name, const hal::BenchAccess& bench, Log log)
      : VariableAttenuator(std::move(name), bench, hal::VariableAttenuatorRanges{}),
        log_(std::move(log)) {}

  bool fails = false;

 private:
  hal::Identity do_configure() override {
    setting("attenuation_db").read_back(30.0);
    return {.vendor = "fake", .model = "attenuator", .serial_number = "9", .firmware = "1"};
  }
  void do_make_safe() noexcept override {}
  core::Decibel write_attenuation(core::Decibel attenuation) override {
    if (fails) {
      throw core::InstrumentError("instrument.fake", name() + " does not answer");
    }
    return noted(log_, name(), "attenuation", attenuation.value(), attenuation);
  }

  Log log_;
};

class FakeSwitch final : public hal::OpticalSwitch {
 public:
  FakeSwitch(std::string name, const hal::BenchAccess& bench, Log log)
      : OpticalSwitch(std::move(name), bench, hal::OpticalSwitchRanges{}), log_(std::move(log)) {}

 private:
  hal::Identity do_configure() override {
    setting("port").read_back(1.0);
    return {.vendor = "fake", .model = "switch", .serial_number = "2", .firmware = "1"};
  }
  void do_make_safe() noexcept override {}
  std::int64_t write_port(std::int64_t port) override {
    return noted(log_, name(), "port", static_cast<double>(port), port);
  }

  Log log_;
};

}  // namespace fiberloom::test
