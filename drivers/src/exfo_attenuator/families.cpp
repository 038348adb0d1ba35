#include <fiberloom/drivers/exfo_attenuator/exfo_attenuator.hpp>
#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>

namespace fiberloom::drivers {
namespace {

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  const ExfoAttenuatorConfig config{.insertion_loss_db =
                                        options.number("insertion_loss_db", 0.0, {0.0, 20.0})};
  auto transport = open_transport(address, {}, options);
  options.require_all_taken();
  return make_exfo_attenuator(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> exfo_attenuator_families() {
  return {{.driver = {.id = "exfo/fva3100",
                      .role = "variable_attenuator",
                      .summary = "EXFO FVA-3100 attenuators",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::prologix, .device = "10"},
           .make_dialect = make_exfo_attenuator_dialect}};
}

}  // namespace fiberloom::drivers
