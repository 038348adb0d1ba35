// Requests and answers: whatever comes, an error or a message within the limit.
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/http/http_message.hpp>

#include "fuzz_input.hpp"

using namespace fiberloom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t longest = 1000;
  const std::string_view bytes = fuzz::as_text(data, size);
  try {
    drivers::HttpRequestParser parser(longest);
    fuzz::require(parser.feed(bytes) <= size);
    if (parser.is_complete()) {
      static_cast<void>(parser.keeps_alive());
      fuzz::require(parser.take().body.size() <= longest);
    }
  } catch (const core::Error&) {
    // No request.
  }
  try {
    drivers::HttpResponseParser parser(longest);
    fuzz::require(parser.feed(bytes) <= size);
    if (!parser.is_complete()) {
      parser.feed_end();
    }
    fuzz::require(parser.take().body.size() <= longest);
  } catch (const core::Error&) {
    // No answer.
  }
  return 0;
}
