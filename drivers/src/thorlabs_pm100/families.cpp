#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/thorlabs_pm100/thorlabs_pm100.hpp>

namespace fiberloom::drivers {
namespace {

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  ThorlabsMeterConfig config;
  config.averages = static_cast<int>(options.integer("averages", config.averages, 1, 10000));
  auto transport = open_transport(address, {.serial = {.baud_rate = 115200}}, options);
  options.require_all_taken();
  return make_thorlabs_power_meter(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> thorlabs_pm100_families() {
  return {{.driver = {.id = "thorlabs/pm100",
                      .role = "power_meter",
                      .summary = "Thorlabs PM100 power meters",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::tcp, .port = 5025},
           .make_dialect = make_thorlabs_power_meter_dialect}};
}

}  // namespace fiberloom::drivers
