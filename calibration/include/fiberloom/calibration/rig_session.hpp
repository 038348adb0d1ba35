#pragma once

#include <fiberloom/calibration/twin.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/hal/backend.hpp>
#include <fiberloom/hal/pass_ledger.hpp>
#include <stop_token>
#include <string>
#include <string_view>

namespace fiberloom::calibration {

/// Traces, and the settings that the stages really took.
struct Acquired {
  core::RealBatch<double> trace;  ///< [frames, grid points]
  LayerSettings applied;
};

/// An armed backend together with the book in which every optical pass is entered.
///
/// The ledger's total is the number of the next shot, so that a run that is resumed with its ledger goes on with the
/// shot after the last one.
/// Threads: one at a time.
class RigSession {
 public:
  RigSession(hal::Backend& backend, const hal::EmissionPermit& permit, hal::PassLedger& ledger,
             std::stop_token stop = {});

  /// Name under which the passes of the following runs are entered.
  void set_method(std::string method) { method_ = std::move(method); }

  /// Sends the frames through the rig; long batches go in several runs.
  ///
  /// Shape:   waveform [frames, grid points], at least one frame.
  /// Throws:  as hal::Backend::run; core::InstrumentError "instrument.frame_lost" when a frame does not come back.
  Acquired acquire(const core::FieldBatch<double>& waveform, const LayerSettings& settings,
                   std::string_view phase, std::size_t averages = 1);

  /// From the next run on all powers are those of that run's time, whatever was set before: what follows does not depend
  /// on when they were last brought to what is wanted.
  void align_anew() noexcept { aligns_powers_ = true; }

  [[nodiscard]] const hal::LightPath& path() const noexcept { return backend_.limits().path; }
  [[nodiscard]] hal::PassLedger& ledger() noexcept { return ledger_; }

 private:
  hal::Backend& backend_;
  const hal::EmissionPermit& permit_;
  hal::PassLedger& ledger_;
  std::stop_token stop_;
  std::string method_ = "unnamed";
  bool aligns_powers_ = false;
};

}  // namespace fiberloom::calibration
