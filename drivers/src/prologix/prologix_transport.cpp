#include <fmt/format.h>

#include <charconv>
#include <fiberloom/drivers/prologix/prologix_codec.hpp>
#include <fiberloom/drivers/prologix/prologix_transport.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers {

PrologixTransport::PrologixTransport(PrologixAddress address, MessageFormat answer,
                                     const BackOff& back_off)
    : ReconnectingTransport(
          fmt::format("prologix {}:{} gpib {}", address.host, address.port, address.primary),
          back_off),
      address_(std::move(address)),
      answer_(std::move(answer)) {}

PrologixTransport::~PrologixTransport() = default;

void PrologixTransport::do_open(const Until& until) {
  stream_ = connect_tcp(address_.host, address_.port, until);
  reader_ = std::make_unique<StreamReader>(*stream_);
  const std::string secondary =
      address_.secondary ? fmt::format(" {}", *address_.secondary) : std::string();
  // Controller in charge, silent until asked, END with the last byte, nothing added or taken away; settings stay out of the
  // controller's flash memory.
  stream_->write(fmt::format("++savecfg 0\n++mode 1\n++auto 0\n++eoi 1\n++eos 3\n++eot_enable 0\n"
                             "++read_tmo_ms 3000\n++addr {}{}\n",
                             address_.primary, secondary),
                 until);
}

void PrologixTransport::do_close() noexcept {
  reader_.reset();
  stream_.reset();
}

bool PrologixTransport::do_resynchronise(const Until&) { return false; }

void PrologixTransport::do_write(std::span<const std::string_view> parts, const Until& until) {
  reader_->discard_available(until);  // it answers no question
  std::string message;
  for (const std::string_view part : parts) {
    message += part;
  }
  stream_->write(prologix::encode_data(message), until);
}

void PrologixTransport::do_read(std::string& message, const Until& until) {
  stream_->write("++read eoi\n", until);
  reader_->read_message(message, answer_, until);
}

void PrologixTransport::do_clear(const Until& until) {
  stream_->write("++clr\n", until);
  reader_->discard_available(until);
}

std::optional<std::uint8_t> PrologixTransport::do_serial_poll(const Until& until) {
  reader_->discard_available(until);
  stream_->write("++spoll\n", until);
  std::string answer;
  reader_->read_message(answer, {.has_blocks = false, .longest = 16}, until);
  unsigned value = 0;
  const auto [end, trouble] = std::from_chars(answer.data(), answer.data() + answer.size(), value);
  if (trouble != std::errc{} || value > 255 || (*end != '\r' && *end != '\n')) {
    throw protocol_error(name(), "the controller answered a serial poll with no status byte");
  }
  return static_cast<std::uint8_t>(value);
}

void PrologixTransport::trigger(const Until& until) {
  on_sure_wire(until, [&] { stream_->write("++trg\n", until); });
}

void PrologixTransport::go_to_local(const Until& until) {
  on_sure_wire(until, [&] { stream_->write("++loc\n", until); });
}

}  // namespace fiberloom::drivers
