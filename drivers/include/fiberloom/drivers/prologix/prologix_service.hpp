#pragma once

#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <fiberloom/drivers/wire/message_device.hpp>
#include <map>
#include <mutex>
#include <stop_token>

namespace fiberloom::drivers {

/// Instruments by their GPIB address; they outlive the service.
using GpibBus = std::map<int, MessageDevice*>;

/// Serves one client of a Prologix GPIB-ETHERNET controller with instruments on its bus, until it hangs up.
///
/// Of the controller's commands those of its mode as bus controller are there; "device" mode is not.
/// Throws:  InstrumentError when the client is gone; InterruptedError.
void serve_prologix(ByteStream& stream, const GpibBus& bus, std::mutex& turn,
                    const std::stop_token& stop);

}  // namespace fiberloom::drivers
