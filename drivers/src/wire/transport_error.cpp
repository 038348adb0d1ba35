#include <fmt/format.h>

#include <fiberloom/drivers/wire/transport_error.hpp>

namespace fiberloom::drivers {

using core::InstrumentError;

InstrumentError timeout_error(std::string_view where, std::string_view what) {
  return {"transport.timeout",
          fmt::format("{}: no end in time while {}; give it more time, or see whether the "
                      "instrument hangs",
                      where, what)};
}

InstrumentError closed_error(std::string_view where, std::string_view what) {
  return {"transport.closed",
          fmt::format("{}: the other side closed the connection while {}; the next command "
                      "connects again",
                      where, what)};
}

InstrumentError refused_error(std::string_view where, std::string_view what) {
  return {
      "transport.refused",
      fmt::format("{}: {}; see whether the instrument is on and its port is right", where, what)};
}

InstrumentError unreachable_error(std::string_view where, std::string_view what) {
  return {"transport.unreachable",
          fmt::format("{}: {}; see whether address and cable are right", where, what)};
}

InstrumentError protocol_error(std::string_view where, std::string_view what) {
  return {"transport.protocol",
          fmt::format("{}: {}; see whether this is the right port and protocol", where, what)};
}

InstrumentError locked_error(std::string_view where, std::string_view what) {
  return {"transport.locked",
          fmt::format("{}: {}; another client has to let go of it first", where, what)};
}

InstrumentError unsupported_error(std::string_view where, std::string_view what) {
  return {"transport.unsupported", fmt::format("{}: {}", where, what)};
}

core::InterruptedError stopped_error(std::string_view where, std::string_view what) {
  return {"run.interrupted", fmt::format("{}: stopped while {}", where, what)};
}

}  // namespace fiberloom::drivers
