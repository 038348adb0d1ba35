#include "prologix_controller.hpp"

#include <fmt/format.h>

#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <map>
#include <utility>

namespace fiberloom::drivers {

PrologixController::PrologixController(std::string host, std::uint16_t port)
    : host_(std::move(host)), port_(port) {}

std::shared_ptr<PrologixController> PrologixController::at(const std::string& host,
                                                           std::uint16_t port) {
  static std::mutex mutex;
  static std::map<std::pair<std::string, std::uint16_t>, std::weak_ptr<PrologixController>> known;
  const std::scoped_lock lock(mutex);
  std::erase_if(known, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<PrologixController>& place = known[{host, port}];
  if (auto here = place.lock()) {
    return here;
  }
  auto made = std::make_shared<PrologixController>(host, port);
  place = made;
  return made;
}

void PrologixController::connect(const Until& until) {
  stream_ = connect_tcp(host_, port_, until);
  reader_ = std::make_unique<StreamReader>(*stream_);
  // Controller in charge, silent until asked, END with the last byte, nothing added or taken away; settings stay out of the
  // controller's flash memory.
  stream_->write(
      "++savecfg 0\n++mode 1\n++auto 0\n++eoi 1\n++eos 3\n++eot_enable 0\n++read_tmo_ms 3000\n",
      until);
}

void PrologixController::hang_up() noexcept {
  reader_.reset();
  stream_.reset();
  selected_.clear();
}

void PrologixController::take_turn(const std::string& gpib_address, const Until& until,
                                   const Turn& turn) {
  const std::unique_lock lock(mutex_, until.at_most(std::chrono::hours(1)).deadline);
  if (!lock) {
    throw timeout_error(fmt::format("prologix {}:{}", host_, port_),
                        "waiting for another instrument on its bus");
  }
  try {
    if (!stream_) {
      connect(until);
    }
    if (selected_ != gpib_address) {
      stream_->write(fmt::format("++addr {}\n", gpib_address), until);
      selected_ = gpib_address;
    }
    turn({*stream_, *reader_});
  } catch (...) {
    hang_up();
    throw;
  }
}

void PrologixController::close() noexcept {
  const std::scoped_lock lock(mutex_);
  hang_up();
}

}  // namespace fiberloom::drivers
