#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/oz_attenuator/oz_attenuator.hpp>

namespace fiberloom::drivers {
namespace {

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  OzAttenuatorConfig config;
  config.serial_number = options.text("serial_number", config.serial_number);
  OpenStream open = open_stream(address, {}, options);
  options.require_all_taken();
  return make_oz_attenuator(request, config, std::move(open));
}

}  // namespace

std::vector<InstrumentFamily> oz_attenuator_families() {
  return {{.driver = {.id = "oz/dd100",
                      .role = "variable_attenuator",
                      .summary = "OZ Optics DD-100 motor-driven attenuators",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::serial},
           .make_dialect = make_oz_attenuator_dialect}};
}

}  // namespace fiberloom::drivers
