// Answers of instruments: numbers, suffixes, errors, blocks.
#include <cmath>
#include <fiberloom/drivers/scpi/block.hpp>
#include <fiberloom/drivers/scpi/error.hpp>
#include <fiberloom/drivers/scpi/number.hpp>

#include "fuzz_input.hpp"

using namespace fiberloom;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text(data, size);
  if (const auto value = drivers::parse_number(text)) {
    const auto again = drivers::parse_number(drivers::format_nr3(*value));
    fuzz::require(again && (*again == *value || std::isnan(*value)));
  }
  if (const auto error = drivers::parse_scpi_error(text)) {
    const auto again = drivers::parse_scpi_error(drivers::to_text(*error));
    fuzz::require(again && again->code == error->code);
  }
  static_cast<void>(drivers::parse_suffix(text));
  if (const auto block = drivers::find_block(text)) {
    fuzz::require(block->data.size() + block->before.size() + block->after.size() + 2 <= size);
    static_cast<void>(drivers::numbers_of<float>(block->data, drivers::ByteOrder::big));
  }
  const std::string message = drivers::block_header(size) + std::string(text);
  fuzz::require(drivers::find_block(message)->data == text);
  return 0;
}
