#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

namespace fiberloom::drivers::hislip {

/// The locks of one instrument: one client may hold it alone, or several that know the same word may share it.
///
/// Source:  IVI-6.1, section 6.5.
/// Threads: safe.
class Locks {
 public:
  using Client = std::uint16_t;

  /// An empty word asks for the exclusive lock.
  [[nodiscard]] bool acquire(Client client, const std::string& word,
                             std::chrono::milliseconds patience, const std::stop_token& stop);
  /// What was let go, as the response says it: 1 exclusive, 2 shared, 3 nothing was held.
  [[nodiscard]] std::uint8_t release(Client client);
  void forget(Client client);
  /// Waits until nobody else keeps this client out; false when stopped.
  [[nodiscard]] bool wait_for_turn(Client client, const std::stop_token& stop);

  [[nodiscard]] bool is_exclusive();
  [[nodiscard]] std::uint32_t num_holders();

 private:
  [[nodiscard]] bool is_free_for(Client client) const;

  std::mutex mutex_{};
  std::condition_variable_any changed_{};
  std::optional<Client> exclusive_{};
  std::set<Client> sharing_{};
  std::string word_{};
};

}  // namespace fiberloom::drivers::hislip
