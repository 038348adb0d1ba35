#include <fiberloom/drivers/scpi/status_registers.hpp>

namespace fiberloom::drivers {

std::uint8_t standard_event_of(int error_code) noexcept {
  if (error_code <= -100 && error_code > -200) {
    return standard_event::command_error;
  }
  if (error_code <= -200 && error_code > -300) {
    return standard_event::execution_error;
  }
  if (error_code <= -400 && error_code > -500) {
    return standard_event::query_error;
  }
  return error_code == 0 ? std::uint8_t{0} : standard_event::device_error;
}

std::uint8_t StatusRegisters::byte(bool has_errors, bool has_message) const noexcept {
  unsigned bits = 0;
  bits |= has_errors ? status_byte::error_queue : 0U;
  bits |= questionable.is_summary() ? status_byte::questionable : 0U;
  bits |= has_message ? status_byte::message_available : 0U;
  bits |= (event & event_enable) != 0 ? status_byte::standard_event : 0U;
  bits |= operation.is_summary() ? status_byte::operation : 0U;
  bits |= (bits & service_enable & ~unsigned{status_byte::service_request}) != 0
              ? status_byte::service_request
              : 0U;
  return static_cast<std::uint8_t>(bits);
}

void StatusRegisters::clear_events() noexcept {
  event = 0;
  operation.event = 0;
  questionable.event = 0;
}

}  // namespace fiberloom::drivers
