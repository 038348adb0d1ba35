#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/thorlabs_itc4000/thorlabs_itc4000.hpp>

namespace fiberloom::drivers {
namespace {

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  ThorlabsTemperatureConfig config;
  config.pause_ms = options.number("pause_ms", config.pause_ms, {0.0, 1e4});
  auto transport = open_transport(address, {}, options);
  options.require_all_taken();
  return make_thorlabs_temperature_controller(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> thorlabs_itc4000_families() {
  return {{.driver = {.id = "thorlabs/itc4000",
                      .role = "temperature_controller",
                      .summary = "Thorlabs ITC4000, CLD101x and TED4000, their temperature half",
                      .make = make},
           // A virtual one needs no rest.
           .usual_wire = {.scheme = WireScheme::tcp, .port = 5025, .options = {{"pause_ms", "1"}}},
           .make_dialect = make_thorlabs_temperature_controller_dialect}};
}

}  // namespace fiberloom::drivers
