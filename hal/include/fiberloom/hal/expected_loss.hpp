#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/error_budget.hpp>
#include <span>
#include <vector>

namespace fiberloom::hal {

/// The numbers of a rig that a classification may depend on, in one row: alpha, b and nonlinear phase of each layer, then
/// the delay of the readout (model samples, positive: late) and the relative gain of the trace.
struct PhysicalParameters {
  std::size_t num_layers = 0;

  [[nodiscard]] std::size_t size() const noexcept { return 3 * num_layers + 2; }
  [[nodiscard]] std::size_t alpha(std::size_t layer) const noexcept { return layer; }
  [[nodiscard]] std::size_t b(std::size_t layer) const noexcept { return num_layers + layer; }
  [[nodiscard]] std::size_t nonlinear_phase(std::size_t layer) const noexcept {
    return 2 * num_layers + layer;
  }
  [[nodiscard]] std::size_t delay() const noexcept { return 3 * num_layers; }
  [[nodiscard]] std::size_t gain() const noexcept { return 3 * num_layers + 1; }
};

/// How the mean cross-entropy of labelled records answers to small changes of a rig.
///
/// The Hessian is that of Gauss and Newton: the logits' Jacobian around the softmax's Fisher matrix. What changes no
/// prediction has none: a model of M layers has M such directions among its losses, nonlinear phases and gain, and one
/// more (the last nonlinear phase) behind an intensity readout without a filter.
/// Units:   nat.
struct LossCurvature {
  PhysicalParameters parameters{};
  double loss = 0.0;                  ///< as it is without any change
  std::vector<double> gradient{};     ///< [parameters]
  core::RealBatch<double> hessian{};  ///< [parameters, parameters]
  std::vector<double> light_noise{};  ///< increase by white circular noise of mean square 1 on the
                                      ///< model's grid: [layers + 1], in front of the first layer,
                                      ///< then of each nonlinear element
  double trace_noise = 0.0;           ///< increase by white noise of variance 1 on the trace
};

/// Whether a model is of the kind that loss_curvature() takes.
[[nodiscard]] bool has_loss_curvature(const core::Model& model);

/// Exact, by pulling each class's logit back through the twin: one adjoint pass for each record and class.
///
/// Shape:   frames [records, model.frame.grid_size()], labels [records].
/// Throws:  core::InputError "input.model" for a model without a classifier, with a potential or other operators, with
///          more than one shot, or with another readout than of intensities; "input.shape" for labels that do not fit.
/// Source:  generalised Gauss-Newton of softmax and cross-entropy; physics of mapping, section 8.4.
[[nodiscard]] LossCurvature loss_curvature(const core::Model& model,
                                           const core::FieldBatch<double>& frames,
                                           std::span<const std::int64_t> labels);

/// How far a rig is from what its plan's model wants, on average and from bench to bench, and how noisy.
///
/// Shape:   as LossCurvature.
struct PhysicalSpread {
  std::vector<double> mean{};
  core::RealBatch<double> covariance{};
  std::vector<double> light_noise{};  ///< mean squares, over the band of the model's grid
  double trace_noise = 0.0;           ///< variance
};

/// That of a plan's rig, from the tolerances and noises that its error budget rests on: tolerances of dispersion and
/// nonlinear phase, launch powers, skew and gain of the readout; noise of the converters, the laser's intensity,
/// amplifiers and receiver; ripple of gratings and drift of the operating point as noise of the same power. Residuals of
/// the mapping are the mean. Band limits and aliasing are not in it: they are no small change of these numbers.
[[nodiscard]] PhysicalSpread physical_spread(const SpreadBudgetQuestion& question);
[[nodiscard]] PhysicalSpread physical_spread(const BenchBudgetQuestion& question);

/// What a plan is expected to cost, in nat.
struct ExpectedLoss {
  double nominal = 0.0;
  double from_residuals = 0.0;   ///< may be negative, on these records
  double from_tolerances = 0.0;  ///< 1/2 tr(H C)
  double from_noise = 0.0;

  [[nodiscard]] double increase() const noexcept {
    return from_residuals + from_tolerances + from_noise;
  }
};

/// Throws:  core::InputError "input.shape" unless both are of one model.
[[nodiscard]] ExpectedLoss expected_loss(const LossCurvature& curvature,
                                         const PhysicalSpread& spread);

}  // namespace fiberloom::hal
