#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_816x.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_laser.hpp>

namespace fiberloom::drivers {
namespace {

struct Opened {
  Keysight816xConfig config{};
  std::unique_ptr<Transport> transport{};
};

Opened open(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  Opened opened;
  opened.config.channel = static_cast<int>(options.integer("channel", 1, 1, 99));
  opened.config.averaging_time_ms = options.number("averaging_time_ms", 100.0, {0.025, 1e4});
  opened.transport = open_transport(address, {}, options);
  options.require_all_taken();
  return opened;
}

std::unique_ptr<hal::Instrument> make_laser(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  KeysightLaserConfig config;
  config.slot = static_cast<int>(options.integer("slot", config.slot, 0, 99));
  config.password = options.text("password", config.password);
  auto transport = open_transport(address, {}, options);
  options.require_all_taken();
  return make_keysight_laser(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> keysight_816x_families() {
  return {
      {.driver = {.id = "keysight/n77xx",
                  .role = "power_meter",
                  .summary = "Keysight 816x and N77xx optical power meters",
                  .make =
                      [](const hal::DriverRequest& request) {
                        Opened opened = open(request);
                        return make_keysight_power_meter(request, opened.config,
                                                         std::move(opened.transport));
                      }},
       .usual_wire = {.scheme = WireScheme::tcp, .port = 5025},
       .make_dialect = make_keysight_power_meter_dialect},
      {.driver = {.id = "keysight/n77xx",
                  .role = "variable_attenuator",
                  .summary = "Keysight 8157x and N77xx optical attenuators",
                  .make =
                      [](const hal::DriverRequest& request) {
                        Opened opened = open(request);
                        return make_keysight_attenuator(request, opened.config,
                                                        std::move(opened.transport));
                      }},
       .usual_wire = {.scheme = WireScheme::tcp, .port = 5025},
       .make_dialect = make_keysight_attenuator_dialect},
      {.driver = {.id = "keysight/n77xx",
                  .role = "laser",
                  .summary = "Keysight N777xC and 8164x tunable lasers",
                  .make = make_laser},
       .usual_wire = {.scheme = WireScheme::tcp, .port = 5025},
       .make_dialect = make_keysight_laser_dialect},
  };
}

}  // namespace fiberloom::drivers
