#include <algorithm>
#include <fiberloom/calibration/rig_session.hpp>
#include <fiberloom/core/error.hpp>

namespace fiberloom::calibration {
namespace {

constexpr std::size_t frames_per_run = 512;

core::FieldBatch<double> rows_of(const core::FieldBatch<double>& batch, std::size_t begin,
                                 std::size_t count) {
  core::FieldBatch<double> rows(count, batch.samples());
  std::copy_n(batch.row(begin).begin(), count * batch.samples(), rows.values().begin());
  return rows;
}

LayerSettings applied_settings(const hal::RunResult& result, const hal::LightPath& path) {
  LayerSettings settings;
  for (std::size_t m = 0; m < result.applied.size(); ++m) {
    settings.dispersion.push_back(hal::b_of(result.applied[m].dispersion.applied, path));
    settings.nonlinear_phase.push_back(
        hal::nonlinear_phase_of(result.applied[m].launch_power.applied, path.stages[m]));
  }
  return settings;
}

}  // namespace

RigSession::RigSession(hal::Backend& backend, const hal::EmissionPermit& permit,
                       hal::PassLedger& ledger, std::stop_token stop)
    : backend_(backend), permit_(permit), ledger_(ledger), stop_(std::move(stop)) {}

Acquired RigSession::acquire(const core::FieldBatch<double>& waveform,
                             const LayerSettings& settings, std::string_view phase,
                             std::size_t averages) {
  Acquired acquired{.trace = core::RealBatch<double>(waveform.batch(), waveform.samples()),
                    .applied = settings};
  for (std::size_t begin = 0; begin < waveform.batch(); begin += frames_per_run) {
    const std::size_t count = std::min(frames_per_run, waveform.batch() - begin);
    const hal::RunRequest request{.stages = stage_settings(settings, path()),
                                  .waveform = rows_of(waveform, begin, count),
                                  .averages = averages,
                                  .first_shot = ledger_.total(),
                                  .aligns_powers = aligns_powers_,
                                  .stop = stop_};
    const hal::RunResult result = backend_.run(request, permit_);
    aligns_powers_ = false;
    ledger_.add(method_, phase, result.optical_passes);
    const bool lost = std::any_of(result.quality.begin(), result.quality.end(),
                                  [](const hal::FrameQuality& frame) { return frame.lost; });
    if (lost) {
      throw core::InstrumentError(
          "instrument.frame_lost",
          "rig: a frame did not come back; check the trigger and run again");
    }
    std::copy(result.trace.values().begin(), result.trace.values().end(),
              acquired.trace.row(begin).begin());
    acquired.applied = applied_settings(result, path());
  }
  return acquired;
}

}  // namespace fiberloom::calibration
