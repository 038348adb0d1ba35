#include <fiberloom/drivers/instrument/dialect_options.hpp>
#include <string>

namespace fiberloom::drivers {

AddressOptions dialect_options(const DialectRequest& request) {
  const std::string behind = request.options.empty() ? "" : "?" + request.options;
  return {request.instrument.name(), parse_address("tcp://localhost" + behind)};
}

}  // namespace fiberloom::drivers
