#pragma once

#include <complex>
#include <fiberloom/calibration/twin.hpp>
#include <fiberloom/core/electrical_ends.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <vector>

namespace fiberloom::calibration {

/// Undoes what a calibrated twin knows of the bench's electrical ends: the waveform is predistorted against the
/// transmitter's roll-off, the trace is corrected for gain, delay and the receiver's roll-off.
///
/// Shape:   rows of one grid.
/// Threads: immutable.
/// Source:  W = H* / (|H|^2 + 1/SNR), with an SNR of 30 dB: where the end has lost the signal nothing is amplified.
class EndCorrection {
 public:
  /// With ends that the model was trained with, an end that the twin knows is brought to these instead of to none.
  EndCorrection(const TwinParameters& twin, const core::TimeGrid& grid,
                const core::ElectricalEnds& wanted = {});

  void predistort(core::FieldBatch<double>& waveform) const;
  void correct(core::RealBatch<double>& trace) const;

 private:
  using Complex = std::complex<double>;
  void filter(std::span<Complex> row, const std::vector<Complex>& transfer) const;

  core::FftPlan<double> plan_;
  std::vector<Complex> transmit_;  // empty when there is nothing to undo
  std::vector<Complex> receive_;
};

}  // namespace fiberloom::calibration
