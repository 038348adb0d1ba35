// What was understood of a message is understood again once it is written anew; services come of it without a fault.
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/discovery/service_discovery.hpp>

#include "fuzz_input.hpp"

using namespace fiberloom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const drivers::dns::Message message = drivers::dns::decode(fuzz::as_text(data, size));
    fuzz::require(drivers::dns::decode(drivers::dns::encode(message)) == message);
    drivers::ServiceBook book(drivers::instrument_service_types());
    book.add(message, "10.0.0.5");
    for (const drivers::FoundService& service : book.services()) {
      static_cast<void>(drivers::wire_address_of(service));
    }
  } catch (const core::Error&) {
    // No message.
  }
  return 0;
}
