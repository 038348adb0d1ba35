#pragma once

#include <Eigen/Core>
#include <fiberloom/calibration/twin.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <vector>

namespace fiberloom::calibration {

/// The numbers of a twin as one vector: dispersion scales, nonlinear phase scales, delay, gain, inverse bandwidths of
/// transmitter and receiver.
Eigen::VectorXd to_vector(const TwinParameters& twin);
TwinParameters from_vector(const Eigen::VectorXd& values);

/// Probes at one launch level, and what came back.
struct ProbeSet {
  LayerSettings settings;
  core::FieldBatch<double> waveform;
  core::RealBatch<double> measured;
};

/// Squared residual of a twin against measured traces and, when asked for, its normal equations.
struct NormalEquations {
  Eigen::MatrixXd curvature;      ///< J^T J
  Eigen::VectorXd slope;          ///< J^T (measured - predicted)
  Eigen::MatrixXd slope_scatter;  ///< sum over frames of the frame's slope times its transpose
  double squared_residual = 0.0;
  double squared_measured = 0.0;
  std::size_t num_values = 0;
};

/// How many numbers a twin of so many stages has.
Eigen::Index num_twin_parameters(std::size_t num_stages);

NormalEquations normal_equations(const std::vector<ProbeSet>& sets, const TwinParameters& twin,
                                 const core::Model& model, core::WorkerPool& workers);

}  // namespace fiberloom::calibration
