#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/tektronix_scope/tektronix_scope.hpp>

namespace fiberloom::drivers {
namespace {

constexpr std::uint16_t tcp_port = 4000;

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  const TektronixScopeConfig config{
      .channel = static_cast<int>(options.integer("channel", 1, 1, 8)),
      .trigger = options.text("trigger", "AUX"),
      .trigger_timeout_s = options.number("trigger_timeout_s", 2.0, {0.01, 3600.0})};
  auto transport = open_transport(address, {.tcp_port = tcp_port}, options);
  options.require_all_taken();
  return make_tektronix_scope(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> tektronix_scope_families() {
  return {{.driver = {.id = "tektronix/mso",
                      .role = "digitizer",
                      .summary = "Tektronix MSO and DPO oscilloscopes with FastFrame",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::tcp, .port = tcp_port},
           .make_dialect = make_tektronix_scope_dialect}};
}

}  // namespace fiberloom::drivers
