#include "vxi11_links.hpp"

#include <chrono>

namespace fiberloom::drivers::vxi11 {

using std::chrono::milliseconds;

std::uint32_t Links::create(std::uint64_t connection) {
  const std::scoped_lock held(mutex_);
  const std::uint32_t id = next_id_++;
  links_[id].connection = connection;
  return id;
}

void Links::forget(std::uint32_t id) {
  links_.erase(id);
  if (owner_ == id) {
    owner_.reset();
  }
  changed_.notify_all();
}

bool Links::destroy(std::uint32_t id) {
  const std::scoped_lock held(mutex_);
  const bool was_there = links_.contains(id);
  forget(id);
  return was_there;
}

void Links::destroy_all_of(std::uint64_t connection) {
  const std::scoped_lock held(mutex_);
  std::vector<std::uint32_t> gone;
  for (const auto& [id, link] : links_) {
    if (link.connection == connection) {
      gone.push_back(id);
    }
  }
  for (const std::uint32_t id : gone) {
    forget(id);
  }
}

Link* Links::find(std::uint32_t id) {
  const auto found = links_.find(id);
  return found == links_.end() ? nullptr : &found->second;
}

Error Links::wait_for_turn(std::unique_lock<std::mutex>& held, std::uint32_t id,
                           std::uint32_t flags, std::uint32_t timeout_ms,
                           const std::stop_token& stop) {
  if (find(id) == nullptr) {
    return Error::invalid_link;
  }
  const auto is_mine = [&] { return !owner_ || owner_ == id; };
  const milliseconds patience((flags & flag::wait_for_lock) != 0 ? timeout_ms : 0);
  if (!changed_.wait_for(held, stop, patience, is_mine)) {
    return Error::locked;
  }
  return find(id) == nullptr ? Error::invalid_link : Error::none;
}

Error Links::acquire(std::uint32_t id, std::uint32_t flags, std::uint32_t timeout_ms,
                     const std::stop_token& stop) {
  std::unique_lock held(mutex_);
  const Error error = wait_for_turn(held, id, flags, timeout_ms, stop);
  if (error == Error::none && owner_ == id) {
    return Error::locked;  // the specification wants a second lock of one's own refused too
  }
  if (error == Error::none) {
    owner_ = id;
  }
  return error;
}

Error Links::release(std::uint32_t id) {
  const std::scoped_lock held(mutex_);
  if (find(id) == nullptr) {
    return Error::invalid_link;
  }
  if (owner_ != id) {
    return Error::no_lock_held;
  }
  owner_.reset();
  changed_.notify_all();
  return Error::none;
}

Error Links::wait_for_abort(std::unique_lock<std::mutex>& held, std::uint32_t id,
                            std::uint32_t timeout_ms, const std::stop_token& stop) {
  const auto is_over = [&] {
    const Link* link = find(id);
    return link == nullptr || link->is_aborted;
  };
  if (!changed_.wait_for(held, stop, milliseconds(timeout_ms), is_over)) {
    return Error::io_timeout;
  }
  return Error::aborted;
}

Error Links::abort(std::uint32_t id) {
  const std::scoped_lock held(mutex_);
  Link* link = find(id);
  if (link == nullptr) {
    return Error::invalid_link;
  }
  link->is_aborted = true;
  changed_.notify_all();
  return Error::none;
}

}  // namespace fiberloom::drivers::vxi11
