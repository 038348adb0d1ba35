#include <fmt/format.h>

#include <fiberloom/drivers/generic_scpi/generic_scpi.hpp>
#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/dialect_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  ScpiDescription description = scpi_description(options.text("description", ""), spec.role);
  const WireDialect wire{.stream = {.terminator = description.terminator,
                                    .answer = {.terminator = description.answer_terminator}},
                         .tcp_port = static_cast<std::uint16_t>(description.tcp_port)};
  auto transport = open_transport(address, wire, options);
  options.require_all_taken();
  return make_described_instrument(request, std::move(description), std::move(transport));
}

Dialect make_dialect(const DialectRequest& request) {
  AddressOptions options = dialect_options(request);
  return make_described_dialect(
      request, scpi_description(options.text("description", ""), request.instrument.role()));
}

}  // namespace

std::vector<InstrumentFamily> generic_scpi_families() {
  std::vector<InstrumentFamily> families;
  for (const RoleNeeds& needs : described_roles()) {
    families.push_back(
        {.driver = {.id = "generic-scpi",
                    .role = std::string(needs.role),
                    .summary = fmt::format("any {} whose commands a file describes", needs.role),
                    .make = make},
         .usual_wire = {.scheme = WireScheme::tcp, .port = 5025},
         .make_dialect = make_dialect});
  }
  return families;
}

}  // namespace fiberloom::drivers
