// A message must end at the same place however it is cut into pieces, and the scanner must not run past what there is.
#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/wire/message_scanner.hpp>
#include <optional>

#include "fuzz_input.hpp"

using namespace fiberloom;

namespace {

std::optional<std::size_t> end_of(std::string_view bytes, std::size_t piece, bool is_text_only) {
  drivers::MessageScanner scanner({.is_text_only = is_text_only, .longest = 100000});
  try {
    for (std::size_t size = std::min(piece, bytes.size());;
         size = std::min(size + piece, bytes.size())) {
      const auto progress = scanner.scan(bytes.substr(0, size), "fuzz");
      if (progress.is_complete) {
        fuzz::require(progress.end <= size);
        return progress.end;
      }
      fuzz::require(progress.missing > 0 && progress.missing < 200000);
      if (size == bytes.size()) {
        return std::nullopt;
      }
    }
  } catch (const core::Error&) {
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::as_text(data, size);
  for (const bool is_text_only : {true, false}) {
    fuzz::require(end_of(bytes, 1, is_text_only) == end_of(bytes, 1000000, is_text_only));
  }
  return 0;
}
