#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <fiberloom/calibration/joint_identification.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <numbers>
#include <random>

#include "twin_traces.hpp"

namespace fiberloom::calibration {
namespace {

constexpr double probe_band =
    0.2;  // cycles per model sample: inside the band of every part of the bench
constexpr double probe_offset = 1.0;

// A twin that leaves more of the held-out traces unexplained than this is no calibration.
constexpr double largest_unexplained_share = 0.25;

struct Probes {
  std::vector<ProbeSet> fitted;
  std::vector<ProbeSet> held_out;
};

LayerSettings at_level(LayerSettings settings, double level) {
  for (double& phase : settings.nonlinear_phase) {
    phase *= level;
  }
  return settings;
}

template <class Batch>
Batch slice(const Batch& batch, std::size_t begin, std::size_t end) {
  Batch rows(end - begin, batch.samples());
  for (std::size_t i = begin; i < end; ++i) {
    std::copy(batch.row(i).begin(), batch.row(i).end(), rows.row(i - begin).begin());
  }
  return rows;
}

Probes measure(RigSession& session, const core::Model& model, const LayerSettings& settings,
               const IdentificationOptions& options) {
  Probes probes;
  for (std::size_t level = 0; level < options.launch_levels.size(); ++level) {
    const LayerSettings at = at_level(settings, options.launch_levels[level]);
    const std::size_t count = options.num_probes + options.num_held_out;
    const core::FieldBatch<double> waveform =
        probe_frames(model.frame, count, options.seed * 1000 + level);
    const Acquired acquired = session.acquire(waveform, at, "identification", options.averages);
    probes.fitted.push_back({.settings = acquired.applied,
                             .waveform = slice(waveform, 0, options.num_probes),
                             .measured = slice(acquired.trace, 0, options.num_probes)});
    probes.held_out.push_back({.settings = acquired.applied,
                               .waveform = slice(waveform, options.num_probes, count),
                               .measured = slice(acquired.trace, options.num_probes, count)});
  }
  return probes;
}

// What is believed before the first probe, as the weights of a Gaussian prior around the nominal twin.
Eigen::VectorXd prior_weights(std::size_t stages, const IdentificationOptions& options) {
  constexpr double prior_delay_rms = 1.0;
  constexpr double prior_gain_rms = 0.5;
  constexpr double prior_inverse_bandwidth = 2.0;  // samples per cycle
  const TwinParameters deviations{
      .dispersion_scale = std::vector<double>(stages, options.prior_dispersion_rms),
      .nonlinear_phase_scale = std::vector<double>(stages, options.prior_nonlinear_phase_rms),
      .delay_samples = prior_delay_rms,
      .gain = prior_gain_rms,
      .transmitter_inverse_bandwidth = prior_inverse_bandwidth,
      .receiver_inverse_bandwidth = prior_inverse_bandwidth};
  return to_vector(deviations).array().square().inverse();
}

// At no roll-off at all the traces do not depend on the bandwidths to first order; the fit begins beside that point.
TwinParameters first_guess(std::size_t stages) {
  TwinParameters twin = nominal_twin(stages);
  twin.transmitter_inverse_bandwidth = 1.0;
  twin.receiver_inverse_bandwidth = 1.0;
  return twin;
}

// Levenberg-Marquardt on the posterior: squared residual over its mean, plus the prior.
class Fit {
 public:
  Fit(const std::vector<ProbeSet>& probes, const core::Model& model, std::size_t stages,
      const IdentificationOptions& options, core::WorkerPool& workers)
      : probes_(probes),
        model_(model),
        workers_(workers),
        prior_(to_vector(nominal_twin(stages))),
        prior_weights_(prior_weights(stages, options)),
        values_(to_vector(first_guess(stages))) {
    equations_ = equations_at(values_);
  }

  std::size_t run(std::size_t maximum_iterations) {
    constexpr double step_tolerance = 1e-6;
    constexpr double irrelevant_decrease =
        1e-6;  // of chi squared: a thousandth of a standard error
    double damping = 1e-3;
    for (std::size_t iteration = 1; iteration <= maximum_iterations; ++iteration) {
      const double variance = mean_square(equations_);
      const Eigen::MatrixXd hessian = posterior_hessian(variance);
      const Eigen::VectorXd slope =
          equations_.slope / variance - prior_weights_.cwiseProduct(values_ - prior_);
      Eigen::MatrixXd damped = hessian;
      damped.diagonal() *= 1.0 + damping;
      const Eigen::VectorXd step = damped.ldlt().solve(slope);
      const Eigen::VectorXd trial = inside(values_ + step);
      if (!trial.allFinite()) {
        break;
      }
      const NormalEquations next = equations_at(trial);
      if (!(cost(next, trial, variance) <= cost(equations_, values_, variance))) {
        if (step.dot(slope) < irrelevant_decrease) {
          return iteration;  // what is left to gain is below rounding
        }
        damping *= 10.0;
        if (damping > 1e12) {
          break;
        }
        continue;
      }
      values_ = trial;
      equations_ = next;
      damping = std::max(damping / 10.0, 1e-9);
      if (step.norm() < step_tolerance) {
        return iteration;
      }
    }
    throw core::NumericalError(
        "numerical.fit",
        "identification: the fit did not converge; check that light reaches the "
        "receiver and that the rig is the one of the plan");
  }

