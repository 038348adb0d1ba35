// Transfers of USBTMC: an error, or data within what came.
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/usbtmc/usbtmc_codec.hpp>

#include "fuzz_input.hpp"

using namespace fiberloom;
using namespace fiberloom::drivers::usbtmc;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::as_text(data, size);
  if (const auto header = decode(bytes)) {
    fuzz::require(decode(encode(*header)) == header);
  }
  try {
    fuzz::require(decode_out(bytes).data.size() <= size - header_size);
  } catch (const core::Error&) {
    // No transfer.
  }
  try {
    fuzz::require(decode_in(bytes, 1).data.size() <= size - header_size);
  } catch (const core::Error&) {
    // No answer to that request.
  }
  const std::string command = encode_out(7, bytes, true);
  fuzz::require(decode_out(command).data == bytes && command.size() % 4 == 0);
  return 0;
}
