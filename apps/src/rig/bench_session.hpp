#pragma once

#include <fiberloom/bench/connected_bench.hpp>
#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "rig/bench_lock.hpp"
#include "rig/bench_log.hpp"

namespace fiberloom::app {

/// Which bench a command works on.
struct BenchChoice {
  std::string rig;   ///< document, or name of a built-in one
  std::string plan;  ///< that the bench is wired for; empty: as its document tells
  std::string log;   ///< file; empty: the usual one
};

/// A bench in the hands of one command: locked, connected, and everything that happens on it written down. Nothing is
/// opened yet; see take_over.hpp.
///
/// When it goes the bench is made safe, unless it is left as it is.
/// Throws:  as find_rig(), wired_path(), connect_bench(), BenchLock and BenchLog; core::InputError "plan.rig".
class BenchSession {
 public:
  BenchSession(const BenchChoice& choice, std::string_view command);
  BenchSession(const BenchSession&) = delete;
  BenchSession& operator=(const BenchSession&) = delete;
  ~BenchSession();

  [[nodiscard]] const hal::RigDocument& rig() const noexcept { return rig_; }
  [[nodiscard]] const hal::Catalog& catalog() const noexcept { return catalog_; }
  [[nodiscard]] const hal::LightPath& path() const noexcept { return path_; }
  [[nodiscard]] hal::Bench& bench() const noexcept { return *connected_.bench; }
  [[nodiscard]] const std::shared_ptr<hal::Bench>& shared_bench() const noexcept {
    return connected_.bench;
  }
  [[nodiscard]] const BenchLog& log() const noexcept { return log_; }
  /// Writes down what has happened so far.
  void log_events() const { log_.take_from(connected_.bench->events()); }
  /// What is set stays when this goes; light goes out all the same.
  void leave_as_it_is() { stays_as_it_is_ = true; }
  /// Nobody knows any more what was set.
  void make_safe_at_the_end() { stays_as_it_is_ = false; }

 private:
  void make_safe_if_needed() const;

  hal::RigDocument rig_;
  hal::Catalog catalog_;
  hal::LightPath path_;
  BenchLock lock_;
  BenchLog log_;
  ConnectedBench connected_;
  bool stays_as_it_is_ = false;
};

/// What the rig document says of an instrument of this bench.
[[nodiscard]] const hal::InstrumentSpec& spec_of(const hal::Bench& bench, std::string_view name);

}  // namespace fiberloom::app
