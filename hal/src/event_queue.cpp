#include <fiberloom/hal/event_queue.hpp>
#include <utility>

namespace fiberloom::hal {

std::string_view name_of(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::life_cycle:
      return "life_cycle";
    case EventKind::setting_applied:
      return "setting_applied";
    case EventKind::command_refused:
      return "command_refused";
    case EventKind::made_safe:
      return "made_safe";
    case EventKind::self_test:
      return "self_test";
    case EventKind::fault:
      return "fault";
  }
  return "unknown";
}

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
