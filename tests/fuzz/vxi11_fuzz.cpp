// Records of RPC, the arguments and results of VXI-11, the portmapper's: whatever comes, an error or an answer.
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/vxi11/port_mapper.hpp>
#include <fiberloom/drivers/vxi11/rpc.hpp>
#include <fiberloom/drivers/vxi11/vxi11_messages.hpp>
#include <fiberloom/drivers/vxi11/xdr.hpp>

#include "fuzz_input.hpp"
#include "memory_stream.hpp"

using namespace fiberloom;

namespace {

template <class Structure>
void read(std::string_view bytes) {
  try {
    const std::string again = drivers::xdr_bytes(drivers::from_xdr<Structure>(bytes));
    fuzz::require(again.size() <= bytes.size() + 3);  // the last padding may be missing
  } catch (const core::Error&) {
    // Refused: as good an end as any.
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::as_text(data, size);
  test::FakeStream stream{std::string(bytes)};
  drivers::StreamReader reader(stream);
  std::string record;
  try {
    for (;;) {
      drivers::read_record(reader, record, 4096, drivers::Until::stopped({}));
      fuzz::require(record.size() <= 4096);
    }
  } catch (const core::Error&) {
    // The end of the stream, or nonsense.
  }
  const std::vector<drivers::RpcProgram> programs{
      {.number = drivers::vxi11::core_program,
       .version = 1,
       .run = [](std::uint32_t, std::string_view arguments) -> std::optional<std::string> {
         return drivers::xdr_bytes(drivers::from_xdr<drivers::vxi11::Write>(arguments));
       }}};
  static_cast<void>(drivers::answer_call(programs, bytes));
  try {
    static_cast<void>(drivers::decode_reply(bytes));
  } catch (const core::Error&) {
    // No reply.
  }
  read<drivers::vxi11::CreateLink>(bytes);
  read<drivers::vxi11::HasRead>(bytes);
  read<drivers::vxi11::EnableServiceRequest>(bytes);
  read<drivers::PortMapping>(bytes);
  return 0;
}
