// Headers of HiSLIP come back as they were read.
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/hislip/hislip_message.hpp>

#include "fuzz_input.hpp"

using namespace fiberloom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::as_text(data, size);
  try {
    const drivers::hislip::Header header = drivers::hislip::decode(bytes);
    fuzz::require(drivers::hislip::encode(header) == bytes.substr(0, drivers::hislip::header_size));
  } catch (const core::Error&) {
    // No header.
  }
  try {
    const std::uint64_t value = drivers::hislip::decode_size(bytes);
    fuzz::require(drivers::hislip::encode_size(value) == bytes);
  } catch (const core::Error&) {
    // No size.
  }
  return 0;
}
