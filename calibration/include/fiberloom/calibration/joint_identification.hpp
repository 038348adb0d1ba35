#pragma once

#include <cstdint>
#include <fiberloom/calibration/rig_session.hpp>
#include <fiberloom/calibration/twin.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <vector>

namespace fiberloom::calibration {

/// How the bench is probed and how hard the fit tries.
struct IdentificationOptions {
  std::size_t num_probes = 24;                           ///< frames per launch level
  std::vector<double> launch_levels = {0.5, 0.75, 1.0};  ///< of each stage's set nonlinear phase
  std::size_t averages = 4;
  std::size_t num_held_out = 6;  ///< probes of each level that judge the fit and are not fitted
  std::size_t maximum_iterations = 40;
  double prior_dispersion_rms = 0.1;  ///< what is believed of the scales before the first probe
  double prior_nonlinear_phase_rms = 0.2;
  std::uint64_t seed = 0;
};

/// A fitted twin and how far to trust it.
struct Identification {
  TwinParameters twin;
  TwinParameters standard_error;  ///< one standard deviation of each number, clustered by frame
  double error_before = 0.0;      ///< NMSE of the held-out traces against the nominal twin
  double error_after = 0.0;       ///< and against the fitted one
  std::size_t iterations = 0;
};

/// Probe frames: offset, band-limited random waveforms of unit mean power, one per row.
///
/// Shape:   [count, frame.grid_size()]; the same for the same seed.
core::FieldBatch<double> probe_frames(const core::Frame& frame, std::size_t count,
                                      std::uint64_t seed);

/// Fits dispersion and nonlinear phase of every stage, delay, gain and the two roll-offs, all at once, to what probe
/// frames become.
///
/// Levenberg-Marquardt on the detected traces through the twin's exact directional derivatives. Several launch levels
/// separate the stages' nonlinear phases from linear errors. A number that the probes do not reach (the phase of a last
/// Kerr step in front of a photodiode) stays at its prior, and its standard error says so.
/// Throws:  NumericalError "numerical.fit" when the fit does not converge, or when the fitted twin does not explain the
///          held-out traces; as RigSession::acquire.
/// Source:  physics of calibration, "joint identification"; standard errors are the sandwich estimate over frames.
Identification identify_twin(RigSession& session, const core::Model& model,
                             const LayerSettings& settings, const IdentificationOptions& options,
                             core::WorkerPool& workers);

}  // namespace fiberloom::calibration
