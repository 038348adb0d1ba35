#pragma once

#include <fiberloom/hal/bench_document.hpp>
#include <fiberloom/hal/bench_state.hpp>
#include <fiberloom/hal/command_guard.hpp>
#include <fiberloom/hal/optical_chain.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// A bench before and after a command that has not been given yet.
struct Transition {
  const Command& command;
  const BenchState& before;
  const BenchState& after;
  const std::vector<PowerBounds>& arriving_before;  ///< of the chain's elements
  const std::vector<PowerBounds>& arriving_after;
};

/// What is wrong with a transition.
struct Violation {
  std::string reason{};   ///< what, how much, what to do: one line
  double severity = 0.0;  ///< how far beyond the limit, in decibels or steps; less is better
};

/// A rule across instruments: whether a bench may go from one state to another.
///
/// Threads: immutable.
class Interlock {
 public:
  virtual ~Interlock() = default;
  Interlock(const Interlock&) = delete;
  Interlock& operator=(const Interlock&) = delete;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] virtual std::optional<Violation> violation(const Transition& transition) const = 0;

 protected:
  explicit Interlock(std::string name) : name_(std::move(name)) {}

 private:
  std::string name_;
};

/// The interlocks that a bench declares, without those that guard places where this chain's light does not pass.
[[nodiscard]] std::vector<std::unique_ptr<Interlock>> make_interlocks(
    const std::vector<InterlockSpec>& specs, const OpticalChain& chain);

}  // namespace fiberloom::hal
