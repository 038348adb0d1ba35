#pragma once

#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/rig_optics.hpp>
#include <map>
#include <vector>

namespace fiberloom::hal {

/// An error as a share of all energy: of the light at the photodiode after the best complex gain of each frame, and of
/// the trace that the digitiser hands out after one real gain for all frames, both at the times of the samples.
struct ErrorPower {
  double field = 0.0;
  double trace = 0.0;
};

/// What one small change, of size 1, does to the light and to the trace.
///
/// Shape:   field and trace [frames, grid points of the model].
struct Response {
  core::FieldBatch<double> field{};
  core::RealBatch<double> trace{};
  ErrorPower power{};  ///< of a change of size 1; it grows with the square
};

/// Changes of one stage. Units: times in model samples, phases in rad, light relative to |u|^2 = 1.
struct StageSensitivity {
  Response dispersion{};         ///< b, samples squared
  Response third_order{};        ///< samples cubed; phase b3 W^3/6 at the optical offset W
  Response nonlinear_phase{};    ///< rad at |u|^2 = 1
  Response spool_dispersion{};   ///< b, spread over the nonlinear element
  Response spool_third_order{};  ///< likewise
  Response light_level{};        ///< relative change of the field from the nonlinear element on
  Response gain_slope{};         ///< relative field per optical offset: samples
  std::map<double, Response> channel_edges{};  ///< of a fixed grating, by its width as in RigOptics
  ErrorPower ripple{};  ///< of the phase over frequency, amplitude 1 rad, any position
  ErrorPower
      noise{};  ///< white over the glass's band, mean square 1, in front of the nonlinear element
};

/// Changes of the light as it is sent.
struct TransmitterSensitivity {
  Response bandwidth{};           ///< all of what the generator's band limit does
  Response clipping{};            ///< all of what its full scale does
  Response leakage{};             ///< all of what the modulator's finite extinction does
  Response light_level{};         ///< relative change of the field
  Response imbalance{};           ///< relative excess of the quadrature over the mean field
  Response quadrature_error{};    ///< rad
  Response quadrature_delay{};    ///< model samples
  Response in_phase_carrier{};    ///< constant field beside the light
  Response quadrature_carrier{};  ///< likewise
  ErrorPower sample_noise{};      ///< white on the generator's samples, mean square 1
  ErrorPower clock_jitter{};      ///< white from sample to sample, rms of one model sample
  ErrorPower intensity_noise{};  ///< of the relative field, white over the glass's band, variance 1
  ErrorPower phase_noise{};      ///< walk that closes over the frame, 1 rad^2 for each model sample
};

/// Changes behind the photodiode; they leave the field alone.
struct ReceiverSensitivity {
  Response bandwidth{};
  Response clipping{};
  Response compression{};    ///< relative loss of response for each |u|^2
  Response offset{};         ///< in |u|^2
  Response delay{};          ///< model samples, of all frames alike
  Response clock{};          ///< relative error of the sample period
  double noise_share = 1.0;  ///< of white noise over the glass's band that the receiver passes
  double mean = 1.0;         ///< of the traces
  double mean_square = 1.0;  ///< of the traces
};

/// What becomes of an error that is not small: noise at the input of that size, and what is really found at the output.
struct Saturation {
  ErrorPower linear{};  ///< over the energy of the light without it
  ErrorPower found{};   ///< over all energy
};

/// How a model's light on example frames answers to all that may be wrong on a rig: worked out once, for any number of
/// plans.
///
/// Linear about the light as it is in the glass of this rig: on its grid, behind its generator's band limit, within the
/// channels of its compensators.
struct ModelSensitivity {
  core::FieldBatch<double> ideal_field{};  ///< the model's own light at the photodiode
  core::RealBatch<double> ideal_trace{};   ///< and its intensity
  core::FieldBatch<double> glass_field{};  ///< the same as it is in glass
  core::RealBatch<double> glass_trace{};   ///< behind the receiver's band limit
  Response aliasing{};                     ///< what the model's grid folds back and glass does not
  Response channel_edges{};                ///< of the compensators that the bench has in its stages
  TransmitterSensitivity transmitter{};
  std::vector<StageSensitivity> stages{};
  ReceiverSensitivity receiver{};
  std::vector<Saturation> saturation{};  ///< from small to large
};

/// Sends the frames through the differentiable twin: one tangent for each number of each stage, one seeded noise for each
/// place where noise comes in.
///
/// Shape:   frames [frames, model.frame.grid_size()], mean |u|^2 about 1, as the generator plays them: over and over.
/// Throws:  core::InputError "input.model" for one that is not as buildable_model() makes it (with loss, potential or
///          other operators), "input.shape" for frames of another length or none, or
///          dark ones.
/// Source:  the linear response of the network's own propagation; no closed form.
[[nodiscard]] ModelSensitivity sensitivities(const core::Model& buildable,
                                             const core::FieldBatch<double>& frames,
                                             const RigOptics& optics);

}  // namespace fiberloom::hal
