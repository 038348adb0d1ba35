#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/keysight_infiniium/keysight_infiniium.hpp>

namespace fiberloom::drivers {
namespace {

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  const KeysightInfiniiumConfig config{
      .channel = static_cast<int>(options.integer("channel", 1, 1, 4)),
      .trigger = options.text("trigger", "AUX"),
      .position_s = options.number("position_s", 0.0, {-1.0, 1.0}),
      .trigger_timeout_s = options.number("trigger_timeout_s", 2.0, {0.01, 3600.0})};
  auto transport = open_transport(address, {}, options);
  options.require_all_taken();
  return make_keysight_infiniium_digitizer(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> keysight_infiniium_families() {
  return {{.driver = {.id = "keysight/infiniium",
                      .role = "digitizer",
                      .summary = "Keysight Infiniium oscilloscopes",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::tcp, .port = 5025},
           .make_dialect = make_keysight_infiniium_dialect}};
}

}  // namespace fiberloom::drivers
