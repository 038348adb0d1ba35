#include <fiberloom/drivers/scpi/error_queue.hpp>
#include <utility>

namespace fiberloom::drivers {

void ScpiErrorQueue::push(ScpiError error) {
  if (errors_.size() < capacity_) {
    errors_.push_back(std::move(error));
  } else if (!errors_.empty()) {
    errors_.back() = make_scpi_error(-350);
  }
}

ScpiError ScpiErrorQueue::pop() {
  if (errors_.empty()) {
    return {};
  }
  ScpiError oldest = std::move(errors_.front());
  errors_.pop_front();
  return oldest;
}

}  // namespace fiberloom::drivers
