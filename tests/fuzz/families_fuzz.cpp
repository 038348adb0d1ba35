// What instruments of single families send, outside of SCPI: frames of laser modules, profiles of filters, preambles of
// oscilloscopes, tables and names in the memory of generators. What can be read is written as what reads the same.
#include <fiberloom/drivers/finisar_waveshaper/wsp_profile.hpp>
#include <fiberloom/drivers/instrument/instrument_line.hpp>
#include <fiberloom/drivers/itla/itla_frame.hpp>
#include <fiberloom/drivers/keysight_infiniium/waveform_preamble.hpp>
#include <fiberloom/drivers/keysight_m819x/m819x_memory.hpp>
#include <fiberloom/drivers/keysight_m819x/m819x_model.hpp>
#include <fiberloom/drivers/tektronix_scope/tektronix_scope.hpp>

#include "fuzz_input.hpp"

using namespace fiberloom;

namespace {

void read_frames(std::string_view bytes) {
  if (const auto request = drivers::decode_itla_request(bytes)) {
    fuzz::require(drivers::decode_itla_request(drivers::encode(*request)) == request);
  }
  if (const auto response = drivers::decode_itla_response(bytes)) {
    fuzz::require(drivers::decode_itla_response(drivers::encode(*response)) == response);
  }
}

void read_memory(std::string_view bytes) {
  if (const auto rows = drivers::decode_rows(bytes)) {
    fuzz::require(drivers::encode(*rows) == bytes);
  }
  if (const auto layout = drivers::parse_frame_layout(bytes)) {
    fuzz::require(drivers::parse_frame_layout(drivers::to_text(*layout)) == layout);
  }
  for (const char* name : {"m8194a", "m8190a"}) {
    const drivers::M819xModel& model = drivers::m819x_model(name);
    if (const auto codes = drivers::decode_codes(bytes, model)) {
      fuzz::require(drivers::decode_codes(drivers::encode_codes(*codes, model), model) == codes);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::as_text(data, size);
  read_frames(bytes);
  read_memory(bytes);
  static_cast<void>(drivers::decode_wsp(bytes));
  static_cast<void>(drivers::parse_waveform_preamble(bytes));
  static_cast<void>(drivers::parse_tektronix_preamble(bytes));
  static_cast<void>(drivers::parse_identity(bytes));
  return 0;
}
