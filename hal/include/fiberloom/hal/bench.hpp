#pragma once

#include <fiberloom/hal/instrument.hpp>
#include <fiberloom/hal/interlock_guard.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <memory>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

/// The instruments of one rig by their names, and what they share: the interlocks in front of every write, the clock, the
/// events.
///
/// Made in two steps: the bench first, then its instruments, which want its access(). When it goes, everything is made safe.
/// Throws:  core::InputError "input.unknown_instrument" that names the ones there are, "input.wrong_role".
/// Threads: instruments from one thread at a time; make_safe() and events() from any.
class Bench {
 public:
  /// `rig` has a bench and has passed check_bench().
  Bench(const RigDocument& rig, const LightPath& path, const Catalog& catalog,
        std::unique_ptr<Clock> clock);
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  ~Bench();

  [[nodiscard]] BenchAccess access() noexcept;
  /// Throws:  core::InputError "input.wrong_role" for an instrument that the document does not want, or wants otherwise.
  void add(std::unique_ptr<Instrument> instrument);

  [[nodiscard]] const BenchDocument& document() const noexcept { return document_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Instrument>>& instruments() const noexcept {
    return instruments_;
  }
  [[nodiscard]] Instrument& instrument(std::string_view name) const;
  /// The instrument of that name in its role.
  template <class Role>
  [[nodiscard]] Role& get(std::string_view name) const;

  /// Configures what is unconfigured or safe; throws what the first failing one throws, with every source safe.
  void configure_all();
  void arm_all();
  void wait_until_settled(const std::stop_token& stop) const;
  /// Every instrument in its quietest state, the ones nearest to the receiver first.
  void make_safe() noexcept;
  /// What is set stays when this bench goes, for whoever opens it next. Light does not: should a source emit by then,
  /// everything is made safe all the same.
  ///
  /// Throws:  core::InterlockError "interlock.emitting" while a source emits.
  void leave_as_it_is();

  [[nodiscard]] const InterlockGuard& guard() const noexcept { return guard_; }
  [[nodiscard]] Clock& clock() noexcept { return *clock_; }
  [[nodiscard]] EventQueue& events() noexcept { return events_; }

 private:
  [[nodiscard]] std::size_t place_of(const Instrument& instrument) const;
  [[nodiscard]] const Instrument* emitting() const;
  [[noreturn]] static void refuse_role(const Instrument& instrument, std::string_view wanted);

  BenchDocument document_;
  std::unique_ptr<Clock> clock_;
  EventQueue events_;
  InterlockGuard guard_;
  std::vector<std::unique_ptr<Instrument>> instruments_;  // in the order of the light
  bool stays_as_it_is_ = false;
};

template <class Role>
Role& Bench::get(std::string_view name) const {
  Instrument& found = instrument(name);
  if (auto* role = dynamic_cast<Role*>(&found)) {
    return *role;
  }
  refuse_role(found, "the one asked for");
}

}  // namespace fiberloom::hal
