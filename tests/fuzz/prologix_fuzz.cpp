// Data comes back through the escapes; lines from any bytes, in any pieces, are the same lines.
#include <algorithm>
#include <fiberloom/drivers/prologix/prologix_codec.hpp>

#include "fuzz_input.hpp"

using namespace fiberloom;
using drivers::prologix::Line;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::as_text(data, size);
  const auto lines_of = [](std::string_view input, std::size_t piece) {
    drivers::prologix::LineAssembler assembler;
    std::vector<Line> lines;
    for (; !input.empty(); input.remove_prefix(std::min(piece, input.size()))) {
      assembler.feed(input.substr(0, piece), [&](Line line) { lines.push_back(std::move(line)); });
    }
    return lines;
  };
  const std::vector<Line> lines = lines_of(bytes, 1);
  fuzz::require(lines == lines_of(bytes, 7));
  for (const Line& line : lines) {
    static_cast<void>(drivers::prologix::words_of(line.text));
  }
  if (!bytes.empty()) {
    const std::vector<Line> back = lines_of(drivers::prologix::encode_data(bytes), 5);
    fuzz::require(back.size() == 1 && !back[0].is_command && back[0].text == bytes);
  }
  return 0;
}
