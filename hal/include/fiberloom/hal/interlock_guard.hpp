#pragma once

#include <fiberloom/hal/clock.hpp>
#include <fiberloom/hal/event_queue.hpp>
#include <fiberloom/hal/interlock.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace fiberloom::hal {

/// Checks every write of a bench against all its interlocks.
///
/// A command is refused when an interlock is violated after it or on the way there, and was not violated as badly before:
/// what leaves a bad state as it is, or makes it better, is allowed. What is noted cannot be refused: when it violates an
/// interlock that was kept before, every source is made safe.
/// Threads: one write at a time, by a lock that note() and the make-safe of a failed write may take again.
class InterlockGuard final : public CommandGuard {
 public:
  /// `make_safe` is called when a write fails or a note cannot stand; it does not throw.
  InterlockGuard(OpticalChain chain, std::vector<std::unique_ptr<Interlock>> interlocks,
                 std::function<void()> make_safe, const Clock& clock, EventQueue& events);

  double perform(const Command& command, const std::function<double()>& write) override;
  [[nodiscard]] bool allows(const Command& command) const override;
  void note(const std::string& instrument, const std::string& key, double value) override;
  void note_moving(const std::string& instrument, const std::string& key, double value,
                   std::chrono::nanoseconds settling_time) override;
  void about_to_darken(const std::string& instrument) override;

  /// Throws what perform() would throw for that command, and does nothing else.
  void check(const Command& command) const;

  [[nodiscard]] BenchState state() const;
  [[nodiscard]] const OpticalChain& chain() const noexcept { return chain_; }

 private:
  void check_locked(const Command& command) const;
  [[nodiscard]] BenchState state_now() const;
  void darken_if_worse(const BenchState& after);

  OpticalChain chain_;
  std::vector<std::unique_ptr<Interlock>> interlocks_;
  std::function<void()> make_safe_;
  const Clock& clock_;
  EventQueue& events_;
  mutable std::recursive_mutex lock_;
  BenchState state_;
  bool is_darkening_ = false;
};

}  // namespace fiberloom::hal
