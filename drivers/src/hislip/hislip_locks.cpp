#include "hislip_locks.hpp"

namespace fiberloom::drivers::hislip {

bool Locks::is_free_for(Client client) const {
  const bool nobody_alone = !exclusive_ || exclusive_ == client;
  const bool nobody_shares = sharing_.empty() || sharing_.contains(client);
  return nobody_alone && nobody_shares;
}

bool Locks::acquire(Client client, const std::string& word, std::chrono::milliseconds patience,
                    const std::stop_token& stop) {
  std::unique_lock held(mutex_);
  if (word.empty()) {
    if (!changed_.wait_for(held, stop, patience,
                           [&] { return !exclusive_ && is_free_for(client); })) {
      return false;
    }
    exclusive_ = client;
    return true;
  }
  const auto may_share = [&] {
    return (!exclusive_ || exclusive_ == client) && (sharing_.empty() || word_ == word);
  };
  if (sharing_.contains(client) || !changed_.wait_for(held, stop, patience, may_share)) {
    return false;
  }
  word_ = word;
  sharing_.insert(client);
  return true;
}

std::uint8_t Locks::release(Client client) {
  const std::scoped_lock held(mutex_);
  std::uint8_t result = 3;
  if (exclusive_ == client) {
    exclusive_.reset();
    result = 1;
  } else if (sharing_.erase(client) > 0) {
    result = 2;
  }
  changed_.notify_all();
  return result;
}

void Locks::forget(Client client) {
  const std::scoped_lock held(mutex_);
  if (exclusive_ == client) {
    exclusive_.reset();
  }
  sharing_.erase(client);
  changed_.notify_all();
}

bool Locks::wait_for_turn(Client client, const std::stop_token& stop) {
  std::unique_lock held(mutex_);
  return changed_.wait(held, stop, [&] { return is_free_for(client); });
}

bool Locks::is_exclusive() {
  const std::scoped_lock held(mutex_);
  return exclusive_.has_value();
}

std::uint32_t Locks::num_holders() {
  const std::scoped_lock held(mutex_);
  const bool alone_only = exclusive_ && !sharing_.contains(*exclusive_);
  return static_cast<std::uint32_t>(sharing_.size()) + (alone_only ? 1U : 0U);
}

}  // namespace fiberloom::drivers::hislip
