#include <fiberloom/hal/event_queue.hpp>
#include <utility>

namespace fiberloom::hal {

void EventQueue::push(Event event) {
  const std::scoped_lock guard(lock_);
  if (events_.size() >= capacity_) {
    events_.pop_front();
    ++num_lost_;
  }
  events_.push_back(std::move(event));
}

std::vector<Event> EventQueue::take() {
  const std::scoped_lock guard(lock_);
  std::vector<Event> taken(std::make_move_iterator(events_.begin()),
                           std::make_move_iterator(events_.end()));
  events_.clear();
  return taken;
}

std::size_t EventQueue::num_lost() const {
  const std::scoped_lock guard(lock_);
  return num_lost_;
}

}  // namespace fiberloom::hal
