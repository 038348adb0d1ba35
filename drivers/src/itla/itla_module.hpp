#pragma once

#include <cstdint>
#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/itla/itla_frame.hpp>
#include <fiberloom/drivers/itla/itla_registers.hpp>
#include <fiberloom/drivers/itla/itla_tuning.hpp>
#include <fiberloom/hal/instruments/laser.hpp>
#include <string>

namespace fiberloom::drivers {

struct ItlaModuleOptions {
  std::string serial_number{};
  bool has_fcf3 = true;
  int enable_polls = 3;  ///< reads of NOP until light that was asked for is there
};

/// The registers of a module in front of a laser of hal.
///
/// FCF and Grid are refused while its light is on, Channel, PWR and FTF take a moment then. Nothing is written while
/// something is going on.
/// Threads: one at a time.
class ItlaModule {
 public:
  ItlaModule(hal::Laser& laser, LightSwitch light, ItlaModuleOptions options);

  [[nodiscard]] ItlaResponse execute(const ItlaRequest& request);
  /// To a request that came damaged.
  [[nodiscard]] ItlaResponse complain_of_checksum(std::uint8_t register_number);

 private:
  ItlaResponse read(std::uint8_t register_number);
  ItlaResponse write(std::uint8_t register_number, std::uint16_t data);
  ItlaResponse read_text(std::uint8_t register_number, std::string text);
  [[nodiscard]] std::uint16_t next_of_text();
  [[nodiscard]] std::uint16_t nop();
  [[nodiscard]] std::uint16_t value_of(std::uint8_t register_number);
  [[nodiscard]] std::uint16_t measured(std::uint8_t register_number) const;
  void write_frequency(std::uint8_t register_number, std::uint16_t data);
  void write_status(std::uint16_t& status, std::uint16_t data);
  void set_power(std::uint16_t data);
  void set_enabled(std::uint16_t data);
  void follow(const ItlaTuning& tuning, bool is_complete);
  [[nodiscard]] bool is_inside(const ItlaTuning& tuning) const;

  hal::Laser& laser_;
  LightSwitch light_;
  ItlaModuleOptions options_;
  ItlaTuning tuning_;
  bool is_enabled_ = false;
  int polls_left_ = 0;
  ItlaError error_ = ItlaError::none;
  std::uint16_t fatal_ = 0;
  std::uint16_t warning_ = 0;
  std::uint16_t mcb_ = 0;
  std::string text_{};  // that is being read
};

}  // namespace fiberloom::drivers
