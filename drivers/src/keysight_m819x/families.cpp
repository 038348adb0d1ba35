#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/keysight_m819x/keysight_m819x.hpp>
#include <string>

#include "m819x_options.hpp"

namespace fiberloom::drivers {

KeysightM819xConfig read_m819x_options(AddressOptions& options, std::string_view usual_model) {
  return {.model = m819x_model(options.word("model", usual_model, m819x_model_names)),
          .driver_gain = options.number("driver_gain", 10.0, {0.01, 1000.0})};
}

namespace {

// The part that the rig document names tells the model where the address does not.
std::string_view usual_model(const hal::Part* part) {
  for (const std::string_view name : m819x_model_names) {
    if (part != nullptr && part->id.ends_with(name)) {
      return name;
    }
  }
  return "m8194a";
}

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  const KeysightM819xConfig config =
      read_m819x_options(options, usual_model(request.instrument.part));
  auto transport = open_transport(address, {}, options);
  options.require_all_taken();
  return make_keysight_m819x_generator(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> keysight_m819x_families() {
  return {{.driver = {.id = "keysight/m819x",
                      .role = "waveform_generator",
                      .summary = "Keysight M8190A, M8194A, M8195A, M8196A waveform generators",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::tcp, .port = 5025},
           .make_dialect = make_keysight_m819x_dialect}};
}

}  // namespace fiberloom::drivers
