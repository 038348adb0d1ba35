// Recorded wires: a transcript that can be read is written as one that says the same.
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/wire/transcript.hpp>

#include "fuzz_input.hpp"

using namespace fiberloom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text(data, size);
  try {
    const drivers::Transcript transcript = drivers::parse_transcript(text);
    fuzz::require(drivers::parse_transcript(drivers::to_text(transcript)) == transcript);
  } catch (const core::Error&) {
    // No transcript.
  }
  if (size > 0) {
    const drivers::Transcript one{{drivers::Direction::received, std::string(text)}};
    fuzz::require(drivers::parse_transcript(drivers::to_text(one)) == one);
  }
  return 0;
}
