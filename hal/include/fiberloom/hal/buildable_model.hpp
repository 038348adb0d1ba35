#pragma once

#include <fiberloom/core/model.hpp>

namespace fiberloom::hal {

/// The same network without what hardware need not realise: lossless, and conjugated where that helps.
///
/// Loss and gain of the layers go into the nonlinear phases (canonical form) and, as one factor, into the classifier.
/// With `conjugated` every b, Gamma, potential and time lens changes sign: for real records an intensity or amplitude
/// readout does not notice.
/// Throws:  core::InputError "input.model" when conjugation is asked for another readout.
/// Source:  conventions, "canonical form" and "what is free".
core::Model buildable_model(const core::Model& model, bool conjugated);

}  // namespace fiberloom::hal
