#pragma once

#include <chrono>
#include <fiberloom/hal/clock.hpp>
#include <fiberloom/hal/command_guard.hpp>
#include <fiberloom/hal/event_queue.hpp>
#include <fiberloom/hal/setting.hpp>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

/// Where an instrument stands. Light comes out in `emitting` alone.
///
///     unconfigured --configure--> standby --arm--> armed --(a permit)--> emitting
///     any but unconfigured --make_safe--> safe --configure--> standby
enum class LifeCycle { unconfigured, standby, armed, emitting, safe };

[[nodiscard]] std::string_view name_of(LifeCycle state) noexcept;

/// Who answered, as the instrument says itself.
struct Identity {
  std::string vendor{};
  std::string model{};
  std::string serial_number{};
  std::string firmware{};

  bool operator==(const Identity&) const = default;
};

/// One number that an instrument measures, by its unit-suffixed key.
struct Reading {
  std::string key{};
  double value = 0.0;
};

/// What an instrument finds when it looks at itself.
struct SelfTest {
  bool has_passed = true;
  std::string words{};  ///< its own, about what failed
};

/// What an instrument has of the bench it stands on. All three outlive it.
struct BenchAccess {
  CommandGuard* guard = nullptr;
  Clock* clock = nullptr;
  EventQueue* events = nullptr;
};

/// One instrument of a bench. What it can do beside this is its role (instruments/*.hpp); how it does it, a driver or a
/// simulation.
///
/// Throws:  InterlockError "interlock.life_cycle" for a step that the state does not allow; InstrumentError from the
///          driver, after which the instrument is safe.
/// Threads: one at a time; the guard of the bench holds a lock for writes.
class Instrument {
 public:
  Instrument(std::string name, const BenchAccess& bench);
  virtual ~Instrument() = default;
  Instrument(const Instrument&) = delete;
  Instrument& operator=(const Instrument&) = delete;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// As the rig document spells it: "variable_attenuator".
  [[nodiscard]] virtual std::string_view role() const noexcept = 0;
  [[nodiscard]] LifeCycle life_cycle() const noexcept { return life_cycle_; }
  [[nodiscard]] const Identity& identity() const noexcept { return identity_; }
  [[nodiscard]] const BenchAccess& bench() const noexcept { return bench_; }

  /// Opens the wire, asks who is there, reads every setting back.
  void configure();
  void arm();
  /// The quietest state it has, whatever goes wrong on the way; may be called again and again.
  void make_safe() noexcept;

  [[nodiscard]] const std::vector<Setting*>& settings() const noexcept { return settings_; }
  /// Throws:  InputError "input.unknown_setting" that names the ones there are.
  [[nodiscard]] Setting& setting(std::string_view key) const;
  /// Measures now.
  [[nodiscard]] virtual std::vector<Reading> readings() { return {}; }
  /// May take minutes on a real one, and move what it can move: in the dark only.
  [[nodiscard]] virtual SelfTest self_test() { return {}; }

  /// Waits until every change of a setting has died away; InterruptedError "run.interrupted" when stopped before.
  void wait_until_settled(const std::stop_token& stop = {}) const;

 protected:
  void enter(LifeCycle next);
  void require(LifeCycle wanted, std::string_view step) const;

 private:
  friend class Setting;
  friend class EmittingInstrument;

  virtual Identity do_configure() = 0;
  virtual void do_arm() {}
  virtual void do_make_safe() noexcept = 0;
  virtual void note_safe() {}  // what a role has to tell the guard beside "no emission"

  std::string name_;
  BenchAccess bench_;
  LifeCycle life_cycle_ = LifeCycle::unconfigured;
  Identity identity_{};
  std::vector<Setting*> settings_{};  // members of the roles, in the order they are declared
};

/// An instrument that lets light out. Only a bench's emission gate can make it do so.
class EmittingInstrument : public Instrument {
 public:
  using Instrument::Instrument;

 private:
  friend class InstrumentSource;

  /// armed -> emitting, through the interlocks.
  void emit();
  virtual void do_emit() = 0;
};

}  // namespace fiberloom::hal
