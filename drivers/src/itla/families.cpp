#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/itla/itla.hpp>

namespace fiberloom::drivers {
namespace {

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  OpenStream open = open_stream(address, {}, options);
  options.require_all_taken();
  return make_itla_laser(request, std::move(open));
}

}  // namespace

std::vector<InstrumentFamily> itla_families() {
  return {{.driver = {.id = "oif/itla",
                      .role = "laser",
                      .summary = "tunable lasers after OIF-ITLA-MSA-01.2 and 01.3",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::serial},
           .make_dialect = make_itla_dialect}};
}

}  // namespace fiberloom::drivers