  [[nodiscard]] TwinParameters twin() const { return from_vector(values_); }
  [[nodiscard]] TwinParameters standard_error() const {
    // Sandwich estimate over frames: the residuals of one frame hang together (noise that was amplified on the way),
    // and a plain inverse curvature would call the result more certain than it is.
    const double variance = mean_square(equations_);
    const Eigen::MatrixXd hessian = posterior_hessian(variance);
    const Eigen::MatrixXd bread =
        hessian.ldlt().solve(Eigen::MatrixXd::Identity(hessian.rows(), hessian.cols()));
    Eigen::MatrixXd scatter = equations_.slope_scatter / (variance * variance);
    scatter.diagonal() += prior_weights_;
    const Eigen::MatrixXd covariance = bread * scatter * bread;
    return from_vector(covariance.diagonal().cwiseSqrt());
  }

 private:
  [[nodiscard]] NormalEquations equations_at(const Eigen::VectorXd& values) const {
    return normal_equations(probes_, from_vector(values), model_, workers_);
  }
  // A bandwidth below zero means nothing: its inverse stays at or above it.
  [[nodiscard]] static Eigen::VectorXd inside(Eigen::VectorXd values) {
    values.tail<2>() = values.tail<2>().cwiseMax(0.0);
    return values;
  }
  // Never below what rounding leaves: a residual that is only that tells nothing of the bench.
  [[nodiscard]] static double mean_square(const NormalEquations& equations) {
    constexpr double rounding = 1e-20;
    const double floor = rounding * equations.squared_measured;
    return std::max(equations.squared_residual, floor) / static_cast<double>(equations.num_values);
  }
  [[nodiscard]] Eigen::MatrixXd posterior_hessian(double variance) const {
    Eigen::MatrixXd hessian = equations_.curvature / variance;
    hessian.diagonal() += prior_weights_;
    return hessian;
  }
  [[nodiscard]] double cost(const NormalEquations& equations, const Eigen::VectorXd& values,
                            double variance) const {
    return equations.squared_residual / variance +
           (values - prior_).cwiseAbs2().dot(prior_weights_);
  }

  const std::vector<ProbeSet>& probes_;
  const core::Model& model_;
  core::WorkerPool& workers_;
  Eigen::VectorXd prior_;
  Eigen::VectorXd prior_weights_;
  Eigen::VectorXd values_;
  NormalEquations equations_;
};

double normalised_error(const std::vector<ProbeSet>& probes, const TwinParameters& twin,
                        const core::Model& model, core::WorkerPool& workers) {
  const NormalEquations equations = normal_equations(probes, twin, model, workers);
  return equations.squared_residual / equations.squared_measured;
}

}  // namespace

core::FieldBatch<double> probe_frames(const core::Frame& frame, std::size_t count,
                                      std::uint64_t seed) {
  const core::TimeGrid grid = frame.grid();
  const core::FftPlan<double> plan(grid.size());
  const std::vector<double> frequencies = grid.angular_frequencies();
  core::FieldBatch<double> frames(count, grid.size());
  std::mt19937_64 engine(seed + 0x66696265U);
  core::AlignedVector<std::complex<double>> row(grid.size());
  for (std::size_t i = 0; i < count; ++i) {
    double power = 0.0;
    for (std::size_t j = 0; j < row.size(); ++j) {
      const double phase = 2.0 * std::numbers::pi * static_cast<double>(engine() >> 11U) * 0x1p-53;
      // Without the bin of the offset: the two powers then simply add.
      const bool inside = j != 0 && std::abs(frequencies[j]) < 2.0 * std::numbers::pi * probe_band;
      row[j] = inside ? std::polar(1.0, phase) : std::complex<double>{};
    }
    plan.inverse(row);
    for (const std::complex<double>& value : row) {
      power += std::norm(value) / static_cast<double>(row.size());
    }
    const double scale = 1.0 / std::sqrt(1.0 + probe_offset * probe_offset);
    for (std::size_t j = 0; j < row.size(); ++j) {
      frames.row(i)[j] = scale * (probe_offset + row[j] / std::sqrt(power));
    }
  }
  return frames;
}

Identification identify_twin(RigSession& session, const core::Model& model,
                             const LayerSettings& settings, const IdentificationOptions& options,
                             core::WorkerPool& workers) {
  const Probes probes = measure(session, model, settings, options);
  const std::size_t stages = settings.dispersion.size();
  Fit fit(probes.fitted, model, stages, options, workers);
  Identification result;
  result.iterations = fit.run(options.maximum_iterations);
  result.twin = fit.twin();
  result.standard_error = fit.standard_error();
  result.error_before = normalised_error(probes.held_out, nominal_twin(stages), model, workers);
  result.error_after = normalised_error(probes.held_out, result.twin, model, workers);
  if (!(result.error_after < largest_unexplained_share)) {
    throw core::NumericalError("numerical.fit",
                               "identification: no twin explains what came back; check that light "
                               "reaches the receiver and "
                               "that the rig is wired as in the plan");
  }
  return result;
}

}  // namespace fiberloom::calibration
