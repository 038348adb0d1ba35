#include "prologix_controller.hpp"

#include <fmt/format.h>

#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <map>
#include <utility>

namespace fiberloom::drivers {

// The controller for one turn: waited for, and handed on.
class PrologixController::Place {
 public:
  Place(PrologixController& controller, const Until& until) : controller_(controller) {
    std::unique_lock lock(controller_.mutex_);
    controller_.is_free_.wait_until(lock, until.stop, until.deadline,
                                    [this] { return !controller_.is_taken_; });
    if (controller_.is_taken_) {
      const std::string where = fmt::format("prologix {}:{}", controller_.host_, controller_.port_);
      constexpr const char* what = "waiting for another instrument on its bus";
      if (until.stop.stop_requested()) {
        throw stopped_error(where, what);
      }
      throw timeout_error(where, what);
    }
    controller_.is_taken_ = true;
  }
  ~Place() {
    const std::scoped_lock lock(controller_.mutex_);
    controller_.is_taken_ = false;
    controller_.is_free_.notify_one();
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  PrologixController& controller_;
};

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
  const Place place(*this, until);
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

}  // namespace fiberloom::drivers
