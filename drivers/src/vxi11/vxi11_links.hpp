#pragma once

#include <condition_variable>
#include <cstdint>
#include <fiberloom/drivers/vxi11/vxi11_messages.hpp>
#include <fiberloom/drivers/wire/until.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::drivers::vxi11 {

/// What a client has with the instrument: half a message, what is left of an answer, a wish to be told.
struct Link {
  std::uint64_t connection = 0;
  std::string input{};
  std::string output{};
  std::size_t output_at = 0;  // what was read of it
  bool wants_service_requests = false;
  std::string handle{};
  bool is_aborted = false;

  [[nodiscard]] bool has_answer() const noexcept { return output_at < output.size(); }
};

/// The links of one instrument and the lock that at most one of them holds.
///
/// Threads: safe, except that a link may only be touched under the lock that lock() returns.
class Links {
 public:
  std::uint32_t create(std::uint64_t connection);
  bool destroy(std::uint32_t id);
  void destroy_all_of(std::uint64_t connection);

  [[nodiscard]] std::unique_lock<std::mutex> lock() { return std::unique_lock(mutex_); }
  /// Null for a link that is not there.
  [[nodiscard]] Link* find(std::uint32_t id);
  [[nodiscard]] std::map<std::uint32_t, Link>& all() noexcept { return links_; }

  /// Waits, if the flags say so, until nobody else holds the device.
  [[nodiscard]] Error wait_for_turn(std::unique_lock<std::mutex>& held, std::uint32_t id,
                                    std::uint32_t flags, std::uint32_t timeout_ms,
                                    const std::stop_token& stop);
  [[nodiscard]] Error acquire(std::uint32_t id, std::uint32_t flags, std::uint32_t timeout_ms,
                              const std::stop_token& stop);
  [[nodiscard]] Error release(std::uint32_t id);
  /// Waits until the link is aborted or the time is over.
  [[nodiscard]] Error wait_for_abort(std::unique_lock<std::mutex>& held, std::uint32_t id,
                                     std::uint32_t timeout_ms, const std::stop_token& stop);
  [[nodiscard]] Error abort(std::uint32_t id);

 private:
  void forget(std::uint32_t id);

  std::mutex mutex_{};
  std::condition_variable_any changed_{};
  std::map<std::uint32_t, Link> links_{};
  std::uint32_t next_id_ = 1;
  std::optional<std::uint32_t> owner_{};
};

}  // namespace fiberloom::drivers::vxi11
